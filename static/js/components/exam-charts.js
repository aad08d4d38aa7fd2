// What the result shows in bars. Every number of theirs is there as text, too.
/** @import { PaperRecord } from '../core/progress.js' */
/** @import { Results } from '../core/results.js' */
import { STATUS, clockText, percentOf } from '../core/exam-words.js';
import { word } from '../core/catalogue.js';
import { marksOf, say } from '../core/words.js';
import { one } from './dom.js';
import { fill, rowOf, setNumber } from './rows.js';

const FINEST = 15_000;
const MOST_LINES = 4;

/**
 * @param {HTMLElement} root
 * @param {Results} results
 */
export function showTopics(root, { topics }) {
  const part = one(root, '[data-topics]');
  const rows = topics.map((topic) => {
    const row = rowOf(root, 'topic');
    fill(row, { title: topic.title, marks: marksOf(topic) });
    const [below, bar] = [one(row, '[data-f="below"]'), one(row, '[data-f="bar"]')];
    if (below) below.hidden = !topic.below;
    bar?.toggleAttribute('data-below', topic.below);
    if (bar) setNumber(bar, 'v', percentOf(topic));
    return row;
  });
  if (part) one(part, '[data-rows]')?.replaceChildren(...rows);
}

/**
 * @param {HTMLElement} root
 * @param {PaperRecord} paper
 * @param {Results} results
 */
export function showTimes(root, { pace }, { questions }) {
  const part = one(root, '[data-times]');
  if (!part) return;
  const top = Math.max(pace, ...questions.map(({ spent }) => spent)) * 1.05;
  let step = FINEST;
  while (top / step > MOST_LINES) step *= 2;
  const lines = Array.from({ length: Math.floor(top / step) }, (_, place) => (place + 1) * step);
  /**
   * @param {number} at
   * @param {boolean} isPace
   */
  const line = (at, isPace) => {
    const row = rowOf(root, 'axis');
    fill(row, { text: clockText(at) });
    setNumber(row, 't', (100 * at) / top);
    row.toggleAttribute('data-pace', isPace);
    return row;
  };
  one(part, '[data-axis]')?.replaceChildren(...lines.map((at) => line(at, false)), line(pace, true));
  const bars = questions.map(({ number, status, spent }) => {
    const row = rowOf(root, 'time');
    row.dataset.status = status;
    setNumber(row, 't', (100 * spent) / top);
    fill(row, { number: `${number + 1}`, text: say(word('result.time-said'), { number: number + 1, status: STATUS[status].toLowerCase(), time: clockText(spent) }) });
    return row;
  });
  one(part, '[data-rows]')?.replaceChildren(...bars);
}

/**
 * @param {HTMLElement} root
 * @param {Results} results
 */
export function showReread(root, { reread }) {
  const part = one(root, '[data-reread]');
  if (!part) return;
  part.hidden = reread.length === 0;
  const rows = reread.map(({ label, title, url, missed }) => {
    const row = rowOf(root, 'reread');
    fill(row, { link: `${label} ${title}`.trim(), missed: say(word('result.reread-missed'), { n: missed }) });
    one(row, '[data-f="link"]')?.setAttribute('href', url);
    return row;
  });
  one(part, '[data-rows]')?.replaceChildren(...rows);
}
