/** @import { Bank, Blueprint } from '../../static/js/core/blueprint.js' */
/** @import { Random } from '../../static/js/core/random.js' */
import { LETTERS, bankOf, ownBlueprint, pool } from '../../static/js/core/blueprint.js';
import { draw } from '../../static/js/core/draw.js';
import { aBank, integer, pick, some } from './generate.js';
import { equal, ok, property, test } from './harness.js';

test('a paper is the same here and in Python', async () => {
  const cases = await (await fetch('/tests/cases/draw.json')).json();
  ok(cases.length > 20, 'cases are missing');
  for (const { title, bank: json, exam: id, seed, code, expected } of cases) {
    const bank = bankOf(json);
    const exam = bank.exams.find((each) => each.id === id);
    if (!exam) throw new Error(`${title}: no exam`);
    const drawn = draw(bank, exam, seed);
    equal(drawn.code, code, title);
    equal(
      drawn.picked.map((question) => question.id),
      expected,
      `${title}, ${seed}`,
    );
  }
});

/**
 * @param {Random} random
 * @param {Bank} bank
 * @returns {Blueprint}
 */
function aBlueprint(random, bank) {
  const exam = pick(random, bank.exams);
  if (random() < 0.5) return { ...exam, questions: integer(random, 1, 40) };
  const by = pick(random, /** @type {const} */ (['lectures', 'topics']));
  const all = by === 'lectures' ? bank.lectures.map(({ slug }) => slug) : bank.topics.map(({ id }) => id);
  const items = random() < 0.3 ? null : some(random, all.length).map((index) => all[index]);
  const kinds = random() < 0.5 ? null : some(random, 8).map((index) => LETTERS[index]).join('');
  return ownBlueprint(bank, { by, items, kinds, count: integer(random, 1, 40), minutes: null });
}

property(
  'no question twice, none that was not asked for, as many as there are, and the sections in their order',
  500,
  (random) => {
    const bank = aBank(random);
    return { bank, blueprint: aBlueprint(random, bank), seed: `${integer(random, 10000, 99999)}` };
  },
  ({ bank, blueprint, seed }) => {
    const { picked, wanted } = draw(bank, blueprint, seed);
    const offered = pool(bank, blueprint);
    equal(new Set(picked).size, picked.length);
    ok(picked.every((question) => offered.includes(question)));
    if (blueprint.draw !== 'quotas') equal(picked.length, Math.min(wanted, offered.length));
    const letters = picked.map(({ kind }) => ('sm'.includes(kind) ? 0 : 'wc'.includes(kind) ? 2 : 1));
    equal(letters, letters.toSorted());
    equal(draw(bank, blueprint, seed).picked, picked, 'the same seed, the same paper');
  },
);

property(
  'by syllabus, no topic that has enough is off its share by a whole question',
  300,
  (random) => ({ weights: Array.from({ length: integer(random, 2, 5) }, () => integer(random, 1, 9)), total: integer(random, 1, 20), random }),
  ({ weights, total }) => {
    const topics = weights.map((weight, index) => ({ id: `${index}`, title: '', weight }));
    const lectures = topics.map(({ id }, index) => ({
      slug: id,
      topics: [index],
      questions: Array.from({ length: 30 }, (_, number) => [`${id}-${number}`, 's', 1]),
    }));
    const bank = bankOf({ check: 'abc', pace: 90, exams: [], topics, lectures });
    const { picked } = draw(bank, { ...ownBlueprint(bank, { by: 'topics', items: null, kinds: null, count: total, minutes: null }) }, 's');
    const whole = weights.reduce((sum, weight) => sum + weight);
    weights.forEach((weight, index) => {
      const given = picked.filter(({ topics: [topic] }) => topic === `${index}`).length;
      ok(Math.abs(given - (total * weight) / whole) < 1.5, `${given} of ${total} for ${weight} of ${whole}`);
    });
  },
);

