/** @import { Tools } from '../adapters/tools.js' */
import { all } from './dom.js';

/**
 * Theme, paper and text size. What boot.js restores before the first paint is shown, changed and kept here.
 * @param {HTMLElement} panel
 * @param {Tools} tools
 */
export function displayPanel(panel, { settings }) {
  const root = document.documentElement;
  const radios = all(panel, '[data-setting] input').filter((input) => input instanceof HTMLInputElement);
  /** @param {Record<string, string | undefined>} values */
  const show = (values) => {
    for (const radio of radios) {
      const value = values[radio.name];
      radio.checked = value ? radio.value === value : radio.defaultChecked;
      if (!radio.checked) continue;
      if (radio.defaultChecked) delete root.dataset[radio.name];
      else root.dataset[radio.name] = radio.value;
    }
  };
  panel.addEventListener('change', () => {
    const chosen = Object.fromEntries(
      radios.filter((radio) => radio.checked && !radio.defaultChecked).map(({ name, value }) => [name, value]),
    );
    // Other settings are kept beside these: see exam-settings.js.
    const others = Object.entries(settings.load()).filter(([name]) => !radios.some((radio) => radio.name === name));
    settings.save({ ...Object.fromEntries(others), ...chosen });
    show(chosen);
  });
  settings.onChange(show);
  show({ ...root.dataset, ...settings.load() });
}
