// What the components of the exam are given besides.
/** @import { BankLecture } from '../core/blueprint.js' */
/** @import { PieceQuestion } from '../core/paper.js' */
/** @import { Leadership } from './leader.js' */
/** @import { Tools } from './tools.js' */
import { lead } from './leader.js';
import { loadPieces } from './pieces.js';
import { siteTools } from './tools.js';

/**
 * `persist` asks the browser to keep what is stored when space runs short, and says whether it will. `isSparing`: the
 * student asked the browser to load no more than it must.
 * @typedef {Tools & {
 *   lead: (name: string, onLost: () => void) => Promise<Leadership>,
 *   pieces: (lectures: readonly Pick<BankLecture, 'slug' | 'title' | 'piece'>[]) => Promise<Map<string, PieceQuestion[]>>,
 *   persist: () => Promise<boolean>,
 *   isSparing: () => boolean,
 * }} ExamTools
 */

/**
 * @param {string} base the site's base path
 * @returns {ExamTools}
 */
export function examTools(base) {
  const tools = siteTools(base);
  tools.store.leaveOn('beforeunload');
  return {
    ...tools,
    lead: (name, onLost) => lead(`lecprep:${base}:${name}`, onLost),
    pieces: (lectures) => loadPieces(lectures, base),
    isSparing: () => /** @type {any} */ (navigator).connection?.saveData === true,
    persist: async () => {
      try {
        return await navigator.storage.persist();
      } catch {
        return false;
      }
    },
  };
}
