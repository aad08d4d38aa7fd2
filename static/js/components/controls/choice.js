/** @import { ChoiceQuestion, Result } from '../../core/scoring.js' */
/** @import { Control, ControlTools } from './registry.js' */
import { shuffle } from '../../core/random.js';
import { word } from '../../core/catalogue.js';
import { letter, listed, marksOfMarks, say } from '../../core/words.js';
import { all, emit, one } from '../dom.js';
import { orderOf } from './order.js';
import { hideState, showState } from './verdicts.js';

/**
 * Single and multiple choice. Choices are shuffled, but for those that make sense only in their place.
 * @param {HTMLFormElement} form
 * @param {ChoiceQuestion} question
 * @param {ControlTools} tools
 * @returns {Control}
 */
export function choiceControl(form, question, { random, check, order: drawn }) {
  const options = all(form, '.opt').sort((a, b) => Number(a.dataset.choice) - Number(b.dataset.choice));
  const inputs = options.map((option) => /** @type {HTMLInputElement} */ (one(option, 'input')));
  const order = orderOf(options.length, drawn, () =>
    shuffle(options.length, random, (index) => question.keepOrder === true || 'fixed' in options[index].dataset),
  );
  const letters = options.map((_, index) => letter(order.indexOf(index)));
  const key = question.key.map((index) => letters[index]).sort();
  one(form, '.opts')?.append(...order.map((index) => options[index]));
  options.forEach((option, index) => one(option, '.key')?.replaceChildren(letters[index]));
  for (const place of all(form, '[data-answer-key]')) place.textContent = key.join(', ');
  emit(form, 'letters', { question: question.id, letters: key.join(', ') });

  const isSingle = question.kind === 'single';
  let isMarked = false;
  let isPointer = false;
  // A tap or a click marks at once. Arrow keys, and assistive clicks, only move the choice.
  form.addEventListener('pointerdown', ({ target }) => {
    isPointer = target instanceof Element && target.closest('.opt label') !== null;
  });
  form.addEventListener('pointercancel', () => {
    isPointer = false;
  });
  form.addEventListener('keydown', () => {
    isPointer = false;
  });
  form.addEventListener('click', (event) => {
    if (!(event.target instanceof HTMLInputElement) || !inputs.includes(event.target)) return;
    if (isMarked) event.preventDefault();
    else if (isSingle && isPointer) check();
    isPointer = false;
  });

  /** @param {number} index */
  const stateOf = (index) => {
    const isKey = question.key.includes(index);
    if (inputs[index].checked) return isKey ? 'right' : 'wrong';
    return isKey ? 'missed' : '';
  };
  /** @param {number} index */
  const reason = (index) => one(options[index], '.why')?.textContent.trim() ?? '';
  /** @param {Result} result */
  const words = (result) => {
    const answers = say(word('question.correct-is'), { n: key.length, answers: listed(key) });
    if (isSingle) {
      const chosen = inputs.findIndex(({ checked }) => checked);
      const why = chosen < 0 ? '' : reason(chosen);
      return { line: '', spoken: result.verdict === 'right' ? `${word('question.right')}. ${why}` : `${word('question.not-this')}. ${why} ${answers}` };
    }
    if (result.verdict === 'right') return { line: word('question.right'), spoken: `${word('question.right')}.` };
    const states = options.map((_, index) => stateOf(index));
    const right = states.filter((state) => state === 'right').length;
    const wrong = states.filter((state) => state === 'wrong').length;
    const line = say(wrong > 0 ? word('question.right-answers-wrong') : word('question.right-answers'), { right, n: key.length, wrong, marks: marksOfMarks(result) });
    return { line, spoken: `${line}. ${answers}` };
  };

  return {
    focus: () => (inputs.find(({ checked }) => checked) ?? inputs[order[0]]).focus(),
    problem: () => (inputs.some(({ checked }) => checked) ? '' : word('question.choose-first')),
    read: () => {
      const chosen = inputs.flatMap(({ checked }, index) => (checked ? [index] : []));
      return chosen.length > 0 ? chosen : null;
    },
    write: (response) => {
      inputs.forEach((input, index) => {
        input.checked = Array.isArray(response) && response.includes(index);
      });
    },
    mark: (_, result) => {
      isMarked = true;
      options.forEach((option, index) => {
        const state = stateOf(index);
        inputs[index].disabled = !inputs[index].checked;
        const texts = { right: word('question.right'), wrong: word('question.wrong'), missed: isSingle ? word('question.missed') : word('question.missed-too') };
        if (state) showState(option, state, texts[state]);
      });
      return words(result);
    },
    clear: () => {
      isMarked = false;
      options.forEach((option, index) => {
        hideState(option);
        inputs[index].checked = false;
        inputs[index].disabled = false;
      });
    },
  };
}