test('by topics, a question counts under the first of its topics that was chosen, and others are left out', () => {
  const bank = bankOf({
    check: 'abc',
    pace: 90,
    exams: [],
    topics: ['1', '2', '3'].map((id) => ({ id, title: '', weight: 1 })),
    lectures: [{ slug: 'a', topics: [0], questions: [['q0', 's', 1], ['q1', 's', 1, [0, 1]], ['q2', 's', 1, [2]], ['q3', 's', 1, []]] }],
  });
  const own = ownBlueprint(bank, { by: 'topics', items: ['2', '3'], kinds: null, count: 'all', minutes: 'pace' });
  equal(own.questions, 2);
  equal(own.minutes, 3);
  equal(draw(bank, own, '00000').picked.map(({ id }) => id).sort(), ['q1', 'q2']);
});

test('choosing everything is the same as choosing nothing', () => {
  const bank = bankOf({ check: 'abc', pace: 90, exams: [], topics: [], lectures: [{ slug: 'a', topics: [], questions: [['q', 's', 1]] }] });
  const choice = /** @type {const} */ ({ by: 'lectures', count: 'all', minutes: null });
  equal(ownBlueprint(bank, { ...choice, items: ['a'], kinds: LETTERS }), ownBlueprint(bank, { ...choice, items: null, kinds: null }));
});

const plain = bankOf({
  check: 'abc',
  pace: 90,
  exams: [],
  topics: [],
  lectures: ['a', 'b'].map((slug) => ({ slug, topics: [], questions: Array.from({ length: 6 }, (_, number) => [`${slug}${number}`, 's', 1]) })),
});
/** @type {(mix: Blueprint['mix'], count: number) => Blueprint} */
const mixed = (mix, count) => ({ ...ownBlueprint(plain, { by: 'lectures', items: null, kinds: null, count, minutes: null }), mix });
// a0 was missed twice, a1 once; a2 and all of b but b5 went well.
const past = new Map([['a0', 2], ['a1', 1], ['a2', 0], ...['b0', 'b1', 'b2', 'b3', 'b4'].map((id) => /** @type {const} */ ([id, 0]))]);

test('what was missed comes first, then what was never tried; each lecture keeps its share; and no code stands for it', () => {
  const ids = (/** @type {number} */ count) => draw(plain, mixed('weak', count), '7k2mq', past).picked.map(({ id }) => id).sort();
  equal(ids(2), ['a0', 'b5']);
  equal(ids(4).slice(0, 2), ['a0', 'a1']);
  equal(ids(10).filter((id) => id.startsWith('a')), ['a0', 'a1', 'a3', 'a4', 'a5']);
  equal(draw(plain, mixed('weak', 2), '7k2mq', past).code, '');
});

test('of new questions there are as many as there are', () => {
  const drawn = draw(plain, mixed('new', 8), '7k2mq', past);
  equal(drawn.picked.map(({ id }) => id).sort(), ['a3', 'a4', 'a5', 'b5']);
  equal([drawn.wanted, drawn.code], [8, '']);
});

test('the history changes no fair paper', () => {
  equal(draw(plain, mixed('fair', 6), '7k2mq', past), draw(plain, mixed('fair', 6), '7k2mq'));
});

test('a paper of sixty from a bank of two thousand is drawn at once', () => {
  const lectures = Array.from({ length: 40 }, (_, lecture) => ({
    slug: `lecture-${lecture}`,
    topics: [lecture % 9],
    questions: Array.from({ length: 50 }, (__, number) => [`a-question-of-lecture-${lecture}-${number}`, LETTERS[number % 8], 1]),
  }));
  const topics = Array.from({ length: 9 }, (_, id) => ({ id: `${id}`, title: '', weight: id + 1 }));
  const started = performance.now();
  const bank = bankOf({ check: 'abc', pace: 90, exams: [], topics, lectures });
  const { picked } = draw(bank, ownBlueprint(bank, { by: 'topics', items: null, kinds: null, count: 60, minutes: null }), '7k2mq');
  equal(picked.length, 60);
  ok(performance.now() - started < 100, `took ${performance.now() - started} ms`);
});
