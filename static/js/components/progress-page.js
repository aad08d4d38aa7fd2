// How it goes: mastery by lecture and topic, study days, what to do next. Every plot has its numbers in a table.
/** @import { MasteryRow } from '../core/mastery.js' */
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { Deck } from '../core/reviews.js' */
import { loadDeck } from '../adapters/deck.js';
import { PLAN_ID, standings } from '../core/course-plan.js';
import { DAY } from '../core/fsrs.js';
import { adviceOf, daysInARow, masteries, studyDays } from '../core/mastery.js';
import { mistakes } from '../core/mistakes.js';
import { planned } from '../core/plan.js';
import { adviceText, masteryText } from '../core/progress-words.js';
import { byLecture } from '../core/progress.js';
import { word } from '../core/catalogue.js';
import { LOCALE, marksText, percent, say } from '../core/words.js';
import { make, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';
import { fill, rowOf } from './rows.js';
import { svgOf } from './svg.js';

const WEEKS = 26;
const PLOT_WIDTH = 200;
const PLOT_HEIGHT = 24;
const CELL = 14;
const MOST_LEVEL = 4;

/**
 * @param {HTMLElement} main
 * @param {ExamTools} tools
 */
export async function progressPage(main, tools) {
  const { store, clock } = tools;
  /** @type {Deck} */
  let deck;
  try {
    deck = await loadDeck(tools, main.dataset.deck ?? '');
  } catch {
    return;
  }
  const update = oneAtATime(async () => {
    const { answers, outcomes, reviews, sections, attempts } = await store.everything();
    const now = new Date(clock.now());
    const all = standings(deck, { answers, outcomes, reviews, sections }, await store.get('plans', PLAN_ID), now);
    const { lectures, topics } = masteries(all.deck, deck.topics, all.reviews, now.getTime());
    const hasBegun = all.reviews.length + sections.length > 0;
    for (const part of main.querySelectorAll('[data-begun]')) part.toggleAttribute('hidden', !hasBegun);
    for (const part of main.querySelectorAll('[data-topics]')) part.toggleAttribute('hidden', !hasBegun || topics.length === 0);
    fill(main, { lede: hasBegun ? '' : word('progress.nothing') });
    if (!hasBegun) return;
    showMastery(main, 'lectures', lectures, deck.pass);
    showMastery(main, 'topics', topics, deck.pass);

    const days = studyDays([...all.reviews, ...sections].map(({ at }) => at), now, WEEKS);
    showDays(main, days);

    const read = byLecture(answers, sections);
    const lecturesOfCourse = deck.lectures.filter((lecture) => lecture.sections > 0);
    const isRead = (/** @type {{ slug: string, sections: number }} */ { slug, sections: count }) => (read.get(slug)?.read ?? 0) >= count;
    const sums = deck.lectures.map(({ slug }) => read.get(slug) ?? { tried: 0, score: 0 });
    fill(main, {
      'lectures-read': `${lecturesOfCourse.filter(isRead).length}`,
      lectures: `${lecturesOfCourse.length}`,
      'first-tries': marksText(sums.reduce((sum, { score }) => sum + score, 0)),
      tried: `${sums.reduce((sum, { tried }) => sum + tried, 0)}`,
      'cards-seen': `${all.cards.filter(({ memory }) => memory).length}`,
      cards: `${all.cards.length}`,
      row: `${daysInARow(days)}`,
    });

    const questions = new Set(all.deck.filter(({ isQuestion }) => isQuestion).map(({ id }) => id));
    const advice = adviceOf({
      due: planned(all.cards, all.terms).length,
      lectures,
      course: deck.lectures,
      read: new Map([...read].map(([slug, each]) => [slug, each.read])),
      mistakes: mistakes(answers, outcomes, (at) => new Date(at).toDateString()).filter(({ question }) => questions.has(question)).length,
      pass: deck.pass,
      left: all.left,
      satLately: attempts.some(({ started }) => started > now.getTime() - 7 * DAY),
      hasExams: questions.size > 0,
    });
    const rows = advice.map((each) => {
      const row = rowOf(main, 'advice');
      const { what, why, go, url } = adviceText(each);
      fill(row, { what, why, go });
      const link = one(row, '[data-f="go"]');
      link?.setAttribute('href', url);
      link?.setAttribute('aria-label', say(word('progress.next-said'), { go, what }));
      return row;
    });
    one(main, '[data-advice]')?.replaceChildren(...rows);
  });
  for (const kind of /** @type {const} */ (['answers', 'outcomes', 'reviews', 'sections', 'plans'])) store.onSaved(kind, () => void update());
  await update();
}

/**
 * @param {HTMLElement} main
 * @param {'lectures' | 'topics'} name
 * @param {readonly MasteryRow[]} masteryRows
 * @param {number} pass
 */
function showMastery(main, name, masteryRows, pass) {
  const rows = masteryRows.map((mastery) => {
    const row = /** @type {HTMLElement} */ (one(rowOf(main, 'mastery'), 'tr'));
    const { label, title, url, share, seen } = mastery;
    fill(row, { label, title, percent: seen > 0 ? percent(share) : '–', text: masteryText(mastery) });
    one(row, '[data-f="title"]')?.setAttribute('href', url);
    row.querySelector('svg')?.replaceChildren(...drawMastery(mastery, pass));
    return row;
  });
  one(main, `[data-mastery="${name}"]`)?.replaceChildren(...rows);
}

/**
 * A line for what is sure, a point for now, an open one for two weeks ago; a diamond below the pass mark.
 * @param {MasteryRow} mastery
 * @param {number} pass
 * @returns {SVGElement[]}
 */
function drawMastery({ share, low, high, was, seen }, pass) {
  const [x, y] = [(/** @type {number} */ part) => 8 + part * (PLOT_WIDTH - 16), PLOT_HEIGHT / 2];
  const parts = [svgOf('path', { class: 'track', d: `M${x(0)} ${y}H${x(1)}` }), svgOf('path', { class: 'goal', d: `M${x(pass)} 0V${PLOT_HEIGHT}` })];
  if (seen === 0) return parts;
  parts.push(svgOf('path', { class: 'reach', d: `M${x(low)} ${y}H${x(high)}` }));
  if (was !== null) parts.push(svgOf('circle', { class: 'was', cx: x(was), cy: y, r: 4 }));
  const [at, size] = [x(share), 6];
  parts.push(
    share < pass
      ? svgOf('path', { class: 'weak', d: `M${at - size} ${y}L${at} ${y - size}L${at + size} ${y}L${at} ${y + size}Z` })
      : svgOf('circle', { class: 'now', cx: at, cy: y, r: 5 }),
  );
  return parts;
}

/**
 * A square a day, a column a week.
 * @param {HTMLElement} main
 * @param {{ day: Date, count: number }[]} days
 */
function showDays(main, days) {
  const svg = main.querySelector('[data-heat]');
  const most = Math.max(MOST_LEVEL, ...days.map(({ count }) => count));
  svg?.setAttribute('viewBox', `0 0 ${WEEKS * CELL} ${7 * CELL}`);
  svg?.replaceChildren(
    ...days.map(({ count }, place) => {
      const level = Math.ceil((MOST_LEVEL * count) / most);
      const at = { x: Math.floor(place / 7) * CELL + 1, y: (place % 7) * CELL + 1, width: CELL - 2, height: CELL - 2 };
      return svgOf('rect', { class: `l${level}${place === days.length - 1 ? ' today' : ''}`, ...at });
    }),
  );
  // The latest weeks are what one looks for, where there is no room for all.
  const wrap = svg?.parentElement;
  if (wrap) wrap.scrollLeft = (document.dir === 'rtl' ? -1 : 1) * wrap.scrollWidth;
  const worked = days.filter(({ count }) => count > 0).reverse();
  const rows = worked.map(({ day, count }) => {
    const head = make('th', '', [day.toLocaleDateString(LOCALE, { dateStyle: 'full' })]);
    head.setAttribute('scope', 'row');
    return make('tr', '', [head, make('td', 'to-end', [`${count}`])]);
  });
  one(main, '[data-days-worked]')?.replaceChildren(...rows);
  fill(main, { 'days-worked': `${worked.length}` });
}
