// Papers drawn from the bank: the same name gives the same paper, here and in Python (`exams.py`, which prints papers).
// `tests/cases/draw.json` holds both to it.
/** @import { Bank, BankQuestion, Blueprint, History, Quota } from './blueprint.js' */
import { pool, sectionPlace } from './blueprint.js';
import { paperName, writeCode } from './codes.js';
import { hash } from './random.js';

/**
 * `picked` is in the order of the paper; fewer than `wanted` where the bank has no more. `name` is what its chances come
 * from; `code` stands for it, and is empty where the draw depends on what the student did before.
 * @typedef {{ picked: BankQuestion[], wanted: number, name: string, code: string }} Drawn
 */

// So many hashes there are: what is counted in these comes before any hash.
const HASHES = 2 ** 32;

/**
 * Seats among groups by weight, seat by seat to the largest weight divided by twice the seats it has and one
 * (Sainte-Laguë), none getting more than it can fill.
 * @param {readonly { weight: number, items: readonly unknown[] }[]} groups
 * @param {number} total
 * @returns {number[]}
 */
function seats(groups, total) {
  const given = groups.map(() => 0);
  for (let seat = 0; seat < total; seat += 1) {
    let next = -1;
    let most = -1;
    groups.forEach(({ weight, items }, group) => {
      const claim = weight / (2 * given[group] + 1);
      if (given[group] >= items.length || claim <= most) return;
      next = group;
      most = claim;
    });
    if (next < 0) break;
    given[next] += 1;
  }
  return given;
}

/**
 * @param {readonly BankQuestion[]} shuffled
 * @param {readonly { id: string, weight: number }[]} weights
 * @param {(question: BankQuestion) => string | undefined} groupOf
 * @param {number} total
 * @param {string} name
 * @returns {BankQuestion[]}
 */
function byGroup(shuffled, weights, groupOf, total, name) {
  // Groups of equal weight take turns from paper to paper, or the last of many lectures would never be asked.
  const groups = sortedBy(
    weights.map(({ id, weight }) => ({ id, weight, items: /** @type {BankQuestion[]} */ ([]) })),
    ({ id }) => hash(`${name} group ${id}`),
  );
  const byId = new Map(groups.map((group) => [group.id, group.items]));
  /** @type {BankQuestion[]} */
  const rest = [];
  for (const question of shuffled) (byId.get(groupOf(question) ?? '') ?? rest).push(question);
  const given = seats(groups, total);
  const chosen = groups.flatMap(({ items }, group) => items.slice(0, given[group]));
  // Questions of no topic of the syllabus fill what is still empty.
  return [...chosen, ...rest.slice(0, total - chosen.length)];
}

/**
 * Fills every quota, one question counting for one of them. A question that two could use moves from one to the other
 * while that leaves room for more.
 * @param {readonly BankQuestion[]} shuffled
 * @param {readonly Quota[]} quotas
 * @returns {BankQuestion[]}
 */
function byQuotas(shuffled, quotas) {
  const fitting = quotas.map((quota) =>
    shuffled.filter(({ lecture, topics }) => (quota.lecture ? lecture.slug === quota.lecture : topics.includes(quota.topic))),
  );
  /** @type {Map<BankQuestion, number>} */
  const holder = new Map();
  /** @type {(quota: number, asked: Set<number>) => boolean} */
  const seat = (quota, asked) => {
    asked.add(quota);
    const found =
      fitting[quota].find((question) => !holder.has(question)) ??
      fitting[quota].find((question) => {
        const held = holder.get(question) ?? quota;
        return !asked.has(held) && seat(held, asked);
      });
    if (found) holder.set(found, quota);
    return found !== undefined;
  };
  quotas.forEach(({ questions }, quota) => {
    for (let left = questions; left > 0 && seat(quota, new Set()); left -= 1);
  });
  return [...holder.keys()];
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => number} keyOf equal ones stay as they are
 * @returns {T[]}
 */
function sortedBy(items, keyOf) {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/**
 * Draws a paper without repeats. By syllabus, each topic gets its share by weight; by lectures, each lecture the same; a
 * topic or lecture with too few questions gives its seats to the others. The mix `weak` takes within each what was missed
 * most, then what was never tried; `new` knows only what was never tried.
 * @param {Bank} bank
 * @param {Blueprint} blueprint
 * @param {string} seed
 * @param {History} [history]
 * @returns {Drawn}
 */
export function draw(bank, blueprint, seed, history = new Map()) {
  const { scope, mix = 'fair', questions: wanted } = blueprint;
  const name = paperName(bank, blueprint, seed);
  /** @type {(id: string) => number} */
  const strength = (id) => (mix !== 'weak' || !history.has(id) ? 0 : -(history.get(id) || -1));
  const shuffled = sortedBy(pool(bank, blueprint, history), ({ id }) => strength(id) * HASHES + hash(`${name} ${id}`));
  const chosen =
    blueprint.draw === 'quotas'
      ? byQuotas(shuffled, blueprint.quotas)
      : blueprint.draw === 'lectures'
        ? byGroup(
            shuffled,
            bank.lectures.map(({ slug }) => ({ id: slug, weight: 1 })),
            ({ lecture }) => lecture.slug,
            wanted,
            name,
          )
        : byGroup(shuffled, bank.topics, ({ topics }) => topics.find((topic) => !scope?.items || scope.items.includes(topic)), wanted, name);
  const inPlace = sortedBy(chosen, ({ place }) => place);
  const picked = sortedBy(inPlace, ({ id, kind }) => sectionPlace(kind) * HASHES + hash(`${name} order ${id}`));
  return { picked, wanted, name, code: mix === 'fair' ? writeCode(bank, blueprint, seed) : '' };
}
