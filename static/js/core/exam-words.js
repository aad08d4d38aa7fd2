// The words of the exam's pages. They are apart from the others because lecture pages do not need them.
/** @import { Results } from './results.js' */
/** @import { Marks, PaperQuestion } from './progress.js' */
import { SECTIONS } from './blueprint.js';
import { counted, letter, listed, localeOf, marksText } from './words.js';

export const EXAM_WORDS = {
  saved: 'Saved',
  saving: 'Saving',
  notSaved: 'Not saved: kept in this tab',
  untimed: 'There is no time limit',
  timeUp: 'The time is up. Your paper has been handed in.',
  clockMoved: 'The clock of this device was set to another time. Your exam goes on as it should.',
  flag: 'Flag',
  flagged: 'Flagged',
  flagRemoved: 'Flag removed',
  next: 'Next',
  last: 'Check and hand in',
  ruledOut: 'ruled out',
  restored: 'no longer ruled out',
  damaged: 'This question is damaged and cannot be shown. The rest of the paper is as it was.',
  gone: 'That exam is not kept in this browser.',
  fetching: 'Fetching the paper…',
  nothing: 'There is no question to ask. Choose something else.',
  notFetched: 'The questions could not be fetched. Check your connection and press Start again.',
  changed: 'The course has changed since this code was made, so the paper may differ from the one that was shared.',
  unknown: 'This course has no exam of that name. Check the first part of the code.',
  nonsense: 'That is not the code of a paper. It looks like full-7k2xm-k3f.',
  codeTaken: 'The paper of this code is ready to start',
  codeCopied: 'Code of the paper copied',
  blank: 'Left blank',
  toMark: 'to mark',
  allMarked: 'All your answers are marked. Look them over once more, or finish.',
  markFirst: 'This answer is not marked yet',
  result: 'Result',
};

/** How an exam stands. */
export const ATTEMPT = { sitting: 'Under way', paused: 'Paused', marking: 'To mark', passed: 'Passed', failed: 'Not passed' };

/** How a question went, in a word or two. */
export const STATUS = { right: 'Right', wrong: 'Wrong', part: 'Part marks', blank: 'Blank', unmarked: 'Not marked yet' };

/** @type {Readonly<Record<PaperQuestion['section'], string>>} */
const ASKED = { choose: 'choose', fill: 'fill in', write: 'write' };

/**
 * The sections that a paper has, lettered from A in order.
 * @param {readonly PaperQuestion[]} questions
 * @returns {{ section: PaperQuestion['section'], title: string }[]}
 */
export function sectionTitles(questions) {
  return SECTIONS.map(([section]) => section)
    .filter((section) => questions.some((each) => each.section === section))
    .map((section, place) => ({ section, title: `${letter(place)}: ${ASKED[section]}` }));
}

/**
 * As a clock shows it: 18:47, or 1:02:03. A second that has begun counts whole.
 * @param {number} ms
 * @returns {string}
 */
export function clockText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = hours > 0 ? [hours, `${minutes}`.padStart(2, '0')] : [minutes];
  return [...parts, `${rest}`.padStart(2, '0')].join(':');
}

/**
 * As it is said: "18 minutes 47 seconds".
 * @param {number} ms
 * @returns {string}
 */
export function spokenTime(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [minutes > 0 && counted(minutes, 'minute'), (rest > 0 || minutes === 0) && counted(rest, 'second')].filter(Boolean).join(' ');
}

/**
 * @param {'half' | '5' | '1'} left
 * @param {number | null} limit
 * @returns {string}
 */
export function timeWarning(left, limit) {
  if (left === 'half') return `Half of the time is over: ${spokenTime((limit ?? 0) / 2)} left`;
  return `${counted(Number(left), 'minute')} left`;
}

/**
 * A share in whole per cent. What is just below the pass mark, or just below full marks, never looks like it.
 * @param {Marks} marks
 * @param {number} [pass] a share from 0 to 1
 * @returns {number}
 */
export function percentOf({ marks, of }, pass = 1) {
  const share = of > 0 ? marks / of : 0;
  const rounded = Math.round(100 * share);
  return [pass, 1].some((line) => share < line && rounded >= 100 * line) ? Math.floor(100 * share) : rounded;
}

/**
 * @param {number} marks may be negative, where being sure and wrong has cost marks
 * @returns {string}
 */
export function signedMarks(marks) {
  return marks < 0 ? `−${marksText(-marks)}` : marksText(marks);
}

/**
 * @param {Results} results
 * @param {boolean} isFinal
 * @returns {string}
 */
export function headline(results, isFinal) {
  const share = results.of > 0 ? results.marks / results.of : 0;
  if (!isFinal) return 'Your paper, not quite marked yet';
  if (share === 1) return 'A pass, with full marks';
  if (results.passes) return share >= 0.85 ? 'A clear pass' : 'A pass, with room to grow';
  return share > 0.4 ? 'Not a pass yet' : 'Not a pass yet: now you know where to look';
}

/**
 * The result in plain words: what it is, what cost most, and what to do next.
 * @param {Results} results
 * @param {{ used: number, limit: number | null, pass: number, isTimeUp: boolean, isFinal: boolean }} attempt
 * @returns {string}
 */
export function sentence(results, { used, limit, pass, isTimeUp, isFinal }) {
  const minutes = Math.max(1, Math.round(used / 60_000));
  const taken = limit === null ? counted(minutes, 'minute') : `${Math.min(minutes, Math.round(limit / 60_000))} of ${counted(Math.round(limit / 60_000), 'minute')}`;
  return [
    isTimeUp ? 'The time was up, and your paper was handed in as it stood.' : '',
    `${percentOf(results, pass)}% in ${taken}${isFinal ? '' : ', without what you have still to mark'}.`,
    results.certain ? `Counting how sure you were: ${signedMarks(results.certain.marks)} of ${results.certain.of}.` : '',
    isFinal ? advice(results) : 'Mark your written answers against the model answers; then the result is final.',
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * @param {Results} results
 * @returns {string}
 */
function advice({ topics, reread, marks, of }) {
  if (marks === of) return 'Nothing to read again. Try a longer paper, or one of questions that you have not seen.';
  const [weakest] = topics.filter((topic) => topic.marks < topic.of).sort((a, b) => b.of - b.marks - (a.of - a.marks) || a.marks / a.of - b.marks / b.of);
  const places = reread.slice(0, 2).map(({ label, title, url }) => (url.includes('#') ? '' : 'lecture ') + (label || `“${title}”`));
  return [
    weakest && topics.length > 1 ? `${weakest.title} cost you most.` : '',
    places.length > 0 ? `Read ${listed(places)} again before the next paper.` : 'Look through the marked paper below before the next one.',
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * @param {number} at
 * @param {string} language
 * @returns {string} "3 May 2027"
 */
export function dateText(at, language) {
  return new Date(at).toLocaleDateString(localeOf(language), { day: 'numeric', month: 'short', year: 'numeric' });
}
