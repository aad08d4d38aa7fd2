/** @import { Tools } from '../adapters/tools.js' */
/** @import { PlanRecord } from '../core/progress.js' */
import { PLAN_ID, dateOf } from '../core/course-plan.js';
import { daysUntil } from '../core/dates.js';
import { digitsOf, make } from './dom.js';

/**
 * Days to the exam, the course's or the student's own, in boxed digits. After the exam there is nothing to count.
 * @param {HTMLElement} line
 * @param {Tools} tools
 */
export async function examDate(line, { clock, store }) {
  /** @param {PlanRecord | undefined} plan */
  const show = (plan) => {
    const days = daysUntil(dateOf(plan, line.dataset.examDate ?? ''), clock.today());
    line.hidden = !(days >= 0);
    if (!line.hidden) showDaysLeft(line, days);
  };
  store.onSaved('plans', show);
  show(await store.get('plans', PLAN_ID));
}

/**
 * @param {HTMLElement} line
 * @param {number} days
 */
function showDaysLeft(line, days) {
  const words = make('span', '', [days === 1 ? 'day to' : 'days to', make('br', ''), 'the exam']);
  line.replaceChildren(...(days === 0 ? ['The exam is today'] : [digitsOf(`${days}`), make('span', 'sr', [`${days} `]), words]));
}
