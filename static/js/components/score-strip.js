import { marksText, standingText } from '../core/words.js';
import { all, listen, one, setState } from './dom.js';

/**
 * The results of a section: a chip a question, and the marks of the first answers.
 * @param {HTMLElement} section
 */
export function scoreStrip(section) {
  const chips = new Map(all(section, '.strip [data-q]').map((chip) => [chip.dataset.q ?? '', chip]));
  const total = one(section, '[data-score]');
  /** @type {Map<string, number>} */
  const marks = new Map();
  listen('answer', ({ question, standing }) => {
    const chip = chips.get(question);
    if (!chip) return;
    setState(chip, 'state', standing.state === 'none' || standing.state === 'blank' ? '' : standing.state);
    const words = one(chip, '.sr');
    if (words) words.textContent = `, ${standingText(standing)}`;
    marks.set(question, standing.marks);
    if (total) total.textContent = marksText([...marks.values()].reduce((sum, each) => sum + each, 0));
  });
}
