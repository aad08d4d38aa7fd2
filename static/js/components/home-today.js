/** @import { Tools } from '../adapters/tools.js' */
import { doneOf, loadDeck } from '../adapters/deck.js';
import { PLAN_ID, standings } from '../core/course-plan.js';
import { planned } from '../core/plan.js';
import { word } from '../core/catalogue.js';
import { LOCALE, marksOf, percent, say } from '../core/words.js';
import { all, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';

const SECONDS_A_CARD = 20;

/**
 * The boxes of the home page that are about the student: the cards for today, and the last mock exam. Until there is something
 * to say, they say what the course has.
 * @param {HTMLElement} today
 * @param {Tools} tools
 */
export async function homeToday(today, tools) {
  const { store, clock } = tools;
  const show = (/** @type {string} */ box, /** @type {Record<string, string>} */ texts) => {
    for (const part of all(today, `[data-box="${box}"]`)) part.hidden = part.dataset.when !== 'begun';
    for (const [name, text] of Object.entries(texts)) {
      const field = one(today, `[data-box="${box}"] [data-f="${name}"]`);
      if (field) field.textContent = text;
    }
  };
  const update = oneAtATime(async () => {
    const [done, attempts] = await Promise.all([doneOf(store), store.all('attempts')]);
    const last = attempts.filter(({ state, total }) => state === 'final' && total).sort((a, b) => b.started - a.started)[0];
    if (last?.total) {
      const { marks, of, pass } = last.total;
      const day = new Date(last.started).toLocaleDateString(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
      const when = say(pass ? word('home.last-exam-passed') : word('home.last-exam-failed'), { day, percent: percent(marks / Math.max(1, of)) });
      show('exam', { marks: marksOf(last.total), when });
    }
    // The list of cards is fetched by those alone who have begun with them.
    if (done.answers.length + done.outcomes.length + done.reviews.length === 0 || !today.dataset.deck) return;
    const deck = await loadDeck(tools, today.dataset.deck);
    const { cards, terms } = standings(deck, done, await store.get('plans', PLAN_ID), new Date(clock.now()));
    const due = planned(cards, terms);
    const fresh = due.filter(({ memory }) => !memory).length;
    const minutes = Math.max(1, Math.round((due.length * SECONDS_A_CARD) / 60));
    const about = say(fresh > 0 ? word('home.cards-minutes-new') : word('home.cards-minutes'), { n: minutes, new: fresh });
    show('cards', { due: `${due.length}`, about: due.length > 0 ? about : word('home.cards-done') });
  });
  for (const kind of /** @type {const} */ (['answers', 'outcomes', 'reviews', 'attempts', 'plans'])) store.onSaved(kind, () => void update());
  addEventListener('pageshow', (event) => event.persisted && update());
  await update().catch(() => {});
}
