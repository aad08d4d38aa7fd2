/** @import { AnswerRecord, PlaceRecord, RecordKind, SectionRecord } from '../../static/js/core/progress.js' */
import {
  KINDS,
  SCHEMA,
  byLecture,
  isLater,
  isSound,
  latest,
  merge,
  newAnswer,
  standing,
  withDraft,
  withReveal,
  withTry,
} from '../../static/js/core/progress.js';
import { RESULTS, aPaper, aResponseAccount, anAccount, anAttemptAccount, integer, pick } from './generate.js';
import { equal, ok, property, test } from './harness.js';

const fresh = () => newAnswer('lora', '1', '14-fine-tuning');

property(
  'merging answers is commutative, associative and idempotent',
  1500,
  (random) => [anAccount(random), anAccount(random), anAccount(random)],
  ([a, b, c]) => {
    /** @type {(x: AnswerRecord, y: AnswerRecord) => AnswerRecord} */
    const join = (x, y) => merge('answers', x, y);
    equal(join(a, b), join(b, a), 'commutative');
    equal(join(join(a, b), c), join(a, join(b, c)), 'associative');
    equal(join(a, a), a, 'idempotent');
    equal(join(join(a, b), b), join(a, b), 'absorbing');
  },
);

property(
  'merging loses no try and keeps the first and the newest',
  500,
  (random) => [anAccount(random), anAccount(random)],
  ([a, b]) => {
    const merged = merge('answers', a, b);
    const all = [...a.tries, ...b.tries];
    for (const { id } of all)
      ok(
        merged.tries.some((each) => each.id === id),
        `lost ${id}`,
      );
    for (const { changed } of all) ok(merged.tries.some((each) => each.changed >= changed));
    if (all.length > 0) equal(merged.tries[0].at, Math.min(...all.map(({ at }) => at)));
    ok(merged.changed >= a.changed && merged.changed >= b.changed);
    ok(isSound('answers', merged));
  },
);

property(
  'the first answer never changes, whatever is done after it and whatever the clock says',
  300,
  (random) =>
    Array.from({ length: 12 }, (_, step) => ({
      action: pick(random, ['try', 'draft', 'reveal']),
      id: `t${step}`,
      now: integer(random, 0, 50),
      verdict: pick(random, /** @type {const} */ (['right', 'part', 'wrong'])),
    })),
  (steps) => {
    let record = withTry(fresh(), 'first', [1], RESULTS.part, 25);
    for (const { action, id, now, verdict } of steps) {
      const before = record;
      if (action === 'try') record = withTry(record, id, [0], RESULTS[verdict], now);
      if (action === 'draft') record = withDraft(record, [2], now);
      if (action === 'reveal') record = withReveal(record, now);
      equal(record.tries[0].id, 'first');
      equal(standing(record).state, 'part');
      if (action === 'try') equal(latest(record)?.attempt?.id, id, 'the newest try is the last');
      equal(
        merge('answers', before, record),
        { ...record, draft: record.draft ?? before.draft },
        'what came later contains what was before',
      );
    }
  },
);

test('a question whose answer was opened first is not scored, and not called wrong', () => {
  const opened = withReveal(fresh(), 10);
  equal(standing(opened), { state: 'seen', marks: 0, of: 0, latest: null });
  const answered = withTry(opened, 'a', [1], RESULTS.right, 5);
  equal(standing(answered), { state: 'seen', marks: 0, of: 2, latest: 'right' });
});

test('opening the answer after the first try changes nothing', () => {
  const answered = withTry(fresh(), 'a', [1], RESULTS.right, 5);
  equal(withReveal(answered, 9), answered);
  equal(standing(answered), { state: 'right', marks: 2, of: 2, latest: 'right' });
});

test('opened in one tab after being answered in another, the first answer counts', () => {
  const answered = withTry(fresh(), 'a', [1], RESULTS.right, 5);
  const opened = withReveal(fresh(), 9);
  equal(standing(merge('answers', opened, answered)).state, 'right');
});

