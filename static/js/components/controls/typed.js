/** @import { NumericQuestion, TypedQuestion } from '../../core/scoring.js' */
/** @import { Control } from './registry.js' */
import { isNumber } from '../../core/answers.js';
import { word } from '../../core/catalogue.js';
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
      if (isNumeric) return isNumber(input.value) ? '' : word('question.number-first');
      return isBlank() ? word('question.type-first') : '';
    },
    read: () => (isBlank() ? null : input.value),
    write: (response) => {
      input.value = typeof response === 'string' ? response : '';
    },
    mark: (_, { verdict }) => {
      input.readOnly = true;
      const key = one(form, '.key-line')?.textContent.trim() ?? '';
      return verdict === 'right'
        ? { line: word('question.right'), spoken: `${word('question.right')}.` }
        : { line: word('question.wrong'), spoken: `${word('question.not-this')}. ${key}` };
    },
    clear: () => {
      input.value = '';
      input.readOnly = false;
    },
  };
}
