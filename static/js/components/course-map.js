/** @import { Tools } from '../adapters/tools.js' */
import { byLecture } from '../core/progress.js';
import { word } from '../core/catalogue.js';
import { marksText, say } from '../core/words.js';
import { all, iconOf, make, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';

const GOOD = 4 / 5;

/**
 * The course as a contents page: for each lecture the sections read and the first-try score. Says at the top where the
 * reader left off.
 * @param {HTMLElement} home
 * @param {Tools} tools
 */
export async function courseMap(home, { store }) {
  const rows = all(home, '.row[data-lecture]');
  const usual = new Map(rows.map((row) => [row, one(row, '.got')?.textContent ?? '']));
  const update = oneAtATime(async () => {
    const [answers, sections, places] = await Promise.all([store.all('answers'), store.all('sections'), store.all('places')]);
    const lectures = byLecture(answers, sections);
    const states = rows.map((row) => {
      const { read, tried, score } = lectures.get(row.dataset.lecture ?? '') ?? { read: 0, tried: 0, score: 0 };
      const [sectionCount, questionCount] = [Number(row.dataset.sections), Number(row.dataset.questions)];
      return {
        row,
        sectionCount,
        questionCount,
        read: Math.min(read, sectionCount),
        tried: Math.min(tried, questionCount),
        score: Math.min(score, questionCount),
      };
    });
    for (const state of states) {
      showSections(state);
      showScore(state, usual.get(state.row) ?? '');
    }
    showSum(home, states);
    const latest = places.sort((a, b) => b.at - a.at).find(({ id }) => rows.some((row) => row.dataset.lecture === id));
    if (latest) showPlace(home, states, latest);
  });
  for (const kind of /** @type {const} */ (['answers', 'sections', 'places'])) store.onSaved(kind, update);
  // A page that comes back by the Back button is as it was left, and the student may have worked since.
  addEventListener('pageshow', (event) => event.persisted && update());
  await update();
}

/**
 * @typedef {{ row: HTMLElement, sectionCount: number, questionCount: number, read: number, tried: number, score: number }} RowState
 */

/** @param {RowState} state */
function showSections({ row, sectionCount, read }) {
  const bar = one(row, '.seg-bar');
  if (!bar) return;
  all(bar, 'i').forEach((segment, place) => segment.classList.toggle('on', place < read));
  bar.setAttribute('aria-label', say(word('course.sections-read'), { read, n: sectionCount }));
}

/**
 * @param {RowState} state
 * @param {string} usual what the row says before anything is done
 */
function showScore({ row, questionCount, read, tried, score }, usual) {
  const field = one(row, '.got');
  if (!field || questionCount === 0) return;
  if (tried === 0) field.replaceChildren(read > 0 ? say(word('course.map-to-do'), { n: questionCount }) : usual);
  else {
    const isGood = score / questionCount >= GOOD - 1e-9;
    const [before, after] = say(word('course.map-score'), { marks: '\n', of: questionCount }).split('\n');
    const words = make('span', '', [before, make('b', '', [marksText(score)]), `${after} `, make('span', 'sr', [word('course.map-score-said')])]);
    field.replaceChildren(...(isGood ? [iconOf('tick')] : []), words);
  }
}

/**
 * @param {HTMLElement} home
 * @param {RowState[]} states
 */
function showSum(home, states) {
  const line = one(home, '[data-course-sum]');
  const tried = states.reduce((sum, state) => sum + state.tried, 0);
  const score = states.reduce((sum, state) => sum + state.score, 0);
  const finished = states.filter(({ sectionCount, read }) => sectionCount > 0 && read === sectionCount).length;
  if (!line || !states.some(({ read, tried: some }) => read + some > 0)) return;
  const sum = say(word('course.map-sum'), { finished, n: states.length });
  line.textContent = tried > 0 ? say(word('course.map-sum-scored'), { read: sum, score: marksText(score), n: tried }) : sum;
}

/**
 * @param {HTMLElement} home
 * @param {RowState[]} states
 * @param {import('../core/progress.js').PlaceRecord} place
 */
function showPlace(home, states, place) {
  const at = states.findIndex(({ row }) => row.dataset.lecture === place.id);
  const isRead = states[at].read === states[at].sectionCount;
  const left = states[at].questionCount - states[at].tried;
  const isDone = isRead && left === 0;
  const next = isDone ? states[at + 1] : states[at];
  const link = next && one(next.row, 'a');
  if (!(link instanceof HTMLAnchorElement)) return;
  const address = `${link.getAttribute('href')}${isDone ? '' : `#${place.section}`}`;
  const minutes = Math.round(Number(one(next.row, '.meta')?.dataset.minutes) * (1 - next.read / (next.sectionCount || 1)));
  const toGo = minutes > 0 ? say(isDone ? word('home.minutes-to-read') : word('home.minutes-to-go'), { n: minutes }) : '';
  const words = {
    label: isDone ? word('home.next-lecture') : word('home.continue'),
    title: `${one(next.row, '.n')?.textContent ?? ''} ${link.textContent}`.trim(),
    next:
      isRead && !isDone
        ? say(word('home.continue-questions'), { n: left })
        : `${isDone ? '' : say(word('home.continue-section'), { section: place.title })} ${toGo}`.trim(),
    go: isDone ? word('home.next-go') : isRead ? word('home.continue-questions-go') : word('home.continue-go'),
  };
  for (const [name, text] of Object.entries(words)) {
    const part = one(home, `[data-continue="${name}"]`);
    if (part) part.textContent = text;
    if (part instanceof HTMLAnchorElement) part.setAttribute('href', address);
  }
  for (const { row } of states) row.classList.toggle('is-now', row === next.row);
}
