// What the days to come bring, and what the student sets for them.
/** @import { Tools } from '../adapters/tools.js' */
/** @import { Standings } from '../core/course-plan.js' */
import { calendarOf } from '../core/calendar.js';
import { CAP, PLAN_ID } from '../core/course-plan.js';
import { forecast } from '../core/plan.js';
import { SCHEMA } from '../core/progress.js';
import { planText } from '../core/review-words.js';
import { word } from '../core/catalogue.js';
import { LOCALE, say } from '../core/words.js';
import { hash } from '../core/random.js';
import { all, emit, make, one } from './dom.js';
import { saveFile } from './download.js';
import { fill, onAct } from './rows.js';
import { svgOf } from './svg.js';

const DAYS_WITHOUT_EXAM = 14;
const DAYS_AHEAD = 120;
const [PLAN_WIDTH, PLAN_HEIGHT, FOOT] = [640, 120, 2];

/**
 * @param {HTMLElement} section
 * @param {Tools} tools
 * @param {string} course
 * @param {() => Promise<void>} onChange
 */
export function reviewPlan(section, { store, clock, base }, course, onChange) {
  const exam = /** @type {HTMLInputElement} */ (section.querySelector('[name="exam"]'));
  const cap = /** @type {HTMLInputElement} */ (section.querySelector('[name="cap"]'));
  /** @type {{ day: Date, count: number }[]} */
  let days = [];
  /** @type {Standings} */
  let shown;

  const change = async () => {
    const asked = Math.min(500, Math.max(1, Math.round(Number(cap.value)) || CAP));
    await store.save('plans', { schema: SCHEMA, id: PLAN_ID, changed: clock.now(), exam: exam.value || 'none', cap: asked });
    emit(section, 'say', word('plan.saved'));
    await onChange();
  };
  for (const field of [exam, cap]) field.addEventListener('change', () => void change());

  const dayText = (/** @type {Date} */ day) => day.toLocaleDateString(LOCALE, { weekday: 'short', day: 'numeric', month: 'short' });
  const showDays = () => {
    const most = Math.max(1, ...days.map(({ count }) => count));
    const step = PLAN_WIDTH / days.length;
    const svg = section.querySelector('[data-days]');
    svg?.setAttribute('viewBox', `0 0 ${PLAN_WIDTH} ${PLAN_HEIGHT}`);
    svg?.replaceChildren(
      ...days.map(({ count }, place) => {
        const height = (count / most) * (PLAN_HEIGHT - FOOT);
        return svgOf('rect', { class: place === 0 ? 'today-bar' : '', x: place * step + 1, y: PLAN_HEIGHT - height, width: Math.max(1, step - 2), height });
      }),
      svgOf('path', { class: 'base', d: `M0 ${PLAN_HEIGHT - 1}H${PLAN_WIDTH}` }),
    );
    const rows = days.map(({ day, count }, place) => {
      const head = make('th', '', [place === 0 ? word('plan.today') : dayText(day)]);
      head.setAttribute('scope', 'row');
      return make('tr', '', [head, make('td', 'to-end', [`${count}`])]);
    });
    one(section, '[data-rows]')?.replaceChildren(...rows);
  };
  onAct(section, {
    calendar: () => {
      const dates = days.filter(({ count }) => count > 0).map(({ day, count }) => ({
        day: isoDay(day),
        title: say(word('plan.calendar-day'), { course, n: count }),
        text: `${location.origin}${base}review.html`,
      }));
      const ours = shown.date ? [...dates.filter(({ day }) => day !== shown.date), { day: shown.date, title: say(word('plan.calendar-exam'), { course }), text: '' }] : dates;
      saveFile(
        { clock },
        { name: 'review-plan.ics', type: 'text/calendar', text: calendarOf(ours, { name: course, id: `${hash(location.origin + base)}`, now: new Date(clock.now()) }) },
      );
      emit(section, 'say', word('plan.calendar-saved'));
    },
  });

  return {
    /** @param {Standings} now */
    update: (now) => {
      shown = now;
      const { terms, left, date, cards } = now;
      if (document.activeElement !== exam) exam.value = date;
      if (document.activeElement !== cap) cap.value = `${terms.cap}`;
      const count = terms.exam === null ? DAYS_WITHOUT_EXAM : Math.min(DAYS_AHEAD, left + 1);
      const foreseen = forecast(cards, terms, count);
      const today = new Date(terms.now);
      days = foreseen.days.map((each, place) => ({ day: new Date(today.getFullYear(), today.getMonth(), today.getDate() + place), count: each }));
      const words = terms.exam !== null ? planText({ left, ...foreseen, cards: cards.length }) : date ? word('plan.over') : word('plan.no-date');
      fill(section, { plan: words });
      showDays();
      for (const hidden of all(section, '[data-f="planned"]')) hidden.hidden = days.every((each) => each.count === 0);
    },
  };
}

/**
 * @param {Date} day
 * @returns {string} "2027-01-20", where the student is
 */
function isoDay(day) {
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => `${part}`.padStart(2, '0')).join('-');
}
