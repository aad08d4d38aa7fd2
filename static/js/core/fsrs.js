// How well something is known, and when to ask for it again: FSRS-6, with its published formulas and default weights.
// Source: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm. The tests hold it to the package `fsrs`.

/**
 * Again, hard, good, easy.
 * @typedef {1 | 2 | 3 | 4} Rating
 */
/**
 * What is known of a card after its reviews. `stability` is the days after which nine in ten are still known, `difficulty`
 * is from 1 to 10, `step` the place among the steps of minutes while it is learnt or learnt again; `due` and `last` are
 * milliseconds since 1970.
 * @typedef {{ state: 'learning' | 'review' | 'relearning', step: number, stability: number, difficulty: number, due: number, last: number }} Memory
 */

const WEIGHTS = [
  0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014,
  1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
const DECAY = -WEIGHTS[20];
const FACTOR = 0.9 ** (1 / DECAY) - 1;
const LEAST_STABILITY = 0.001;
const LONGEST_INTERVAL = 36_500;
const MINUTE = 60_000;

export const DAY = 86_400_000;
/** The share that is known when a card is due. */
export const RETENTION = 0.9;

/** Minutes until a card is asked again while it is learnt, and after it was forgotten. */
const STEPS = { learning: [1, 10], relearning: [10] };

/**
 * @param {number} difficulty
 * @returns {number}
 */
const inRange = (difficulty) => Math.min(10, Math.max(1, difficulty));

/**
 * @param {Rating} rating
 * @returns {number}
 */
const firstDifficulty = (rating) => WEIGHTS[4] - Math.exp(WEIGHTS[5] * (rating - 1)) + 1;

/**
 * The share of such cards that is known after so many days.
 * @param {number} stability
 * @param {number} days
 * @returns {number}
 */
export function recall(stability, days) {
  return (1 + (FACTOR * Math.max(0, days)) / stability) ** DECAY;
}

/**
 * The whole days after which that share is left.
 * @param {number} stability
 * @param {number} [share]
 * @returns {number}
 */
export function interval(stability, share = RETENTION) {
  const days = Math.round((stability / FACTOR) * (share ** (1 / DECAY) - 1));
  return Math.min(LONGEST_INTERVAL, Math.max(1, days));
}

/**
 * @param {number} difficulty
 * @param {Rating} rating
 * @returns {number}
 */
function nextDifficulty(difficulty, rating) {
  const damped = difficulty + ((10 - difficulty) * -WEIGHTS[6] * (rating - 3)) / 9;
  return inRange(WEIGHTS[7] * firstDifficulty(4) + (1 - WEIGHTS[7]) * damped);
}

/**
 * @param {Pick<Memory, 'stability' | 'difficulty'>} memory
 * @param {number} days whole days since the last review
 * @param {Rating} rating
 * @returns {number}
 */
function nextStability({ stability, difficulty }, days, rating) {
  if (days < 1) {
    const growth = Math.exp(WEIGHTS[17] * (rating - 3 + WEIGHTS[18])) * stability ** -WEIGHTS[19];
    return stability * (rating === 1 ? growth : Math.max(1, growth));
  }
  const forgotten = 1 - recall(stability, days);
  if (rating === 1) {
    const long =
      WEIGHTS[11] * difficulty ** -WEIGHTS[12] * ((stability + 1) ** WEIGHTS[13] - 1) * Math.exp(forgotten * WEIGHTS[14]);
    return Math.min(long, stability / Math.exp(WEIGHTS[17] * WEIGHTS[18]));
  }
  const growth = Math.exp(WEIGHTS[8]) * (11 - difficulty) * stability ** -WEIGHTS[9] * (Math.exp(forgotten * WEIGHTS[10]) - 1);
  return stability * (1 + growth * (rating === 2 ? WEIGHTS[15] : 1) * (rating === 4 ? WEIGHTS[16] : 1));
}

/**
 * Where a card goes next, by its steps: to another step after some minutes, or to reviews days apart (null).
 * @param {readonly number[]} steps
 * @param {number} step
 * @param {Rating} rating
 * @returns {{ step: number, minutes: number } | null}
 */
function nextStep(steps, step, rating) {
  if (rating === 1) return { step: 0, minutes: steps[0] };
  if (rating === 2) {
    const second = steps[1] ?? 2 * steps[0];
    return { step, minutes: step === 0 ? (steps[0] + second) / 2 : steps[step] };
  }
  return rating === 3 && step + 1 < steps.length ? { step: step + 1, minutes: steps[step + 1] } : null;
}

/**
 * What is known of a card after one more review.
 * @param {Memory | null} memory null: it was never asked
 * @param {Rating} rating
 * @param {number} at
 * @returns {Memory}
 */
export function reviewed(memory, rating, at) {
  const days = memory ? Math.floor((at - memory.last) / DAY) : 0;
  const stability = Math.max(LEAST_STABILITY, memory ? nextStability(memory, days, rating) : WEIGHTS[rating - 1]);
  const difficulty = memory ? nextDifficulty(memory.difficulty, rating) : inRange(firstDifficulty(rating));
  const known = { stability, difficulty, last: at };
  const { state, step } = memory ?? { state: /** @type {const} */ ('learning'), step: 0 };
  const next =
    state !== 'review' ? nextStep(STEPS[state], step, rating) : rating === 1 ? { step: 0, minutes: STEPS.relearning[0] } : null;
  if (!next) return { ...known, state: 'review', step: 0, due: at + interval(stability) * DAY };
  return { ...known, state: state === 'review' ? 'relearning' : state, step: next.step, due: at + next.minutes * MINUTE };
}
