/** @import { Tools } from '../adapters/tools.js' */
import { daysUntil } from '../core/dates.js';
import { digitsOf, make } from './dom.js';

/**
 * Days to the exam, in boxed digits. After the exam there is nothing to count.
 * @param {HTMLElement} line
 * @param {Tools} tools
 */
export function examDate(line, { clock }) {
  const days = daysUntil(line.dataset.examDate ?? '', clock.today());
  if (!(days >= 0)) return;
  const words = make('span', '', [days === 1 ? 'day to' : 'days to', make('br', ''), 'the exam']);
  line.replaceChildren(...(days === 0 ? ['The exam is today'] : [digitsOf(`${days}`), make('span', 'sr', [`${days} `]), words]));
  line.hidden = false;
}
