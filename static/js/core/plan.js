// What to review today. Without an exam: what is due, as FSRS has it. With one, backwards from it: each card is worth what
// a review today adds to the chance that it is known on the day, and the cards that gain most come first.
/** @import { Memory } from './fsrs.js' */
import { DAY, recall, reviewed } from './fsrs.js';
import { hash, randomFrom } from './random.js';

/**
 * A card and what is known of it: null, when it was never asked.
 * @typedef {{ id: string, lecture: string, memory: Memory | null }} Card
 */
/**
 * `exam`: the moment of the exam, if there is one ahead. `cap`: how many cards a day. `done`: how many of today's have
 * been answered, `fresh` those of them that were new. `dayEnd`: when today ends.
 * @typedef {{ now: number, dayEnd: number, exam: number | null, cap: number, done: number, fresh: number }} Terms
 */

/** A review that adds less to the chance of knowing its card on the day is not worth its time. */
const LEAST_GAIN = 0.03;
/** How many cards that were never asked come in a day, where no exam is near. */
const NEW_A_DAY = 15;
/** Among so many of the most urgent the next card is one of another lecture. */
const AROUND = 8;
/** Of a longer course the forecast looks at every second card, or every third … */
const MOST_FORESEEN = 600;

/**
 * The share of such cards that will be known at a moment.
 * @param {Memory | null} memory
 * @param {number} at
 * @returns {number}
 */
export function knownAt(memory, at) {
  return memory ? recall(memory.stability, (at - memory.last) / DAY) : 0;
}

/**
 * What a review now adds to the chance that a card is known at the exam. A card that is forgotten is learnt again at once.
 * @param {Memory | null} memory
 * @param {number} now
 * @param {number} exam
 * @returns {number}
 */
export function gainOf(memory, now, exam) {
  const right = reviewed(memory, 3, now);
  if (!memory) return knownAt(right, exam);
  const known = knownAt(memory, now);
  const wrong = reviewed(reviewed(memory, 1, now), 3, now);
  return known * knownAt(right, exam) + (1 - known) * knownAt(wrong, exam) - knownAt(memory, exam);
}

/**
 * @param {readonly Card[]} cards in the order of the course
 * @param {Terms} terms
 * @returns {Card[]} what to ask today, the most urgent first, within the cap
 */
export function planned(cards, { now, dayEnd, exam, cap, done, fresh }) {
  const room = Math.max(0, cap - done);
  // What is being learnt comes again within the day, whatever else is planned.
  const begun = cards.filter(({ memory }) => memory && memory.state !== 'review' && memory.due <= dayEnd);
  const others = cards.filter(({ memory }) => !memory || memory.state === 'review');
  return [...begun, ...(exam === null ? dueFirst(others, now, dayEnd, NEW_A_DAY - fresh) : mostGainFirst(others, now, exam))].slice(0, room);
}

/**
 * @param {Card[]} cards
 * @param {number} now
 * @param {number} dayEnd
 * @param {number} roomForNew
 * @returns {Card[]}
 */
function dueFirst(cards, now, dayEnd, roomForNew) {
  const due = cards.filter(({ memory }) => memory && memory.due <= dayEnd);
  const fresh = cards.filter(({ memory }) => !memory).slice(0, Math.max(0, roomForNew));
  return [...due.sort((a, b) => knownAt(a.memory, now) - knownAt(b.memory, now)), ...fresh];
}

/**
 * @param {Card[]} cards
 * @param {number} now
 * @param {number} exam
 * @returns {Card[]}
 */
function mostGainFirst(cards, now, exam) {
  const worth = cards.map((card) => ({ card, gain: gainOf(card.memory, now, exam) })).filter(({ gain }) => gain >= LEAST_GAIN);
  return worth.sort((a, b) => b.gain - a.gain).map(({ card }) => card);
}

/**
 * The next card of a session: what was forgotten and is due again, else the most urgent of another lecture than the last, else
 * what is being learnt, ahead of its time.
 * @param {readonly Card[]} plan what is planned for today, the most urgent first
 * @param {number} now
 * @param {Card | null} last
 * @returns {Card | null}
 */
export function nextCard(plan, now, last) {
  const isBegun = (/** @type {Card} */ { memory }) => memory !== null && memory.state !== 'review';
  const begun = plan.filter(isBegun).sort((a, b) => (a.memory?.due ?? 0) - (b.memory?.due ?? 0));
  const isReady = begun.length > 0 && (begun[0].memory?.due ?? 0) <= now && begun[0].id !== last?.id;
  if (isReady) return begun[0];
  const urgent = plan.filter((card) => !isBegun(card)).slice(0, AROUND);
  return urgent.find(({ lecture }) => lecture !== last?.lecture) ?? urgent[0] ?? begun.find(({ id }) => id !== last?.id) ?? begun[0] ?? null;
}

/**
 * What the days to come bring, if the plan is kept: how many cards on each, and the shares that are known at the end, with
 * and without it. What will be remembered is chance; it is the same chance each time.
 * @param {readonly Card[]} cards
 * @param {Terms} terms
 * @param {number} days how many, today among them
 * @returns {{ days: number[], known: number, without: number }}
 */
export function forecast(cards, terms, days) {
  const step = Math.ceil(cards.length / MOST_FORESEEN);
  let foreseen = cards.filter((_, place) => place % step === 0);
  const end = terms.exam ?? terms.dayEnd + (days - 1) * DAY;
  const shareOf = (/** @type {readonly Card[]} */ some) =>
    some.reduce((sum, { memory }) => sum + knownAt(memory, end), 0) / Math.max(1, some.length);
  const without = shareOf(foreseen);
  const random = randomFrom(hash('forecast'));
  const counts = Array.from({ length: days }, (_, day) => {
    const dayEnd = terms.dayEnd + day * DAY;
    const now = terms.now + day * DAY;
    if (terms.exam !== null && now >= terms.exam) return 0;
    const [done, fresh] = day === 0 ? [terms.done, terms.fresh] : [0, 0];
    const today = planned(foreseen, { ...terms, now, dayEnd, fresh, done: Math.ceil(done / step), cap: Math.ceil(terms.cap / step) });
    const learnt = new Map(today.map(({ id, memory }) => [id, learntOn(memory, now, random)]));
    foreseen = foreseen.map((card) => ({ ...card, memory: learnt.get(card.id) ?? card.memory }));
    return Math.max(0, Math.min(today.length * step, terms.cap - done));
  });
  return { days: counts, known: shareOf(foreseen), without };
}

/**
 * A card after a day on which it was asked until it was known.
 * @param {Memory | null} memory
 * @param {number} now
 * @param {() => number} random
 * @returns {Memory}
 */
function learntOn(memory, now, random) {
  let after = reviewed(memory, memory && random() < knownAt(memory, now) ? 3 : 1, now);
  for (let at = now; after.state !== 'review'; after = reviewed(after, 3, at)) at = after.due;
  return after;
}
