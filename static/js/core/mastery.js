// How well what is known, how sure that is, and what to do about it.
/** @import { DeckCard, DeckLecture, Review } from './reviews.js' */
import { DAY } from './fsrs.js';
import { knownAt } from './plan.js';
import { memories } from './reviews.js';

/**
 * A share of cards that is known now, of those that were answered (`seen`); between `low` and `high` it lies in nineteen cases
 * of twenty. `was`: two weeks ago; null, when nothing had been answered.
 * @typedef {{ share: number, low: number, high: number, was: number | null, seen: number, count: number }} Mastery
 */
/**
 * @typedef {Mastery & { label: string, title: string, url: string }} MasteryRow
 */

const TWO_WEEKS = 14 * DAY;
/** The quantile of the normal distribution for 95%. */
const Z = 1.96;

/**
 * The score interval of Wilson (1927): right for few answers, too, and never beyond 0 and 1.
 * @param {number} share
 * @param {number} count
 * @returns {[low: number, high: number]}
 */
export function intervalOf(share, count) {
  if (count === 0) return [0, 1];
  const scale = 1 + Z ** 2 / count;
  const middle = (share + Z ** 2 / (2 * count)) / scale;
  const reach = (Z / scale) * Math.sqrt((share * (1 - share)) / count + (Z / (2 * count)) ** 2);
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}

/**
 * The chance that each card is known at a moment. One that was last answered wrong is not known before it is answered right:
 * whoever has just read the answer would give it, but has not learnt it by that.
 * @param {readonly Review[]} reviews in order of time
 * @param {number} at
 * @returns {Map<string, number>} by card, of those answered by then
 */
function chancesAt(reviews, at) {
  const past = reviews.filter((review) => review.at <= at);
  const last = new Map(past.map(({ card, rating }) => [card, rating]));
  return new Map([...memories(past)].map(([card, memory]) => [card, last.get(card) === 1 ? 0 : knownAt(memory, at)]));
}

/**
 * @param {readonly string[]} cards
 * @param {ReadonlyMap<string, number>} chances
 * @param {ReadonlyMap<string, number>} before
 * @returns {Mastery}
 */
function masteryOf(cards, chances, before) {
  const shareOf = (/** @type {ReadonlyMap<string, number>} */ some) => {
    const found = cards.flatMap((id) => some.get(id) ?? []);
    return { seen: found.length, share: found.length > 0 ? found.reduce((sum, chance) => sum + chance, 0) / found.length : 0 };
  };
  const { seen, share } = shareOf(chances);
  const [low, high] = intervalOf(share, seen);
  const was = shareOf(before);
  return { share, low, high, was: was.seen > 0 ? was.share : null, seen, count: cards.length };
}

/**
 * @param {readonly DeckCard[]} cards
 * @param {readonly { id: string, title: string }[]} topics
 * @param {readonly Review[]} reviews in order of time
 * @param {number} now
 * @returns {{ lectures: (MasteryRow & { slug: string })[], topics: MasteryRow[] }} of what has cards
 */
export function masteries(cards, topics, reviews, now) {
  const chances = chancesAt(reviews, now);
  const before = chancesAt(reviews, now - TWO_WEEKS);
  const of = (/** @type {readonly DeckCard[]} */ some) => masteryOf(some.map(({ id }) => id), chances, before);
  /** @type {Map<DeckLecture, DeckCard[]>} */
  const byLectures = new Map();
  /** @type {Map<number, DeckCard[]>} */
  const byTopics = new Map();
  for (const card of cards) {
    byLectures.set(card.lecture, [...(byLectures.get(card.lecture) ?? []), card]);
    for (const topic of card.topics) byTopics.set(topic, [...(byTopics.get(topic) ?? []), card]);
  }
  return {
    lectures: [...byLectures].map(([{ slug, label, title, url }, some]) => ({ slug, label, title, url, ...of(some) })),
    topics: topics.flatMap(({ id, title }, place) => {
      const some = byTopics.get(place);
      return some ? [{ label: id, title, url: some[0].lecture.url, ...of(some) }] : [];
    }),
  };
}

/**
 * How much was done on each day.
 * @param {readonly number[]} moments
 * @param {Date} today
 * @param {number} weeks how many, this one among them
 * @returns {{ day: Date, count: number }[]} from a Monday on to today
 */
export function studyDays(moments, today, weeks) {
  const keyOf = (/** @type {Date} */ day) => `${day.getFullYear()} ${day.getMonth()} ${day.getDate()}`;
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const at of moments) counts.set(keyOf(new Date(at)), (counts.get(keyOf(new Date(at))) ?? 0) + 1);
  const sinceMonday = (today.getDay() + 6) % 7;
  return Array.from({ length: 7 * (weeks - 1) + sinceMonday + 1 }, (_, place) => {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - sinceMonday - 7 * (weeks - 1) + place);
    return { day, count: counts.get(keyOf(day)) ?? 0 };
  });
}

/**
 * Days without a gap, up to today or yesterday: today is not over.
 * @param {readonly { count: number }[]} days
 * @returns {number}
 */
export function daysInARow(days) {
  const past = days.at(-1)?.count === 0 ? days.slice(0, -1) : days;
  return past.length - 1 - past.findLastIndex(({ count }) => count === 0);
}

/**
 * What to do next, and why.
 * @typedef {{ kind: 'review', cards: number } | { kind: 'weak', lecture: MasteryRow } | { kind: 'read', lecture: DeckLecture, read: number } |
 *   { kind: 'mistakes', count: number } | { kind: 'exam', left: number }} Advice
 */

/** With fewer answers a weak spot may be chance. */
const ENOUGH = 3;
const EXAM_IS_NEAR = 21;

/**
 * @param {object} state
 * @param {number} state.due cards for today
 * @param {readonly (MasteryRow & { slug: string })[]} state.lectures
 * @param {readonly DeckLecture[]} state.course
 * @param {ReadonlyMap<string, number>} state.read sections read, by lecture
 * @param {number} state.mistakes
 * @param {number} state.pass
 * @param {number} state.left days to the exam; NaN without one
 * @param {boolean} state.satLately whether an exam was sat in the last week
 * @param {boolean} state.hasExams
 * @returns {Advice[]} the most useful first
 */
export function adviceOf({ due, lectures, course, read, mistakes, pass, left, satLately, hasExams }) {
  /** @type {Advice[]} */
  const advice = [];
  if (due > 0) advice.push({ kind: 'review', cards: due });
  const weak = lectures.filter(({ seen, share }) => seen >= ENOUGH && share < pass).sort((a, b) => a.share - b.share);
  if (weak.length > 0) advice.push({ kind: 'weak', lecture: weak[0] });
  if (mistakes > 0) advice.push({ kind: 'mistakes', count: mistakes });
  const open = course.find(({ slug, sections }) => sections > 0 && (read.get(slug) ?? 0) < sections);
  if (open) advice.push({ kind: 'read', lecture: open, read: read.get(open.slug) ?? 0 });
  if (hasExams && left >= 0 && left <= EXAM_IS_NEAR && !satLately) advice.push({ kind: 'exam', left });
  return advice;
}
