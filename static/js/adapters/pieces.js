// The questions themselves, a script for each lecture, fetched when an exam draws from it. Scripts, not JSON: they come
// from disk, too.
/** @import { BankLecture } from '../core/blueprint.js' */
/** @import { PieceQuestion } from '../core/paper.js' */
import { PATIENCE, run } from './scripts.js';

/**
 * @param {Pick<BankLecture, 'slug' | 'title' | 'piece'>} lecture
 * @param {string} base
 * @param {number} patience
 * @returns {Promise<[string, PieceQuestion[]]>}
 */
async function pieceOf({ slug, title, piece }, base, patience) {
  const known = () => /** @type {any} */ (globalThis).lecprepPieces?.[slug];
  // Once more: what failed a moment ago often comes now.
  if (!known()) await run(base, piece, patience).catch(() => run(base, `${piece}?again`, patience)).catch(() => {});
  if (Array.isArray(known())) return [slug, known()];
  throw new Error(`The questions of “${title}” could not be fetched.`);
}

/**
 * @param {readonly Pick<BankLecture, 'slug' | 'title' | 'piece'>[]} lectures
 * @param {string} base the site's base path
 * @param {number} [patience] milliseconds
 * @returns {Promise<Map<string, PieceQuestion[]>>} by lecture; rejected, in words for the student, when one does not come
 */
export async function loadPieces(lectures, base, patience = PATIENCE) {
  const distinct = [...new Map(lectures.map((lecture) => [lecture.slug, lecture])).values()];
  return new Map(await Promise.all(distinct.map((lecture) => pieceOf(lecture, base, patience))));
}
