// The few things that every component does with the page. No markup in strings: the policy of the page forbids it.
/** @import { Standing } from '../core/progress.js' */

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function one(root, selector) {
  return all(root, selector)[0] ?? null;
}

/**
 * Whether a key that is pressed is text, and no command.
 * @param {Event} event
 * @returns {boolean}
 */
export function isTyping({ target }) {
  return target instanceof Element && target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]') !== null;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, className, children = []) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/**
 * An icon of the page's sprite.
 * @param {string} name
 * @returns {SVGElement}
 */
export function iconOf(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon icon--mark');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg.namespaceURI, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * A number in boxed digits, as on the front of a paper. They are not read aloud.
 * @param {string} number
 * @returns {HTMLElement}
 */
export function digitsOf(number) {
  const digits = make(
    'span',
    'digits',
    [...number].map((digit) => make('i', '', [digit])),
  );
  digits.setAttribute('aria-hidden', 'true');
  return digits;
}

/**
 * Sets an attribute that styles go by, or takes it away.
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} value
 */
export function setState(element, name, value) {
  if (value) element.dataset[name] = value;
  else delete element.dataset[name];
}

/**
 * What components tell each other, and what it carries. `lp:say`: to be read out by the page's status region. `lp:answer`:
 * how a question now stands. `lp:letters`: the letters of its key, as the choices are shown. `lp:here`: the heading that
 * is being read.
 * @typedef {object} Messages
 * @property {string} say
 * @property {{ question: string, standing: Standing }} answer
 * @property {{ question: string, letters: string }} letters
 * @property {{ section: string, title: string }} here
 */

/**
 * @template {keyof Messages} Type
 * @param {Node} from
 * @param {Type} type
 * @param {Messages[Type]} detail
 */
export function emit(from, type, detail) {
  from.dispatchEvent(new CustomEvent(`lp:${type}`, { bubbles: true, detail }));
}

/**
 * @template {keyof Messages} Type
 * @param {Type} type
 * @param {(detail: Messages[Type]) => void} listener
 */
export function listen(type, listener) {
  document.addEventListener(`lp:${type}`, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

/**
 * Runs an action when the page may be about to vanish: the last moment that browsers promise.
 * @param {() => void} action
 */
export function onHidden(action) {
  document.addEventListener('visibilitychange', () => document.hidden && action());
}
