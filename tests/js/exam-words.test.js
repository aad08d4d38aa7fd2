import { clockText, dateText, headline, percentOf, sectionTitles, sentence, signedMarks, spokenTime, timeWarning } from '../../static/js/core/exam-words.js';
import { equal, ok, property, test } from './harness.js';
import { paperQuestion } from './page.js';

/** @type {[ms: number, clock: string, spoken: string][]} */
const TIMES = [
  [0, '0:00', '0 seconds'],
  [-5, '0:00', '0 seconds'],
  [1, '0:01', '1 second'],
  [59_001, '1:00', '1 minute'],
  [61_000, '1:01', '1 minute 1 second'],
  [1_127_000, '18:47', '18 minutes 47 seconds'],
  [3_600_000, '1:00:00', '60 minutes'],
  [3_723_000, '1:02:03', '62 minutes 3 seconds'],
];
for (const [ms, clock, spoken] of TIMES) test(`${ms} ms on a clock`, () => equal([clockText(ms), spokenTime(ms)], [clock, spoken]));

test('warnings say how much is left', () => {
  equal([timeWarning('half', 1_800_000), timeWarning('5', 1), timeWarning('1', 1)], ['Half of the time is over: 15 minutes left', '5 minutes left', '1 minute left']);
});

property(
  'a share never looks like a pass that it is not, nor full marks like less',
  500,
  (random) => ({ of: 1 + Math.floor(random() * 400), part: random(), pass: Math.round(random() * 100) / 100 }),
  ({ of, part, pass }) => {
    const marks = Math.floor(2 * of * part) / 2;
    const percent = percentOf({ marks, of }, pass);
    ok(percent >= 0 && percent <= 100 && Math.abs(percent - (100 * marks) / of) < 1);
    equal(percentOf({ marks: of, of }, pass), 100);
    if (marks < of) ok(percent < 100);
    if (marks / of < pass) ok(percent < 100 * pass, `${percent} of ${pass}`);
  },
);

test('sections are lettered in order, whichever there are', () => {
  equal(sectionTitles([paperQuestion('short'), paperQuestion('typed'), paperQuestion('typed')]).map(({ title }) => title), ['A: fill in', 'B: write']);
});

test('marks below zero have a minus sign', () => equal([signedMarks(-4), signedMarks(2.5), signedMarks(0)], ['−4', '2½', '0']));

test('in English the day comes first', () => equal(dateText(Date.UTC(2027, 4, 3, 12)), '3 May 2027'));

const RESULTS = {
  marks: 17,
  of: 24,
  auto: { marks: 17, of: 24 },
  self: { marks: 0, of: 0 },
  count: 20,
  passes: true,
  unmarked: [],
  questions: [],
  topics: [
    { title: 'Tokens', marks: 14, of: 16, below: false },
    { title: 'Adapting', marks: 3, of: 8, below: true },
  ],
  reread: [
    { label: '14.2', title: 'LoRA', url: 'lectures/14.html#s-lora', missed: 3 },
    { label: '13', title: 'RAG', url: 'lectures/13.html', missed: 1 },
  ],
  certain: null,
};
const ATTEMPT = { used: 1_260_000, limit: 1_800_000, pass: 0.6, isTimeUp: false, isFinal: true };

test('the result names the weakest topic and what to read', () => {
  equal(headline(RESULTS, true), 'A pass, with room to grow');
  equal(sentence(RESULTS, ATTEMPT), '71% in 21 of 30 minutes. Adapting cost you most. Read 14.2 and lecture 13 again before the next paper.');
  ok(sentence(RESULTS, { ...ATTEMPT, isTimeUp: true }).startsWith('The time was up'));
  ok(sentence({ ...RESULTS, certain: { marks: -4, of: 72 } }, ATTEMPT).includes('−4 of 72'));
  ok(sentence(RESULTS, { ...ATTEMPT, limit: null }).includes('in 21 minutes.'));
});

test('full marks, a fail, and what is not marked yet have words of their own', () => {
  ok(headline({ ...RESULTS, marks: 24 }, true).includes('full marks'));
  ok(sentence({ ...RESULTS, marks: 24 }, ATTEMPT).includes('Nothing to read again'));
  equal(headline({ ...RESULTS, passes: false, marks: 12 }, true), 'Not a pass yet');
  ok(headline(RESULTS, false).includes('not quite marked'));
  ok(sentence(RESULTS, { ...ATTEMPT, isFinal: false }).includes('then the result is final'));
});
