// Chance that can be repeated: the same seed gives the same shuffle on every browser, so an order need not be stored.

/**
 * A number between 0 (inclusive) and 1 (exclusive).
 * @typedef {() => number} Random
 */

/**
 * A 32-bit hash of a text (FNV-1a with a final mix), to make a seed of names.
 * @param {string} text
 * @returns {number}
 */
export function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The generator known as mulberry32: small, fast, and good enough to shuffle an exam.
 * @param {number} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The numbers 0 to count - 1 in a random order: `order[place]` is what stands there. What `isFixed` keeps its place.
 * @param {number} count
 * @param {Random} random
 * @param {(index: number) => boolean} [isFixed]
 * @returns {number[]}
 */
export function shuffle(count, random, isFixed = () => false) {
  const order = Array.from({ length: count }, (_, index) => index);
  const free = order.filter((index) => !isFixed(index));
  for (let i = free.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [order[free[i]], order[free[j]]];
    order[free[i]] = b;
    order[free[j]] = a;
  }
  return order;
}

/**
 * A random order that is not the right one already, for items that are to be put in order.
 * @param {number} count
 * @param {Random} random
 * @returns {number[]}
 */
export function scramble(count, random) {
  const order = shuffle(count, random);
  const isRight = order.every((item, place) => item === place);
  return isRight ? [...order.slice(1), ...order.slice(0, 1)] : order;
}
