/** @import { Offline } from '../adapters/offline.js' */
/** @import { Tools } from '../adapters/tools.js' */
import { keepOffline } from '../adapters/offline.js';
import { emit, one } from './dom.js';

/**
 * Keeps the site for reading offline. When a later version is there it is offered, but not while an exam is sat in any tab.
 * @param {HTMLElement} notice
 * @param {Tools} tools
 */
export async function update(notice, { base }) {
  /** @type {Offline | null} */
  let next = null;
  const offer = async () => {
    if (!next || !notice.hidden || document.hidden || (await next.isExamSat())) return;
    notice.hidden = false;
    emit(notice, 'say', one(notice, 'p')?.textContent ?? '');
  };
  one(notice, '[data-act="accept"]')?.addEventListener('click', () => next?.accept());
  one(notice, '[data-act="later"]')?.addEventListener('click', () => {
    next?.later();
    next = null;
    notice.hidden = true;
  });
  document.addEventListener('visibilitychange', offer);
  // After what the page itself needs.
  if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  // Without it the page is as it was.
  await keepOffline(base, notice.dataset.worker ?? '', (offline) => {
    next = offline;
    void offer();
  }).catch(() => {});
}
