import { hash, randomFrom, scramble, shuffle } from '../../static/js/core/random.js';
import { integer } from './generate.js';
import { equal, ok, property, test } from './harness.js';

property(
  'a shuffle is a permutation that keeps the fixed places',
  500,
  (random) => ({ count: integer(random, 0, 12), fixed: integer(random, 0, 4095), seed: integer(random, 0, 1e9) }),
  ({ count, fixed, seed }) => {
    const isFixed = (/** @type {number} */ index) => ((fixed >> index) & 1) === 1;
    const order = shuffle(count, randomFrom(seed), isFixed);
    equal(
      [...order].sort((a, b) => a - b),
      Array.from({ length: count }, (_, index) => index),
    );
    order.forEach((item, place) => ok(!isFixed(place) || item === place, `${place} is fixed but holds ${item}`));
  },
);

property(
  'the same seed makes the same shuffle',
  100,
  (random) => integer(random, 0, 1e9),
  (seed) => equal(shuffle(9, randomFrom(seed)), shuffle(9, randomFrom(seed))),
);

property(
  'items to be put in order never begin in the right one',
  300,
  (random) => ({ count: integer(random, 2, 4), seed: integer(random, 0, 1e9) }),
  ({ count, seed }) => ok(scramble(count, randomFrom(seed)).some((item, place) => item !== place)),
);

test('every order of four comes up about equally often', () => {
  const counts = new Map();
  for (let seed = 0; seed < 2400; seed += 1) {
    const order = shuffle(4, randomFrom(hash(`${seed} fresh-documents`))).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  equal(counts.size, 24);
  for (const [order, count] of counts) ok(count > 60 && count < 145, `${order} came ${count} times of 2400`);
});

test('one item, or none, is left as it is', () => {
  equal(scramble(1, randomFrom(1)), [0]);
  equal(scramble(0, randomFrom(1)), []);
});

test('random numbers lie between 0 and 1', () => {
  const random = randomFrom(7);
  for (let i = 0; i < 1000; i += 1) {
    const number = random();
    ok(number >= 0 && number < 1, `${number}`);
  }
});