test('a try may be amended, and stays one try', () => {
  const first = withTry(fresh(), 'a', { text: 'x', met: [0], given: null }, RESULTS.part, 5);
  const amended = withTry(first, 'a', { text: 'x', met: [0, 1], given: null }, RESULTS.right, 6);
  equal(amended.tries.length, 1);
  equal(amended.tries[0].at, first.tries[0].at);
  equal(standing(amended).marks, 2);
  equal(merge('answers', first, amended), amended);
});

test('on return the latest response is shown: the last try, or what was begun after it', () => {
  equal(latest(fresh()), null);
  const drafted = withDraft(fresh(), 'half a th', 5);
  equal(latest(drafted), { response: 'half a th', attempt: null });
  const tried = withTry(drafted, 'a', 'half a thought', RESULTS.right, 6);
  equal(latest(tried)?.attempt?.id, 'a');
  equal(latest(withDraft(tried, 'again', 7)), { response: 'again', attempt: null });
  equal(latest(merge('answers', tried, drafted))?.attempt?.id, 'a', 'an old draft does not come back');
});

property(
  'merging sections keeps the first reading, places the last',
  200,
  (random) => [integer(random, 1, 5), integer(random, 1, 5), integer(random, 1, 5)],
  ([x, y, z]) => {
    /** @type {(at: number) => SectionRecord} */
    const section = (at) => ({ schema: SCHEMA, id: 'l#s', lecture: 'l', section: 's', at });
    /** @type {(at: number) => PlaceRecord} */
    const place = (at) => ({ schema: SCHEMA, id: 'l', section: `s${at}`, title: '', at });
    equal(merge('sections', merge('sections', section(x), section(y)), section(z)).at, Math.min(x, y, z));
    equal(merge('places', merge('places', place(x), place(y)), place(z)).at, Math.max(x, y, z));
    equal(merge('places', place(x), place(y)), merge('places', place(y), place(x)));
  },
);

test('lectures add up: sections, tries, and part-marked answers in part', () => {
  /** @type {(question: string, result: 'right' | 'part' | 'wrong') => AnswerRecord} */
  const answered = (question, result) => withTry(newAnswer(question, '1', 'a'), 't', [0], RESULTS[result], 3);
  const answers = [
    answered('q1', 'right'),
    answered('q2', 'part'),
    answered('q3', 'wrong'),
    withReveal(newAnswer('q4', '1', 'a'), 1),
    withDraft(newAnswer('q5', '1', 'a'), 'x', 1),
    newAnswer('q6', '1', 'b'),
  ];
  const sections = ['s1', 's2'].map((section) => ({ schema: SCHEMA, id: `a#${section}`, lecture: 'a', section, at: 1 }));
  equal(byLecture(answers, sections), new Map([['a', { read: 2, tried: 4, score: 1.5 }]]));
});

test('a question that was changed counts as it was last answered', () => {
  const old = withTry(newAnswer('q1', '1', 'a'), 't', [0], RESULTS.wrong, 3);
  const recent = withTry(newAnswer('q1', '2', 'a'), 'u', [0], RESULTS.right, 9);
  const untouched = withDraft(newAnswer('q1', '3', 'a'), 'x', 20);
  equal(byLecture([untouched, recent, old], []).get('a'), { read: 0, tried: 1, score: 1 });
});

test('damaged and later records are told from sound ones', () => {
  const sound = withTry(fresh(), 'a', [1], RESULTS.right, 5);
  ok(isSound('answers', sound));
  for (const damaged of [
    null,
    undefined,
    7,
    'x',
    {},
    { ...sound, tries: null },
    { ...sound, tries: [{}] },
    { ...sound, changed: 'now' },
    { ...sound, id: 3 },
    { ...sound, schema: SCHEMA + 1 },
  ])
    ok(!isSound('answers', damaged));
  ok(isLater({ ...sound, schema: SCHEMA + 1 }) && !isLater(sound) && !isLater(undefined));
  ok(
    isSound('sections', { schema: SCHEMA, id: 'l#s', lecture: 'l', section: 's', at: 1 }) &&
      !isSound('sections', { schema: SCHEMA, id: 'l#s' }),
  );
  ok(isSound('places', { schema: SCHEMA, id: 'l', section: 's', title: '', at: 1 }) && !isSound('places', { schema: SCHEMA, id: 'l' }));
});

