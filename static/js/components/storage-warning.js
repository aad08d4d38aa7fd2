/** @import { Tools } from '../adapters/tools.js' */
import { WORDS } from '../core/words.js';
import { emit } from './dom.js';

/**
 * Tells the student at once that answers are not kept, and stays on the page.
 * @param {HTMLElement} notice
 * @param {Tools} tools
 */
export function storageWarning(notice, { store }) {
  store.addEventListener('storage-warning', (event) => {
    const { reason } = /** @type {CustomEvent} */ (event).detail;
    notice.textContent = reason === 'full' ? WORDS.fullStorage : WORDS.noStorage;
    notice.hidden = false;
    emit(notice, 'say', notice.textContent);
  });
}
