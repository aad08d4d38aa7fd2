// Rows that the page holds as templates, and the fields in them.
import { all } from './dom.js';

/**
 * What the page holds of the course's questions, for core/blueprint.js to read.
 * @returns {unknown}
 */
export function bankOfPage() {
  return JSON.parse(document.querySelector('script[data-lp="bank"]')?.textContent ?? '');
}

/**
 * A fresh copy of a row.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function rowOf(root, name) {
  const template = root.querySelector(`template[data-row="${name}"]`);
  const row = template instanceof HTMLTemplateElement && template.content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement)) throw new Error(`the page has no row "${name}"`);
  return row;
}

/**
 * Writes texts into the fields of an element, and into the element itself where it is the field.
 * @param {HTMLElement} root
 * @param {Record<string, string>} texts
 */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const fields = all(root, `[data-f="${name}"]`);
    for (const field of root.dataset.f === name ? [root, ...fields] : fields) if (field.textContent !== text) field.textContent = text;
  }
}

/**
 * Gives the style sheet a number to draw with. That is no look of its own, which is why it may be set from here.
 * @param {Element} element
 * @param {string} name
 * @param {number} value
 */
export function setNumber(element, name, value) {
  // eslint-disable-next-line no-restricted-syntax
  if (element instanceof HTMLElement || element instanceof SVGElement) element.style.setProperty(`--${name}`, `${Math.round(value * 100) / 100}`);
}

/**
 * Acts on clicks on what says what it does: `data-act`.
 * @param {HTMLElement} root
 * @param {Record<string, (button: HTMLElement) => void>} actions
 */
export function onAct(root, actions) {
  root.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('[data-act]')) : null;
    const name = button?.dataset.act ?? '';
    if (button && Object.hasOwn(actions, name)) actions[name](button);
  });
}
