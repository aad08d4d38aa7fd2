// Reading an export (see export.js). It takes what it understands and counts the rest: records that are damaged, or of a
// later form, and what belongs to a paper that is. What is read is merged into what is there, so that it does not matter
// what was imported when, or how often.
/** @import { Entry } from './progress.js' */
import { FORMAT, VERSION } from './export.js';
import { isPaper } from './paper-check.js';
import { KINDS, isSound } from './progress.js';

// Nothing that we write is nested as deep; what is would be too much for the merging of records.
const DEEPEST_RECORD = 100;

/**
 * @param {unknown} value
 * @param {number} levels
 * @returns {boolean}
 */
function isWithin(value, levels) {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((part) => isWithin(part, levels - 1));
}

/**
 * @param {unknown} paper
 * @returns {boolean}
 */
function isGoodPaper(paper) {
  return isWithin(paper, DEEPEST_RECORD) && isPaper(paper);
}

/**
 * `foreign`: no file of ours. `later`: written by a later version of the site.
 * @param {string} text
 * @returns {{ records: Entry[], skipped: number, course: string } | { problem: 'broken' | 'foreign' | 'later' }}
 */
export function readImport(text) {
  /** @type {any} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { problem: 'broken' };
  }
  if (file?.format !== FORMAT || typeof file.records !== 'object' || !file.records) return { problem: 'foreign' };
  if (file.version !== VERSION) return { problem: file.version > VERSION ? 'later' : 'foreign' };
  /** @type {Entry[]} */
  const records = [];
  let skipped = 0;
  const listOf = (/** @type {string} */ kind) => (Array.isArray(file.records[kind]) ? file.records[kind] : []);
  /** @type {Map<unknown, boolean>} */
  const papers = new Map();
  for (const paper of listOf('papers')) papers.set(paper?.id, papers.get(paper?.id) === true || isGoodPaper(paper));
  for (const kind of KINDS) {
    for (const record of listOf(kind)) {
      // An attempt whose paper is damaged could be neither sat nor shown.
      const paper = kind === 'attempts' ? record?.id : kind === 'responses' ? record?.attempt : undefined;
      const isWhole = kind === 'papers' ? isGoodPaper(record) : papers.get(paper) !== false;
      const isGood = isWhole && isWithin(record, DEEPEST_RECORD) && isSound(kind, record);
      if (isGood) records.push(/** @type {Entry} */ ([kind, record]));
      else skipped += 1;
    }
  }
  return { records, skipped, course: typeof file.course === 'string' ? file.course : '' };
}
