/** @import { Tools } from '../adapters/tools.js' */
import { word } from '../core/catalogue.js';
import { emit, one } from './dom.js';

/**
 * Copies the code of a figure, without its output. Where the clipboard is closed to scripts, the code is selected, so
 * that one key copies it.
 * @param {HTMLElement} button
 * @param {Tools} tools
 */
export function copyCode(button, { clock }) {
  const figure = button.closest('figure');
  const code = figure && one(figure, 'pre code');
  const label = one(button, 'span');
  if (!code || !label) return;
  const usual = label.textContent;
  let cancel = () => {};
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      label.textContent = word('block.copied');
      emit(button, 'say', word('block.code-copied'));
    } catch {
      getSelection()?.selectAllChildren(code);
      label.textContent = word('block.copy-by-key');
      emit(button, 'say', word('block.copy-by-key'));
    }
    cancel();
    cancel = clock.later(2000, () => {
      label.textContent = usual;
    });
  });
}
