// A question of a paper, as a form: to be answered in the exam, or marked in the result.
/** @import { PaperQuestion } from '../core/progress.js' */
/** @import { Response, Result } from '../core/scoring.js' */
/** @import { Control, ControlTools } from './controls/registry.js' */
import { hash, randomFrom } from '../core/random.js';
import { word } from '../core/catalogue.js';
import { marksOf, say } from '../core/words.js';
import { CONTROLS } from './controls/registry.js';
import { showVerdict } from './controls/verdicts.js';
import { all, digitsOf, make, one } from './dom.js';
import { elementsOf } from './tree.js';

/**
 * @typedef {{ form: HTMLFormElement, control: Control }} PaperForm
 */

/** What would give the answer away, or offer to mark it. */
const AFTERWARDS = '.answer, .hint, .why, [data-verdict]';
/** What a paper has no use for. */
const BESIDES = '.q-foot, [data-act="copy"]';

/** @type {Control} */
const NOTHING_TO_ANSWER = {
  read: () => null,
  write: () => {},
  mark: () => ({ line: '', spoken: '' }),
  clear: () => {},
  focus: () => {},
  problem: () => '',
};

/**
 * @param {PaperQuestion} question
 * @param {number} number from 0
 * @param {'exam' | 'result'} mode
 * @param {Partial<ControlTools>} [on]
 * @returns {PaperForm} one that says so where the paper, which may come from a file, is damaged
 */
export function paperForm(question, number, mode, on = {}) {
  try {
    return buildForm(question, number, mode, on);
  } catch (error) {
    console.warn('lecprep: the paper', error);
    const form = /** @type {HTMLFormElement} */ (make('form', 'q', [make('div', 'q-head', [make('p', 'notice', [word('sitting.damaged')])])]));
    return { form, control: NOTHING_TO_ANSWER };
  }
}

/**
 * Gives a question its place in a paper; where it is made it does not know it.
 * @param {HTMLFormElement} form
 * @param {number} number from 0
 */
export function numberForm(form, number) {
  const digits = digitsOf(`${number + 1}`.padStart(2, '0'));
  one(form, '.q-no .sr')?.replaceChildren(`${say(word('question.number'), { number: number + 1 })} `);
  one(form, '.q-no .digits')?.replaceWith(digits);
}

/** @type {typeof paperForm} */
function buildForm(question, number, mode, on = {}) {
  const { data, order } = question;
  const form = elementsOf(question);
  if (!(form instanceof HTMLFormElement)) throw new Error('no form');
  form.dataset.mode = mode;
  numberForm(form, number);
  for (const part of all(form, mode === 'exam' ? `${AFTERWARDS}, ${BESIDES}` : BESIDES)) part.remove();
  one(form, '.answer')?.setAttribute('open', '');
  const control = CONTROLS[data.kind](form, data, {
    random: randomFrom(hash(data.id)),
    check: () => {},
    changed: () => {},
    order,
    ...on,
  });
  for (const output of all(form, 'output')) output.setAttribute('aria-live', 'off');
  form.addEventListener('submit', (event) => event.preventDefault());
  // What is clicked within a question is no order to the page around it.
  form.addEventListener('click', (event) => event.stopPropagation());
  return { form, control };
}

/**
 * Shows what was answered, what would have been right, and why.
 * @param {PaperForm} shown
 * @param {Response} response
 * @param {Result} result
 * @param {boolean} isUnmarked
 */
export function showResult({ form, control }, response, result, isUnmarked) {
  control.write(response);
  form.dataset.all = '';
  if (isUnmarked) return;
  const { line } = control.mark(response, result);
  form.dataset.marked = result.verdict;
  showVerdict(form, result.verdict === 'blank' ? word('result.left-blank') : line, result.verdict);
  const got = one(form, '.q-got');
  if (got) got.textContent = marksOf(result);
}
