/** @import { Tools } from '../adapters/tools.js' */
import { listen } from './dom.js';

/**
 * The page's one polite status region. It is emptied first, so that the same words are read again.
 * @param {HTMLElement} region
 * @param {Tools} tools
 */
export function status(region, { clock }) {
  let cancel = () => {};
  listen('say', (text) => {
    cancel();
    region.textContent = '';
    cancel = clock.later(50, () => {
      region.textContent = text;
    });
  });
}
