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
  const name = `${course.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase() || 'course'}-progress-${exported.slice(0, 10)}.json`;
  saveFile({ clock }, { name, type: 'application/json', text });
}

/**
 * Gives the student a text as a file.
 * @param {Pick<Tools, 'clock'>} tools
 * @param {{ name: string, type: string, text: string }} file
 */
export function saveFile({ clock }, { name, type, text }) {
  const link = /** @type {HTMLAnchorElement} */ (make('a', ''));
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser reads the file a moment later.
  clock.later(60_000, () => URL.revokeObjectURL(link.href));
}
