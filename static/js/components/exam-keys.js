// Single keys of the exam (DESIGN.md, 6). Nothing needs them, and whoever speaks to the computer turns them off.
import { isTyping } from './dom.js';

/**
 * @typedef {object} KeyActions
 * @property {() => boolean} areOn
 * @property {(place: number) => void} choose the choice at that place
 * @property {(place: number) => void} ruleOut
 * @property {Readonly<Record<string, () => void>>} keys
 */

/**
 * Acts on keys, but not while somebody types, with a modifier, or while a dialog is open.
 * @param {KeyActions} actions
 */
export function examKeys({ areOn, choose, ruleOut, keys }) {
  document.addEventListener('keydown', (event) => {
    const { key, shiftKey } = event;
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || event.defaultPrevented;
    if (isTyping(event) || isOther || !areOn() || document.querySelector('dialog[open]')) return;
    const name = key.toLowerCase();
    const place = /^[a-z]$/.test(name) ? name.charCodeAt(0) - 97 : -1;
    if (shiftKey && place >= 0) ruleOut(place);
    else if (Object.hasOwn(keys, name)) keys[name]();
    else if (place >= 0) choose(place);
    else return;
    event.preventDefault();
  });
}
