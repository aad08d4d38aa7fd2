/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { AttemptRecord } from '../core/progress.js' */
import { ATTEMPT, dateText, percentOf } from '../core/exam-words.js';
import { word } from '../core/catalogue.js';
import { marksOf, percent, say } from '../core/words.js';
import { one } from './dom.js';
import { fill, rowOf } from './rows.js';
import { svgOf } from './svg.js';

const MOST_POINTS = 12;
const [WIDTH, HEIGHT, EDGE] = [640, 200, 28];

/**
 * The exams sat in this browser: how they went, and where that leads.
 * @param {HTMLElement} section
 * @param {ExamTools} tools
 */
export async function examHistory(section, { store }) {
  const page = document.querySelector('[data-lp="exam"]') ? '' : 'mock-exam.html';
  const view = section.closest('[data-in]');
  const update = async () => {
    // During an exam nobody sees it.
    if (view?.hasAttribute('hidden')) return;
    const attempts = (await store.all('attempts')).sort((a, b) => b.started - a.started);
    section.hidden = attempts.length === 0;
    if (attempts.length === 0) return;
    one(section, '[data-rows]')?.replaceChildren(...attempts.map((attempt) => attemptRow(section, attempt, page)));
    const first = attempts[attempts.length - 1].started;
    fill(section, { summary: say(word('history.since'), { n: attempts.length, date: dateText(first) }) });
    const ended = attempts.filter(({ state, total }) => state === 'final' && total).slice(0, MOST_POINTS).reverse();
    const paper = ended.length > 0 ? await store.get('papers', ended[ended.length - 1].id) : undefined;
    const trend = section.querySelector('[data-trend]');
    if (trend instanceof SVGElement) showTrend(trend, ended, paper?.pass ?? null);
  };
  store.onSaved('attempts', ({ state }) => {
    if (state !== 'sitting') void update();
  });
  if (view) new MutationObserver(() => void update()).observe(view, { attributeFilter: ['hidden'] });
  await update();
}

/**
 * @param {HTMLElement} section
 * @param {AttemptRecord} attempt
 * @param {string} page
 * @returns {HTMLElement}
 */
function attemptRow(section, { id, started, title, state, total, clock }, page) {
  const row = /** @type {HTMLElement} */ (one(rowOf(section, 'attempt'), 'tr'));
  fill(row, {
    date: dateText(started),
    title,
    marks: total ? marksOf(total) : '',
    percent: total ? percent(percentOf(total) / 100) : '',
    time: say(word('count.minutes-short'), { n: Math.max(1, Math.round(clock.used / 60_000)) }),
    state: state === 'final' ? (total?.pass ? ATTEMPT.passed : ATTEMPT.failed) : ATTEMPT[state],
  });
  one(row, '[data-f="open"]')?.setAttribute('href', `${page}#a=${id}`);
  one(row, '[data-f="date"]')?.setAttribute('datetime', new Date(started).toISOString());
  return row;
}

/**
 * A line of shares, oldest first. One point makes no line.
 * @param {SVGElement} svg
 * @param {AttemptRecord[]} attempts
 * @param {number | null} pass
 */
function showTrend(svg, attempts, pass) {
  svg.toggleAttribute('hidden', attempts.length < 2);
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  /** @param {number} share in per cent */
  const y = (share) => HEIGHT - EDGE - (share / 100) * (HEIGHT - 2 * EDGE);
  const points = attempts.map(({ total }, place) => ({
    x: EDGE + (place / Math.max(1, attempts.length - 1)) * (WIDTH - 2 * EDGE),
    share: total ? percentOf(total) : 0,
    passed: total?.pass ?? false,
  }));
  const line = points.map(({ x, share }, place) => `${place === 0 ? 'M' : 'L'}${x} ${y(share)}`).join('');
  const goal = pass === null ? [] : [svgOf('path', { class: 'goal', d: `M${EDGE} ${y(pass * 100)}H${WIDTH - EDGE}` })];
  svg.replaceChildren(
    ...goal,
    svgOf('path', { class: 'line', d: line }),
    ...points.map(({ x, share, passed }) => svgOf('circle', { class: passed ? 'passed' : '', cx: x, cy: y(share), r: 5 })),
    ...points.map(({ x, share }) => svgOf('text', { class: 'value', x, y: y(share) - 12, 'text-anchor': 'middle' }, percent(share / 100))),
  );
}
