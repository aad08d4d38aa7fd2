/** @import { NumericQuestion, TypedQuestion } from '../../core/scoring.js' */
/** @import { Control } from './registry.js' */
import { isNumber } from '../../core/answers.js';
import { WORDS } from '../../core/words.js';
import { one } from '../dom.js';

/**
 * An answer typed in one line: a number or words.
 * @param {HTMLFormElement} form
 * @param {NumericQuestion | TypedQuestion} question
 * @returns {Control}
 */
export function typedControl(form, question) {
  const input = /** @type {HTMLInputElement} */ (one(form, '[name="answer"]'));
  const isNumeric = question.kind === 'numeric';
  const isBlank = () => input.value.trim() === '';
  return {
    focus: () => input.focus(),
    problem: () => {
      if (isNumeric) return isNumber(input.value) ? '' : WORDS.numberFirst;
      return isBlank() ? WORDS.typeFirst : '';
    },
    read: () => (isBlank() ? null : input.value),
    write: (response) => {
      input.value = typeof response === 'string' ? response : '';
    },
    mark: (_, { verdict }) => {
      input.readOnly = true;
      const key = one(form, '.key-line')?.textContent.trim() ?? '';
      return verdict === 'right'
        ? { line: WORDS.right, spoken: `${WORDS.right}.` }
        : { line: WORDS.wrong, spoken: `${WORDS.notThis}. ${key}` };
    },
    clear: () => {
      input.value = '';
      input.readOnly = false;
    },
  };
}
