/** @import { Tools } from '../adapters/tools.js' */
import { exportOf } from '../core/export.js';
import { make } from './dom.js';

/**
 * Gives the student all that was done as a file, what is only in memory included.
 * @param {Pick<Tools, 'store' | 'clock'>} tools
 */
export async function downloadAll({ store, clock }) {
  const course = document.querySelector('meta[property="og:site_name"]')?.getAttribute('content') ?? '';
  const exported = new Date(clock.now()).toISOString();
  const text = JSON.stringify(exportOf(await store.everything(), { course, exported }));
  const link = /** @type {HTMLAnchorElement} */ (make('a', ''));
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = `${course.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase() || 'course'}-progress-${exported.slice(0, 10)}.json`;
  link.click();
  // The browser reads the file a moment later.
  clock.later(60_000, () => URL.revokeObjectURL(link.href));
}
