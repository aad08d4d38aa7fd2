// What there is to review, and the cards that are no questions: scripts, so that they come from disk, too.
/** @import { Deck, DeckLecture, Done } from '../core/reviews.js' */
/** @import { Marked, SectionRecord } from '../core/progress.js' */
/** @import { Tools } from './tools.js' */

/**
 * @param {Pick<Tools, 'run'>} tools
 * @param {string} script
 * @returns {Promise<Deck>} rejected, when it does not come
 */
export async function loadDeck({ run }, script) {
  const known = () => /** @type {any} */ (globalThis).lecprepDeck;
  if (!known()) await run(script);
  return known();
}

/**
 * @param {Pick<Tools, 'run'>} tools
 * @param {DeckLecture} lecture
 * @returns {Promise<({ id: string } & Marked)[]>} its definitions and its drills
 */
export async function loadCards({ run }, { slug, cards }) {
  const known = () => /** @type {any} */ (globalThis).lecprepCards?.[slug];
  if (!known() && cards) await run(cards);
  return known() ?? [];
}

/**
 * @param {Tools['store']} store
 * @returns {Promise<Done & { sections: SectionRecord[] }>} what the student did with the cards, and has read
 */
export async function doneOf(store) {
  const [answers, outcomes, reviews, sections] = await Promise.all([
    store.all('answers'),
    store.all('outcomes'),
    store.all('reviews'),
    store.all('sections'),
  ]);
  return { answers, outcomes, reviews, sections };
}
