/** @import { ArrangedQuestion } from '../../core/scoring.js' */
/** @import { Control, ControlTools } from './registry.js' */
import { shuffle } from '../../core/random.js';
import { word } from '../../core/catalogue.js';
import { marksOfMarks, say } from '../../core/words.js';
import { all, one } from '../dom.js';
import { orderOf } from './order.js';
import { hideState, showState } from './verdicts.js';

/**
 * Pairs, chosen from native lists. All the lists show the same order.
 * @param {HTMLFormElement} form
 * @param {ArrangedQuestion} question
 * @param {ControlTools} tools
 * @returns {Control}
 */
export function matchingControl(form, { count }, { random, order: drawn }) {
  const rows = all(form, '[data-left]').sort((a, b) => Number(a.dataset.left) - Number(b.dataset.left));
  const lists = rows.map((row) => /** @type {HTMLSelectElement} */ (one(row, 'select')));
  const rights = lists[0].options.length - 1;
  const order = orderOf(rights, drawn, () => shuffle(rights, random));
  for (const list of lists) {
    const options = [...list.options].slice(1).sort((a, b) => Number(a.value) - Number(b.value));
    list.append(...order.map((place) => options[place]));
  }
  const read = () => lists.map(({ value }) => (value === '' ? null : Number(value)));
  const isBlank = () => lists.every(({ value }) => value === '');
  return {
    focus: () => lists[0].focus(),
    problem: () => (isBlank() ? word('question.match-first') : ''),
    read: () => (isBlank() ? null : read()),
    write: (response) => {
      lists.forEach((list, left) => {
        list.value = Array.isArray(response) ? `${response[left] ?? ''}` : '';
      });
    },
    mark: (_, result) => {
      read().forEach((right, left) => {
        const isRight = right === left;
        const partner = [...lists[left].options].find(({ value }) => value === `${left}`)?.text ?? '';
        showState(rows[left], isRight ? 'right' : 'wrong', isRight ? word('question.right') : say(word('question.goes-with'), { partner }));
        lists[left].disabled = true;
      });
      const line =
        result.verdict === 'right'
          ? word('question.right')
          : say(word('question.pairs-line'), { right: read().filter((right, left) => right === left).length, n: count, marks: marksOfMarks(result) });
      return { line, spoken: `${line}.` };
    },
    clear: () => {
      lists.forEach((list, left) => {
        list.value = '';
        list.disabled = false;
        hideState(rows[left]);
      });
    },
  };
}
