/** @import { Everything } from '../../static/js/core/export.js' */
import { SCHEMA, merge } from '../../static/js/core/progress.js';
import { randomFrom } from '../../static/js/core/random.js';
import { exportOf } from '../../static/js/core/export.js';
import { readImport } from '../../static/js/core/transfer.js';
import { aPaper, aResponseAccount, anAccount, anAttemptAccount, pick } from './generate.js';
import { equal, ok, property, test } from './harness.js';

const META = { course: 'Course', exported: '2027-01-08T09:30:00.000Z' };
/** @type {Everything} */
const NOTHING = { answers: [], sections: [], places: [], papers: [], attempts: [], responses: [], outcomes: [], reviews: [], plans: [] };

/** @type {(records: any, more?: object) => string} */
const file = (records, more = {}) => JSON.stringify({ ...exportOf({ ...NOTHING, ...records }, META), ...more });

property(
  'what was exported is read as it was',
  100,
  (random) => ({
    ...NOTHING,
    answers: [anAccount(random)],
    papers: [aPaper(random)],
    attempts: [anAttemptAccount(random)],
    responses: [aResponseAccount(random)],
  }),
  (records) => {
    const read = readImport(JSON.stringify(exportOf(records, META)));
    if ('problem' in read) throw new Error(read.problem);
    equal([read.skipped, read.course], [0, 'Course']);
    equal(
      read.records,
      Object.entries(records).flatMap(([kind, list]) => list.map((record) => [kind, record])),
    );
  },
);

test('an older export overwrites no newer work', () => {
  const random = randomFrom(9);
  const older = { ...aResponseAccount(random), answered: 5, changed: 5, response: [0] };
  const newer = { ...older, answered: 9, changed: 9, response: [1], flagged: !older.flagged };
  const read = readImport(file({ responses: [older] }));
  ok('records' in read);
  equal(merge('responses', newer, older), newer);
});

/** @type {[string, string, string][]} */
const PROBLEMS = [
  ['nothing', '', 'broken'],
  ['half a file', file({}).slice(0, -9), 'broken'],
  ['no text', '\u0000\u0001\u0002', 'broken'],
  ['deeper than any program reads', '['.repeat(100_000), 'broken'],
  ['null', 'null', 'foreign'],
  ['a number', '7', 'foreign'],
  ['a list', '[]', 'foreign'],
  ['another program’s file', '{"format":"other","version":1,"records":{}}', 'foreign'],
  ['a file without records', file({}, { records: null }), 'foreign'],
  ['a file without a version', file({}, { version: undefined }), 'foreign'],
  ['a later version', file({}, { version: 2 }), 'later'],
];
for (const [name, text, problem] of PROBLEMS) test(`${name} is ${problem}, not an error`, () => equal(readImport(text), { problem }));

test('a damaged record is left out and counted, and the others are taken', () => {
  const random = randomFrom(9);
  const good = aResponseAccount(random);
  const paper = aPaper(random);
  const read = readImport(
    file({
      responses: [good, null, 7, { ...good, changed: 'x' }, { ...good, schema: SCHEMA + 1 }, { ...good, response: 'DEEP' }],
      papers: [paper, { ...paper, questions: [{}] }],
      attempts: { not: 'a list' },
      unheard: [{ of: 1 }],
    }).replace('"DEEP"', '['.repeat(5000) + ']'.repeat(5000)),
  );
  equal('records' in read && read.records, [
    ['papers', paper],
    ['responses', good],
  ]);
  equal('skipped' in read && read.skipped, 6);
});

test('names that mean something to the language are names like others', () => {
  const text = file({}).replace('"answers":[]', '"answers":[{"__proto__":{"schema":1},"id":"x"}],"__proto__":[],"constructor":[]');
  const read = readImport(text);
  equal('records' in read && [read.records, read.skipped], [[], 1]);
});

test('a file of fifty megabytes is read, or refused, and never an error', () => {
  const good = aResponseAccount(randomFrom(9));
  const one = JSON.stringify({ ...good, response: 'x'.repeat(5000) });
  const text = file({}).replace('"responses":[]', `"responses":[${Array(10_000).fill(one).join(',')}]`);
  ok(text.length > 50_000_000);
  const started = performance.now();
  const read = readImport(text);
  equal('records' in read && read.records.length, 10_000);
  ok(performance.now() - started < 5000, `took ${performance.now() - started} ms`);
  equal(readImport(text.slice(1)), { problem: 'broken' });
});

property(
  'no file whatever is an error',
  500,
  (random) => {
    const text = file({ answers: [anAccount(random)], papers: [aPaper(random)] });
    const from = Math.floor(random() * text.length);
    const junk = pick(random, ['', '"', '{', '}', 'null', '[[[', '-1', '\\', '\ud800', ',']);
    return text.slice(0, from) + junk + text.slice(from + Math.floor(random() * 12));
  },
  (text) => ok('problem' in readImport(text) || 'records' in readImport(text)),
);

test('what belongs to a paper that is refused is left out with it', () => {
  const random = randomFrom(4);
  const paper = { ...aPaper(random), questions: [{ tree: 'none' }] };
  const records = { papers: [paper], attempts: [anAttemptAccount(random)], responses: [aResponseAccount(random)] };
  const read = readImport(file(records));
  equal(read, { records: [], skipped: 3, course: 'Course' });
  const alone = readImport(file({ ...records, papers: [] }));
  equal('records' in alone && alone.records.length, 2, 'a file may hold less than everything');
});
