import { lead } from '../../static/js/adapters/leader.js';
import { equal, eventually, ok, test } from './harness.js';

let number = 0;
const freshName = () => `lecprep:/leader/${Date.now()}-${(number += 1)}`;

/** @type {[string, LockManager | null | undefined][]} */
const WAYS = [
  ['by locks', undefined],
  ['without locks', null],
  ['with locks that may not be used', /** @type {any} */ ({ request: async () => Promise.reject(new DOMException('no', 'SecurityError')) })],
];

for (const [how, locks] of WAYS) {
  test(`${how}, one tab leads, and another may take over and back`, async () => {
    const name = freshName();
    /** @type {string[]} */
    const lost = [];
    const first = await lead(name, () => lost.push('first'), locks);
    ok(first.isLeader());
    const second = await lead(name, () => lost.push('second'), locks);
    ok(!second.isLeader() && first.isLeader());
    await second.take();
    ok(second.isLeader());
    await eventually(() => !first.isLeader(), 'the first was not told');
    equal(lost, ['first']);
    await first.take();
    await eventually(() => !second.isLeader(), 'the second was not told');
    ok(first.isLeader());
    equal(lost, ['first', 'second']);
    first.close();
    second.close();
    equal(lost, ['first', 'second'], 'who goes by itself has lost nothing');
  });

  test(`${how}, when the tab that leads is closed another can lead`, async () => {
    const name = freshName();
    const first = await lead(name, () => {}, locks);
    first.close();
    ok(!first.isLeader());
    await eventually(async () => {
      const next = await lead(name, () => {}, locks);
      const isLeader = next.isLeader();
      next.close();
      return isLeader;
    });
  });

  test(`${how}, exams do not disturb each other`, async () => {
    const [one, other] = await Promise.all([lead(freshName(), () => {}, locks), lead(freshName(), () => {}, locks)]);
    ok(one.isLeader() && other.isLeader());
    one.close();
    other.close();
  });
}

test('to take what one has already changes nothing', async () => {
  let lost = 0;
  const only = await lead(freshName(), () => (lost += 1));
  await only.take();
  ok(only.isLeader());
  equal(lost, 0);
  only.close();
});

test('where tabs cannot hear of each other, each leads', async () => {
  const { BroadcastChannel: usual } = globalThis;
  try {
    globalThis.BroadcastChannel = /** @type {any} */ (undefined);
    const alone = await lead(freshName(), () => {}, null);
    await alone.take();
    ok(alone.isLeader());
    alone.close();
  } finally {
    globalThis.BroadcastChannel = usual;
  }
});
