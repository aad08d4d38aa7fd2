/** @import { Tools } from '../adapters/tools.js' */
import { listen } from './dom.js';

/**
 * The page's one polite status region. It is emptied first, so that the same words are read again; what is said in the
 * same moment is said together.
 * @param {HTMLElement} region
 * @param {Tools} tools
 */
export function status(region, { clock }) {
  /** @type {string[]} */
  let waiting = [];
  listen('say', (text) => {
    waiting.push(text);
    if (waiting.length > 1) return;
    region.textContent = '';
    clock.later(50, () => {
      region.textContent = waiting.join(' ');
      waiting = [];
    });
  });
}
