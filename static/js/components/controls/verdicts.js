import { iconOf, make, one, setState } from '../dom.js';

/**
 * Marks a choice, an item or a pair as an examiner would: a tick or a cross in the margin, and words beside it.
 * @param {HTMLElement} element
 * @param {'right' | 'wrong' | 'missed'} state
 * @param {string} text
 */
export function showState(element, state, text) {
  const words = one(element, '.state') ?? make('span', 'state');
  words.replaceChildren(text);
  if (!words.parentElement) element.append(words);
  setState(element, 'state', state);
  element.append(make('span', 'pen-mark', [iconOf(state === 'wrong' ? 'cross' : 'tick')]));
}

/**
 * @param {HTMLElement} element
 */
export function hideState(element) {
  setState(element, 'state', '');
  one(element, '.pen-mark')?.remove();
  const words = one(element, '.state');
  // The page has a place of its own for the words of a choice; others were made above.
  if (words?.matches('p')) words.replaceChildren();
  else words?.remove();
}

/**
 * The verdict on a whole answer, in the line that the page has for it.
 * @param {HTMLFormElement} form
 * @param {string} text
 * @param {string} state
 */
export function showVerdict(form, text, state) {
  const line = one(form, '[data-verdict]');
  if (!line) return;
  const icon = { right: 'tick', wrong: 'cross', part: 'dash', blank: 'dash' }[state];
  line.replaceChildren(...(icon ? [iconOf(icon)] : []), text);
  setState(line, 'state', state);
  line.hidden = text === '';
}
