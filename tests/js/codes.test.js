import { ownBlueprint } from '../../static/js/core/blueprint.js';
import { newSeed, readCode, writeCode } from '../../static/js/core/codes.js';
import { draw } from '../../static/js/core/draw.js';
import { randomFrom } from '../../static/js/core/random.js';
import { aBank, integer, pick, some } from './generate.js';
import { equal, ok, property, test } from './harness.js';

const bank = aBank(randomFrom(3));

property(
  'a code gives the same paper to whoever types it',
  500,
  (random) => {
    const big = aBank(random);
    const by = pick(random, /** @type {const} */ (['lectures', 'topics']));
    const all = by === 'lectures' ? big.lectures.map(({ slug }) => slug) : big.topics.map(({ id }) => id);
    const items = random() < 0.3 ? null : some(random, all.length).map((index) => all[index]);
    const kinds = random() < 0.3 ? null : some(random, 8).map((index) => 'smntoawc'[index]).join('');
    const minutes = pick(random, /** @type {const} */ ([null, 'pace', 25]));
    const own = ownBlueprint(big, { by, items, kinds, count: integer(random, 1, 30), minutes });
    return { big, blueprint: pick(random, [own, own, ...big.exams]), seed: newSeed(random) };
  },
  ({ big, blueprint, seed }) => {
    const code = writeCode(big, blueprint, seed);
    ok(/^[a-z0-9.-]+$/.test(code), code);
    for (const typed of [code, ` ${code.toUpperCase()} `, `https://example.org/genai/mock-exam.html#paper=${code}`]) {
      const read = readCode(big, typed);
      if ('problem' in read) throw new Error(`${read.problem}: ${typed}`);
      equal([read.blueprint, read.seed, read.isCurrent], [blueprint, seed, true]);
    }
    equal(draw(big, blueprint, seed).code, code);
  },
);

test('the letters that look like digits are read as digits, in the seed alone', () => {
  const read = readCode(bank, 'FULL – O I l 2 m – K3F'.replaceAll(' – ', '–'));
  equal(read, { blueprint: bank.exams[0], seed: '0112m', isCurrent: true });
});

test('a code of a bank that has changed is drawn all the same, and known for what it is', () => {
  const read = readCode(bank, 'full-7k2mq-zzz');
  equal('isCurrent' in read && read.isCurrent, false);
});

/** @type {[string, string][]} */
const PROBLEMS = [
  ['', 'nonsense'],
  ['full', 'nonsense'],
  ['full-7k2mq', 'nonsense'],
  ['full-7k2mu-k3f', 'nonsense'],
  ['full-7k2m!-k3f', 'nonsense'],
  ['other-7k2mq-k3f', 'unknown'],
  ['own-7k2mq-k3f', 'unknown'],
  ['own.0.30.lall.all-7k2mq-k3f', 'nonsense'],
  ['own.10.30.l0.all-7k2mq-k3f', 'nonsense'],
  ['own.10.30.lall.0-7k2mq-k3f', 'nonsense'],
  ['own.99999.30.lall.all-7k2mq-k3f', 'unknown'],
  ['own.10.30.xall.all-7k2mq-k3f', 'unknown'],
  ['x'.repeat(100_000), 'nonsense'],
];
for (const [text, problem] of PROBLEMS) {
  test(`“${text.slice(0, 40)}” is ${problem}`, () => equal(readCode(bank, text), { problem }));
}

test('seeds are of letters and digits that are not mistaken for others', () => {
  for (let i = 0; i < 200; i += 1) ok(/^[0-9a-hjkmnp-tv-z]{5}$/.test(newSeed(randomFrom(i))));
});
