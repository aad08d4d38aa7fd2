/** @import { Tools } from '../adapters/tools.js' */
/** @import { PlanRecord } from '../core/progress.js' */
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
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
  const words = make('span', '', [say(word('home.exam-days'), { n: days }), make('br', ''), word('home.exam-days-rest')]);
  line.replaceChildren(...(days === 0 ? [word('home.exam-today')] : [digitsOf(`${days}`), make('span', 'sr', [`${days} `]), words]));
}
