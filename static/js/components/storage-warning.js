/** @import { Tools } from '../adapters/tools.js' */
import { word } from '../core/catalogue.js';
import { downloadAll } from './download.js';
import { emit, one } from './dom.js';

/**
 * Tells the student at once that answers are not kept, stays on the page, and offers them as a file.
 * @param {HTMLElement} notice
 * @param {Tools} tools
 */
export function storageWarning(notice, { store, clock }) {
  const text = one(notice, '[data-f="text"]') ?? notice;
  const button = one(notice, '[data-act="download"]');
  button?.addEventListener('click', () => void downloadAll({ store, clock }));
  store.addEventListener('storage-warning', (event) => {
    const { reason } = /** @type {CustomEvent} */ (event).detail;
    text.textContent = reason === 'full' ? word('site.storage-full') : word('site.storage-forbidden');
    if (button) button.hidden = false;
    notice.hidden = false;
    emit(notice, 'say', text.textContent);
  });
}
