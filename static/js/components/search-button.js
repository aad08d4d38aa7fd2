/** @import { Tools } from '../adapters/tools.js' */
import { word } from '../core/catalogue.js';
import { emit, isTyping } from './dom.js';
import { isOn } from './exam-settings.js';

/**
 * Opens the search: by a click, by Ctrl-K, and by / for whom single keys are no trouble. What it needs is fetched then.
 * @param {HTMLElement} button
 * @param {Tools} tools
 */
export function searchButton(button, tools) {
  /** @type {any} */
  let dialog = null;
  const open = async () => {
    try {
      dialog ??= await tools.run(button.dataset.script ?? '').then(() => /** @type {any} */ (globalThis).lecprepSearch(button, tools));
      dialog.open();
    } catch {
      emit(button, 'say', word('site.search-failed'));
    }
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    const asks = ctrlKey || metaKey ? key.toLowerCase() === 'k' && !altKey : key === '/' && !isTyping(event) && isOn(tools.settings, 'keys');
    // While an exam is sat there is no search.
    if (!asks || !button.checkVisibility() || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    void open();
  });
}
