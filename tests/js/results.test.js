/** @import { PaperQuestion, ResponseRecord } from '../../static/js/core/progress.js' */
/** @import { Response } from '../../static/js/core/scoring.js' */
import { newSitting, totalOf } from '../../static/js/core/attempt.js';
import { randomFrom } from '../../static/js/core/random.js';
import { resultsOf } from '../../static/js/core/results.js';
import { aPaper, aPaperQuestion, anAnswer, integer } from './generate.js';
import { equal, ok, property, test } from './harness.js';

/** @type {(number: number, more: any) => PaperQuestion} */
const question = (number, { topic = '1', lecture = 'a', see = null, ...data }) => ({
  ...aPaperQuestion(randomFrom(1), number),
  data: { id: `q${number}`, version: '1', marks: 1, kind: 'single', key: [1], ...data },
  see,
  lecture: { slug: lecture, label: '1', title: `Lecture ${lecture}`, url: `lectures/${lecture}.html` },
  topics: topic ? [{ id: topic, title: `Topic ${topic}` }] : [],
});
const see = { label: '1.2', title: 'Section', url: 'lectures/a.html#s-x' };
const paper = aPaper(randomFrom(1), {
  pace: 60_000,
  pass: 0.5,
  certainty: true,
  questions: [
    question(0, { see, marks: 2 }),
    question(1, { see }),
    question(2, { topic: '2', kind: 'multiple', key: [0, 1, 2], marks: 3 }),
    question(3, { topic: '', lecture: 'b', kind: 'short', points: [1, 1], marks: 2 }),
    question(4, { topic: '', lecture: 'b', kind: 'typed', accepted: ['x'], marks: 2 }),
  ],
});
/** @type {(...responses: Partial<ResponseRecord>[]) => ResponseRecord[]} */
const given = (...responses) =>
  newSitting(paper, { wall: 1, mono: 0, gap: false }).sitting.responses.map((blank, number) => ({ ...blank, ...responses[number] }));
/** @type {(text: string, met?: number[] | null) => Response} */
const written = (text, met = null) => ({ text, met, given: null });

const some = given(
  { response: [1], certainty: 3, spent: 90_000 },
  { response: [0], certainty: 3, spent: 90_001, flagged: true },
  { response: [0, 1], certainty: 2 },
  { response: written('Because.') },
);
const marked = some.with(3, { ...some[3], response: written('Because.', [1]) });

test('each question has its status, its time, and whether the student was sure and wrong', () => {
  const { questions, unmarked } = resultsOf(paper, some);
  equal(questions.map(({ status }) => status), ['right', 'wrong', 'part', 'unmarked', 'blank']);
  equal(questions.map(({ slow }) => slow), [false, true, false, false, false]);
  equal(questions.map(({ flagged }) => flagged), [false, true, false, false, false]);
  equal(questions.map(({ confidentMistake }) => confidentMistake), [false, true, false, false, false]);
  equal(unmarked, [3]);
});

test('automatic and self-marked totals stand apart', () => {
  const { marks, of, auto, self, passes } = resultsOf(paper, some);
  equal({ marks, of, auto, self, passes }, { marks: 4, of: 10, auto: { marks: 4, of: 8 }, self: { marks: 0, of: 2 }, passes: false });
  equal(resultsOf(paper, marked).self, { marks: 1, of: 2 });
  equal(resultsOf(paper, marked).passes, true, 'what reaches the pass mark passes');
});

test('topics add up; what has none counts under its lecture', () => {
  equal(resultsOf(paper, marked).topics, [
    { title: 'Topic 1', marks: 2, of: 3, below: false },
    { title: 'Topic 2', marks: 2, of: 3, below: false },
    { title: 'Lecture b', marks: 1, of: 4, below: true },
  ]);
});

test('what to read again: sections by marks lost, and the lecture where no section is named', () => {
  const lost = given({ response: [0] }, { response: [0] }, { response: [0, 1] });
  equal(
    resultsOf(paper, lost).reread.map(({ url, missed }) => [url, missed]),
    [
      ['lectures/b.html', 2],
      ['lectures/a.html#s-x', 2],
      ['lectures/a.html', 1],
    ],
  );
});

test('marks by certainty: 1, 2, 3 for right, 0, -2, -6 for wrong, nothing for a blank, the least when none was given', () => {
  equal(resultsOf(paper, marked).certain, { marks: 2 * 3 - 6 + 2 * 2 + 1, of: 30 });
  const sure = given({ response: [0], certainty: 2 }, { response: [1] }, {}, {}, { response: ' ', certainty: 3 });
  equal(resultsOf(paper, sure).certain?.marks, -4 + 1);
  equal(resultsOf({ ...paper, certainty: false }, some).certain, null);
  ok(resultsOf({ ...paper, certainty: false }, some).questions.every(({ confidentMistake }) => !confidentMistake));
});

property(
  'topics, questions and the two parts each add up to the total',
  500,
  (random) => {
    const some_ = aPaper(random);
    const { sitting } = newSitting(some_, { wall: 1, mono: 0, gap: false });
    const responses = sitting.responses.map((blank, number) => ({
      ...blank,
      spent: integer(random, 0, 1e6),
      response: random() < 0.2 ? null : anAnswer(some_.questions[number].data, random),
    }));
    return { some_, responses };
  },
  ({ some_, responses }) => {
    const results = resultsOf(some_, responses);
    const { marks, of, auto, self, pass } = totalOf(some_, responses);
    equal([results.marks, results.of, results.passes], [marks, of, pass]);
    for (const parts of [results.topics, results.questions.map(({ result }) => result), [auto, self]]) {
      equal(parts.reduce((sum, part) => sum + part.marks, 0), marks);
      equal(parts.reduce((sum, part) => sum + part.of, 0), of);
    }
  },
);