/** @type {Partial<Record<RecordKind, (random: import('../../static/js/core/random.js').Random) => any>>} */
const ACCOUNTS = {
  papers: (random) => aPaper(random, { limit: pick(random, [null, 1]), questions: [] }),
  attempts: anAttemptAccount,
  responses: aResponseAccount,
  outcomes: (random) => ({
    schema: SCHEMA,
    id: 'a1/0',
    changed: integer(random, 1, 3),
    question: 'q',
    version: '1',
    lecture: 'a',
    at: integer(random, 1, 3),
    verdict: pick(random, ['right', 'wrong']),
    marks: 1,
    of: 1,
  }),
  reviews: (random) => ({
    schema: SCHEMA,
    id: 'r',
    card: 'q',
    of: null,
    at: integer(random, 1, 3),
    rating: pick(random, [1, 3]),
    undone: pick(random, [null, 1, 2]),
  }),
  plans: (random) => ({
    schema: SCHEMA,
    id: 'plan',
    changed: integer(random, 1, 3),
    exam: pick(random, ['', '2027-01-20']),
    cap: integer(random, 1, 3),
  }),
};
for (const [name, account] of Object.entries(ACCOUNTS)) {
  const kind = /** @type {RecordKind} */ (name);
  property(
    `merging ${kind} is commutative, associative and idempotent`,
    1500,
    (random) => [account(random), account(random), account(random)],
    ([a, b, c]) => {
      /** @type {(x: any, y: any) => any} */
      const join = (x, y) => merge(kind, x, y);
      equal(join(a, b), join(b, a), 'commutative');
      equal(join(join(a, b), c), join(a, join(b, c)), 'associative');
      equal(join(a, a), a, 'idempotent');
      equal(join(join(a, b), b), join(a, b), 'absorbing');
      ok(isSound(kind, join(a, b)));
    },
  );
}

property(
  'merging never opens an attempt again, gives no time back and brings no older answer',
  1000,
  (random) => ({
    attempts: [anAttemptAccount(random), anAttemptAccount(random)],
    responses: [aResponseAccount(random), aResponseAccount(random)],
  }),
  ({ attempts: [a, b], responses: [x, y] }) => {
    const attempt = merge('attempts', a, b);
    const isOver = [a, b].some(({ state }) => state === 'marking' || state === 'final');
    equal(['marking', 'final'].includes(attempt.state), isOver);
    equal(attempt.state === 'final', a.state === 'final' || b.state === 'final');
    equal(attempt.clock.used, Math.max(a.clock.used, b.clock.used));
    const response = merge('responses', x, y);
    equal(response.answered, Math.max(x.answered, y.answered));
    ok([x, y].some((each) => each.answered === response.answered && each.response === response.response));
    equal([response.spent, response.used], [Math.max(x.spent, y.spent), Math.max(x.used, y.used)]);
  },
);

test('whatever stands in a store, asking whether it is sound is no error', () => {
  for (const kind of KINDS) {
    for (const strange of [null, undefined, 7, 'x', [], {}, { schema: SCHEMA }, { schema: SCHEMA, id: 'x' }]) ok(!isSound(kind, strange), kind);
    const account = ACCOUNTS[kind]?.(() => 0.5);
    for (const key of Object.keys(account ?? {})) {
      const isKnown = isSound(kind, { ...account, [key]: { strange: true } });
      ok(typeof isKnown === 'boolean', key);
    }
  }
});
