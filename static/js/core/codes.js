// The code of a paper: who has the same course and types it draws the same questions in the same order.
//
//     full-7k2mq-k3f                         the course's exam "full", a seed, the bank's check
//     own.20.30.l1z.all-7k2mq-k3f            one's own: 20 questions, 30 minutes (0: untimed), some lectures, all kinds
//
// One's own names its lectures (l) or topics (t), and its kinds, as a number in base 36 whose bits are those chosen.
/** @import { Bank, Blueprint } from './blueprint.js' */
/** @import { Random } from './random.js' */
import { LETTERS, OWN, itemsOf, ownBlueprint } from './blueprint.js';

// Crockford's: none of them is mistaken for another when a code is read aloud.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const ALL = 'all';
const CODE = /^(.+)-([0-9a-z]{5})-([0-9a-z]{3})$/;
const OWN_NAME = /^own\.(\d{1,4})\.(\d{1,4})\.([lt])([0-9a-z]+)\.([0-9a-z]+)$/;

/**
 * @param {Random} random
 * @returns {string}
 */
export function newSeed(random) {
  return Array.from({ length: 5 }, () => DIGITS[Math.floor(random() * DIGITS.length)]).join('');
}

/**
 * @param {readonly string[]} all
 * @param {{ includes: (item: string) => boolean } | null | undefined} chosen none: all
 * @returns {string}
 */
function bitsOf(all, chosen) {
  if (!chosen) return ALL;
  const bits = all.reduce((sum, item, index) => (chosen.includes(item) ? sum | (1n << BigInt(index)) : sum), 0n).toString(36);
  return bits === ALL ? `0${ALL}` : bits;
}

/**
 * @param {readonly string[]} all
 * @param {string} bits
 * @returns {string[] | null} null: all
 */
function chosenOf(all, bits) {
  if (bits === ALL) return null;
  const number = [...bits].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n);
  return all.filter((_, index) => (number >> BigInt(index)) & 1n);
}

/**
 * What every chance of a paper comes from.
 * @param {Bank} bank
 * @param {Blueprint} blueprint
 * @param {string} seed
 * @returns {string}
 */
export function paperName(bank, { id, scope, questions, minutes, kinds }, seed) {
  if (!scope) return `${id}-${seed}`;
  const items = bitsOf(itemsOf(bank, scope.by), scope.items);
  return `${OWN}.${questions}.${minutes ?? 0}.${scope.by[0]}${items}.${bitsOf([...LETTERS], kinds)}-${seed}`;
}

/**
 * @param {Bank} bank
 * @param {Blueprint} blueprint
 * @param {string} seed
 * @returns {string}
 */
export function writeCode(bank, blueprint, seed) {
  return `${paperName(bank, blueprint, seed)}-${bank.check}`;
}

/**
 * Reads a code as a person types it: in any case, with spaces, with the letters that look like digits in its seed; or the
 * address that ends in it. `isCurrent`: the bank is the one that the code was made with.
 * @param {Bank} bank
 * @param {string} text
 * @returns {{ blueprint: Blueprint, seed: string, isCurrent: boolean } | { problem: 'unknown' | 'nonsense' }}
 */
export function readCode(bank, text) {
  const plain = text
    .toLowerCase()
    .replace(/^.*#paper=/, '')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s/g, '');
  const [, head, typed = '', check] = CODE.exec(plain) ?? [];
  const seed = typed.replaceAll('o', '0').replace(/[il]/g, '1');
  if (!head || seed.includes('u')) return { problem: 'nonsense' };
  const isCurrent = check === bank.check;
  const own = OWN_NAME.exec(head);
  if (!own) {
    const exam = bank.exams.find(({ id }) => id.toLowerCase() === head);
    return exam ? { blueprint: exam, seed, isCurrent } : { problem: 'unknown' };
  }
  const by = own[3] === 'l' ? 'lectures' : 'topics';
  const items = chosenOf(itemsOf(bank, by), own[4]);
  const kinds = chosenOf([...LETTERS], own[5])?.join('') ?? null;
  const count = Number(own[1]);
  if (count === 0 || kinds === '' || items?.length === 0) return { problem: 'nonsense' };
  return { blueprint: ownBlueprint(bank, { by, items, kinds, count, minutes: Number(own[2]) || null }), seed, isCurrent };
}
