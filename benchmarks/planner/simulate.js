// A month of study before an exam, by one policy. What the policies see is the model's memory of each card; what the student
// remembers is decided by another, which differs from it from card to card.
/** @import { Card, Terms } from '../../static/js/core/plan.js' */
import { DAY, recall, reviewed } from '../../static/js/core/fsrs.js';
import { knownAt, planned } from '../../static/js/core/plan.js';
import { hash, randomFrom } from '../../static/js/core/random.js';

/**
 * @typedef {{ cards: number, cap: number, days: number, student: string, spread: number }} Setting `spread`: of how well a card sticks,
 *   beside what the model thinks (the standard deviation of its logarithm)
 * @typedef {{ predicted: number, real: number, minutes: number[], most: number, seen: number }} Outcome shares on the day; `minutes`
 *   spent by the end of each day; `most` cards in a day
 */

const HOUR = 3_600_000;
const [EVENING, MORNING] = [18 * HOUR, 9 * HOUR];
// Seconds that an answer takes.
const [QUICK, SLOW] = [10, 25];
const KNOWN_BEFORE = 0.4;

/** @type {Readonly<Record<string, (cards: readonly Card[], terms: Terms, setting: Setting) => Card[]>>} */
const POLICIES = {
  plan: (cards, terms) => planned(cards, terms),
  // As most programs do it: what is due, then new cards, fifteen a day.
  due: (cards, terms) => planned(cards, { ...terms, exam: null }),
  // A fairer rival: as many new cards each day as bring all of them in time, and then what is due.
  even: (cards, terms, { cards: count, days }) => {
    const plain = planned(cards, { ...terms, exam: null, cap: Infinity });
    const fresh = cards.filter(({ memory }) => !memory).slice(0, Math.ceil(count / (days - 3)));
    return [...fresh, ...plain.filter(({ memory }) => memory)].slice(0, terms.cap);
  },
};

/**
 * @param {string} policy
 * @param {Setting} setting
 * @param {readonly number[]} [allowed] minutes by the end of each day
 * @returns {Outcome}
 */
export function simulate(policy, setting, allowed) {
  const random = randomFrom(hash(setting.student));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const sticking = Array.from({ length: setting.cards }, () => Math.exp(setting.spread * normal()));
  let cards = sticking.map((_, place) => /** @type {Card} */ ({ id: `${place}`, lecture: `${place % 10}`, memory: null }));
  const exam = setting.days * DAY + MORNING;
  const minutes = [];
  let [seconds, most] = [0, 0];
  for (let day = 0; day < setting.days; day += 1) {
    const now = day * DAY + EVENING;
    const terms = { now, dayEnd: (day + 1) * DAY - 1, exam, cap: setting.cap, done: 0, fresh: 0 };
    let asked = 0;
    for (const { id } of POLICIES[policy](cards, terms, setting)) {
      if (allowed && seconds >= 60 * allowed[day]) break;
      const place = Number(id);
      let { memory } = cards[place];
      const isKnown = random() < (memory ? recall(memory.stability * sticking[place], (now - memory.last) / DAY) : KNOWN_BEFORE);
      seconds += memory && isKnown ? QUICK : SLOW;
      memory = reviewed(memory, isKnown ? 3 : 1, now);
      for (; memory.state !== 'review'; memory = reviewed(memory, 3, memory.due)) seconds += QUICK;
      const after = memory;
      cards = cards.map((card, each) => (each === place ? { ...card, memory: after } : card));
      asked += 1;
    }
    most = Math.max(most, asked);
    minutes.push(seconds / 60);
  }
  const mean = (/** @type {(card: Card, place: number) => number} */ of) => cards.reduce((sum, card, place) => sum + of(card, place), 0) / cards.length;
  return {
    predicted: mean(({ memory }) => knownAt(memory, exam)),
    real: mean(({ memory }, place) => (memory ? recall(memory.stability * sticking[place], (exam - memory.last) / DAY) : 0)),
    minutes,
    most,
    seen: mean(({ memory }) => (memory ? 1 : 0)),
  };
}

/**
 * One student, by every policy: the rivals freely, and the plan within the minutes that each of them spent.
 * @param {Setting} setting
 * @returns {{ rivals: Record<string, Outcome>, plans: Record<string, Outcome> }}
 */
export function compare(setting) {
  const rivals = Object.fromEntries(['due', 'even'].map((policy) => [policy, simulate(policy, setting)]));
  const plans = Object.fromEntries(Object.entries(rivals).map(([name, { minutes }]) => [name, simulate('plan', setting, minutes)]));
  return { rivals, plans };
}
