// The plan of a course: what the student did and set, brought together.
/** @import { Card, Terms } from './plan.js' */
/** @import { Deck, DeckCard, Done, Review } from './reviews.js' */
/** @import { PlanRecord, SectionRecord } from './progress.js' */
import { daysUntil } from './dates.js';
import { cardsOf, memories, reviewsOf } from './reviews.js';

/** Cards a day, where the student has not said how many. */
export const CAP = 30;
export const PLAN_ID = 'plan';
const HOUR_OF_EXAM = 9;

/**
 * @typedef {object} Standings
 * @property {DeckCard[]} deck every card of the course
 * @property {Card[]} cards the same, with what is known of each: those of begun lectures first, one of each in turn
 * @property {Terms} terms
 * @property {string} date of the exam, or nothing
 * @property {number} left days to it; NaN without one
 * @property {Set<string>} today the cards that were answered today
 * @property {Review[]} reviews
 */

/**
 * @param {PlanRecord | undefined} plan
 * @param {string} usual the course's own date, or nothing
 * @returns {string} that of the exam, or nothing
 */
export function dateOf(plan, usual) {
  return plan?.exam === 'none' ? '' : plan?.exam || usual;
}

/**
 * One card of each lecture in turn.
 * @param {Card[]} cards
 * @returns {Card[]}
 */
function inTurn(cards) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const placed = cards.map((card) => {
    const turn = counts.get(card.lecture) ?? 0;
    counts.set(card.lecture, turn + 1);
    return { card, turn };
  });
  return placed.sort((a, b) => a.turn - b.turn).map(({ card }) => card);
}

/**
 * @param {Deck} deck
 * @param {Done & { sections: readonly SectionRecord[] }} done
 * @param {PlanRecord | undefined} plan
 * @param {Date} now
 * @returns {Standings}
 */
export function standings(deck, done, plan, now) {
  const all = cardsOf(deck);
  const reviews = reviewsOf(done);
  const known = memories(reviews);
  const dayStart = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const dayEnd = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - 1;
  const begun = new Set(done.sections.map(({ lecture }) => lecture));
  for (const { id, lecture } of all) if (known.has(id)) begun.add(lecture.slug);
  const every = all.map(({ id, lecture }) => ({ id, lecture: lecture.slug, memory: known.get(id) ?? null }));
  const cards = [...inTurn(every.filter(({ lecture }) => begun.has(lecture))), ...every.filter(({ lecture }) => !begun.has(lecture))];
  const ids = new Set(all.map(({ id }) => id));
  const today = new Set(reviews.filter(({ card, at }) => at >= dayStart && ids.has(card)).map(({ card }) => card));
  /** @type {Map<string, number>} */
  const firsts = new Map([...reviews].reverse().map(({ card, at }) => [card, at]));
  const date = dateOf(plan, deck.exam);
  const exam = date ? new Date(`${date}T0${HOUR_OF_EXAM}:00`).getTime() : NaN;
  // What is being learnt today is asked again, so it has its place in today's number still.
  const again = cards.filter(({ id, memory }) => today.has(id) && memory && memory.state !== 'review' && memory.due <= dayEnd);
  const terms = {
    now: now.getTime(),
    dayEnd,
    exam: exam > now.getTime() ? exam : null,
    cap: plan?.cap ?? CAP,
    done: today.size - again.length,
    fresh: [...today].filter((id) => (firsts.get(id) ?? 0) >= dayStart).length,
  };
  return { deck: all, cards, terms, date, left: date ? daysUntil(date, now) : NaN, today, reviews };
}
