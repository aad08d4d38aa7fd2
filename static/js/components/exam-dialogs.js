/** @import { counts } from '../core/attempt.js' */
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { all, one } from './dom.js';
import { fill, onAct, rowOf } from './rows.js';

/**
 * @typedef {object} DialogActions
 * @property {(number: number) => void} go
 * @property {() => void} handIn
 * @property {() => void} resume
 * @property {() => void} takeOver
 * @property {() => void} left the dialog that stands before an exam that goes on elsewhere was closed
 */

/**
 * The dialogs of the exam. Native ones: they keep the focus in, give it back, and close with Escape.
 * @param {HTMLElement} root
 * @param {DialogActions} on
 */
export function examDialogs(root, on) {
  const dialogs = all(root, 'dialog[data-dialog]').filter((dialog) => dialog instanceof HTMLDialogElement);
  /** @param {string} name */
  const find = (name) => dialogs.find((dialog) => dialog.dataset.dialog === name);
  /** @param {string} name */
  const open = (name) => {
    const dialog = find(name);
    if (dialog && !dialog.open) dialog.showModal();
  };
  /** @param {string} name */
  const close = (name) => find(name)?.close();

  // Where the window is narrow the answer sheet is in a dialog; there is only one of it.
  const omr = one(root, '[data-omr]');
  const sheet = find('sheet');
  sheet?.addEventListener('close', () => omr && one(root, '[data-omr-side]')?.append(omr));
  // Whoever closes the cover goes on: nobody reads the question while the clock stands.
  find('paused')?.addEventListener('close', on.resume);
  find('elsewhere')?.addEventListener('close', on.left);

  /**
   * @param {string} name
   * @param {number[]} numbers
   * @param {string} text what a button says to those who cannot see it
   */
  const list = (name, numbers, text) => {
    const part = one(root, `[data-jump="${name}"]`);
    if (!part) return;
    part.hidden = numbers.length === 0;
    const buttons = numbers.map((number) => {
      const button = rowOf(root, 'jump');
      button.textContent = `${number + 1}`;
      button.setAttribute('aria-label', say(text, { number: number + 1 }));
      button.addEventListener('click', () => {
        close('hand-in');
        on.go(number);
      });
      return button;
    });
    one(part, '[data-rows]')?.replaceChildren(...buttons);
  };

  onAct(root, {
    keep: () => close('hand-in'),
    'hand-in': () => {
      close('hand-in');
      on.handIn();
    },
    resume: () => close('paused'),
    'take-over': on.takeOver,
    sheet: () => {
      const slot = sheet && one(sheet, '[data-slot]');
      if (slot && omr) slot.append(omr);
      open('sheet');
    },
    close: (button) => button.closest('dialog')?.close(),
  });
  return {
    open,
    close,
    closeAll: () => dialogs.forEach((dialog) => dialog.close()),
    /** @param {ReturnType<typeof counts>} state */
    askToHandIn: ({ answered, blank, flagged }) => {
      const dialog = find('hand-in');
      if (dialog) fill(dialog, { answered: `${answered}`, blank: `${blank.length}`, flagged: `${flagged.length}` });
      list('blank', blank, word('sitting.go-to-blank'));
      list('flagged', flagged, word('sitting.go-to-flagged'));
      open('hand-in');
    },
  };
}
