/** @import { Tools } from '../adapters/tools.js' */

/**
 * When all is erased, here or in another tab, the page begins anew: what it shows would be written again.
 * @param {HTMLElement} _page
 * @param {Tools} tools
 */
export function erased(_page, { store }) {
  store.addEventListener('erased', () => location.reload());
}
