/** @import { WrittenQuestion } from '../../core/scoring.js' */
/** @import { Control, ControlTools } from './registry.js' */
import { marksOfMarks, marksText } from '../../core/words.js';
import { all, one } from '../dom.js';

/**
 * Written answers and code, which the student marks against the model answer: by its marking points, or as a whole.
 * @param {HTMLFormElement} form
 * @param {WrittenQuestion} question
 * @param {ControlTools} tools
 * @returns {Control}
 */
export function writtenControl(form, { marks }, { check }) {
  const field = /** @type {HTMLTextAreaElement} */ (one(form, 'textarea'));
  const boxes = all(form, '.scheme [type="checkbox"]').filter((box) => box instanceof HTMLInputElement);
  const award = one(form, '[data-award]');
  const sum = one(form, '[data-sum]');
  // Before the first tick an answer is not marked at all; when the last tick is taken back, it is worth nothing.
  let isMarked = false;
  const read = () => {
    const given = award instanceof HTMLSelectElement && isMarked ? Math.min(Number(award.value), marks) : null;
    const met = isMarked && boxes.length > 0 ? boxes.flatMap(({ checked }, point) => (checked ? [point] : [])) : null;
    return { text: field.value, met, given };
  };
  // Where the style sheet cannot make the field grow with its text, the number of its rows does.
  const grow = () => {
    while (!CSS.supports('field-sizing', 'content') && field.scrollHeight > field.clientHeight && field.rows < 60) field.rows += 1;
  };
  field.addEventListener('input', grow);
  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof Element) || !target.closest('.scheme')) return;
    isMarked = true;
    check();
  });
  return {
    isSelfMarked: true,
    focus: () => field.focus(),
    problem: () => '',
    read: () => (isMarked || field.value.trim() !== '' ? read() : null),
    write: (response) => {
      const { text, met, given } =
        response && typeof response === 'object' && 'text' in response ? response : { text: '', met: null, given: null };
      field.value = text;
      isMarked = met !== null || given !== null;
      boxes.forEach((box, point) => {
        box.checked = met?.includes(point) ?? false;
      });
      if (award instanceof HTMLSelectElement) award.value = `${given ?? ''}`;
      grow();
    },
    mark: (_response, result) => {
      if (sum) sum.textContent = marksText(result.marks);
      return { line: '', spoken: marksOfMarks(result) };
    },
    clear: () => {
      // The text stays: it is the student's work, and another try begins from it.
      isMarked = false;
      for (const box of boxes) box.checked = false;
      if (award instanceof HTMLSelectElement) award.value = '';
      if (sum) sum.textContent = '0';
    },
  };
}
