/** @import { ArrangedQuestion } from '../../core/scoring.js' */
/** @import { Control, ControlTools } from './registry.js' */
import { scramble } from '../../core/random.js';
import { word } from '../../core/catalogue.js';
import { marksOfMarks, say } from '../../core/words.js';
import { all, emit, one } from '../dom.js';
import { orderOf } from './order.js';
import { hideState, showState } from './verdicts.js';

/**
 * Items to put in order, with two buttons each: no dragging, so it works by keyboard, touch and switch.
 * @param {HTMLFormElement} form
 * @param {ArrangedQuestion} question
 * @param {ControlTools} tools
 * @returns {Control}
 */
export function orderingControl(form, { count }, { random, changed, order: drawn }) {
  const list = /** @type {HTMLElement} */ (one(form, '.order'));
  const items = all(list, '[data-item]').sort((a, b) => Number(a.dataset.item) - Number(b.dataset.item));
  const start = orderOf(items.length, drawn, () => scramble(items.length, random));
  /** @param {number[]} order */
  const arrange = (order) => list.append(...order.map((item) => items[item]));
  const places = () => all(list, '[data-item]').map((item) => Number(item.dataset.item));
  arrange(start);

  list.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('[data-move]')) : null;
    const item = items.find((each) => button && each.contains(button));
    if (!button || !item) return;
    const isUp = button.dataset.move === 'up';
    const neighbour = isUp ? item.previousElementSibling : item.nextElementSibling;
    if (!neighbour) {
      emit(item, 'say', isUp ? word('question.at-top') : word('question.at-bottom'));
      return;
    }
    // The neighbour is moved, not the item: an element that is moved loses the focus.
    if (isUp) item.after(neighbour);
    else item.before(neighbour);
    emit(item, 'say', say(word('question.moved'), { place: places().indexOf(items.indexOf(item)) + 1, of: count }));
    changed();
  });

  return {
    focus: () => one(list, '[data-move]')?.focus(),
    problem: () => '',
    read: places,
    write: (response) => {
      const order = Array.isArray(response) ? response.filter((item) => item !== null && item in items) : [];
      arrange(order.length === items.length ? order.map(Number) : start);
    },
    mark: (_, result) => {
      const order = places();
      order.forEach((item, place) => {
        const isRight = item === place;
        showState(items[item], isRight ? 'right' : 'wrong', isRight ? word('question.in-place') : say(word('question.belongs-at'), { place: item + 1 }));
      });
      for (const button of all(list, 'button')) button.setAttribute('disabled', '');
      const right = order.filter((item, place) => item === place).length;
      const line = result.verdict === 'right' ? word('question.right') : say(word('question.order-line'), { right, of: count, marks: marksOfMarks(result) });
      return { line, spoken: `${line}.` };
    },
    clear: () => {
      items.forEach(hideState);
      for (const button of all(list, 'button')) button.removeAttribute('disabled');
      arrange(start);
    },
  };
}
