import { score } from '../../static/js/core/scoring.js';
import { aQuestion, anAnswer, blanks, theKey } from './generate.js';
import { equal, ok, property, test } from './harness.js';

property(
  'the key scores full marks, for every kind',
  1000,
  (random) => {
    const question = aQuestion(random);
    return { question, response: theKey(question, random) };
  },
  ({ question, response }) => equal(score(question, response), { marks: question.marks, of: question.marks, verdict: 'right' }),
);

property(
  'a blank scores zero, for every kind',
  300,
  (random) => aQuestion(random),
  (question) => blanks(question).forEach((blank) => equal(score(question, blank), { marks: 0, of: question.marks, verdict: 'blank' })),
);

property(
  'marks are halves between nothing and all, and the verdict says the same',
  2000,
  (random) => {
    const question = aQuestion(random);
    return { question, response: anAnswer(question, random) };
  },
  ({ question, response }) => {
    const { marks, of, verdict } = score(question, response);
    ok(Number.isInteger(marks * 2) && marks >= 0 && marks <= of, `${marks} of ${of}`);
    equal(verdict === 'blank' ? 'wrong' : verdict, marks === of ? 'right' : marks > 0 ? 'part' : 'wrong');
  },
);

const header = { id: 'q', version: '1' };

/** @type {[marks: number, key: number[], chosen: number[], expected: number][]} */
const MULTIPLE = [
  [1, [0, 2], [0, 2], 1],
  [1, [0, 2], [2, 0], 1],
  [1, [0, 2], [0], 0.5],
  [1, [0, 2], [0, 2, 3], 0.5],
  [1, [0, 2], [0, 1], 0],
  [1, [0, 2], [1, 3], 0],
  [1, [0, 1, 2], [0, 1], 0.5],
  [1, [0, 1, 2], [0], 0],
  [2, [0, 1, 2], [0, 1], 1],
  [2, [0, 1, 2], [0, 1, 2, 3], 1],
  [3, [0, 1, 2], [0, 1, 2, 3, 4], 1],
  [4, [1], [1, 2], 0],
  [2, [0, 2], [0, 0, 0], 1],
];
for (const [marks, key, chosen, expected] of MULTIPLE) {
  test(`multiple choice: ${chosen} for ${key} earns ${expected} of ${marks}`, () =>
    equal(score({ ...header, kind: 'multiple', marks, key }, chosen).marks, expected));
}

test('single choice is right or wrong, and two choices are not one', () => {
  const question = /** @type {const} */ ({ ...header, kind: 'single', marks: 2, key: [1] });
  equal(score({ ...question, key: [1] }, [1]).verdict, 'right');
  equal(score({ ...question, key: [1] }, [0]), { marks: 0, of: 2, verdict: 'wrong' });
  equal(score({ ...question, key: [1] }, [0, 1]).verdict, 'wrong');
});

/** @type {[kind: 'ordering' | 'matching', marks: number, count: number, response: (number | null)[], expected: number][]} */
const PLACES = [
  ['ordering', 1, 4, [0, 1, 2, 3], 1],
  ['ordering', 1, 4, [1, 0, 2, 3], 0.5],
  ['ordering', 4, 4, [1, 0, 2, 3], 2],
  ['ordering', 2, 5, [4, 0, 1, 2, 3], 0],
  ['ordering', 2, 5, [0, 1, 2, 4, 3], 1],
  ['matching', 3, 3, [0, 1, 2], 3],
  ['matching', 3, 3, [0, 1, null], 2],
  ['matching', 3, 3, [0, 1, 4], 2],
  ['matching', 1, 3, [0, 1, 4], 0.5],
  ['matching', 3, 3, [null, null, 2], 1],
  ['matching', 3, 3, [2, 0, 1], 0],
];
for (const [kind, marks, count, response, expected] of PLACES) {
  test(`${kind}: ${response.map((item) => item ?? '–')} earns ${expected} of ${marks}`, () =>
    equal(score({ ...header, kind, marks, count }, response).marks, expected));
}

/** @type {[value: number, tolerance: number, text: string, isRight: boolean][]} */
const NUMERIC = [
  [42, 0.5, '42', true],
  [42, 0.5, '42.5', true],
  [42, 0.5, '41,5', true],
  [42, 0.5, '42.51', false],
  [0.2, 0.1, '0.3', true],
  [0.2, 0.1, '0.1', true],
  [0.2, 0.1, '0.30001', false],
  [1e9, 0, '1e9', true],
  [0, 0, '0', true],
  [0, 0, '0.001', false],
  [3125, 0, '3,125', true],
  [3.125, 0, '3,125', true],
  [3125, 0, '3.125', false],
  [-2, 0, '−2', true],
  [42, 0, 'forty-two', false],
];
for (const [value, tolerance, text, isRight] of NUMERIC) {
  test(`numeric: “${text}” is ${isRight ? 'right' : 'wrong'} for ${value} ± ${tolerance}`, () =>
    equal(score({ ...header, kind: 'numeric', marks: 1, value, tolerance, unit: '' }, text).verdict, isRight ? 'right' : 'wrong'));
}

test('a number in the wrong unit is wrong', () => {
  const question = /** @type {const} */ ({ ...header, kind: 'numeric', marks: 1, value: 24, tolerance: 0, unit: 'GB' });
  equal(
    ['24', '24 gb', '24 MB'].map((text) => score(question, text).verdict),
    ['right', 'right', 'wrong'],
  );
});

test('a typed answer may be any of those accepted', () => {
  const question = { ...header, kind: /** @type {const} */ ('typed'), marks: 1, accepted: ['LoRA', 'low-rank adaptation'] };
  equal(
    ['lora', ' Low–Rank  Adaptation.', 'PEFT'].map((text) => score(question, text).verdict),
    ['right', 'right', 'wrong'],
  );
});

test('a written answer earns the points its student ticked, never more than its marks', () => {
  const question = { ...header, kind: /** @type {const} */ ('short'), marks: 4, points: [1, 2, 1] };
  equal(score(question, { text: 'x', met: [1], given: null }), { marks: 2, of: 4, verdict: 'part' });
  equal(score(question, { text: 'x', met: [], given: null }), { marks: 0, of: 4, verdict: 'wrong' });
  equal(score(question, { text: '', met: [0, 1, 2, 2, 9], given: null }), { marks: 4, of: 4, verdict: 'right' });
  equal(score({ ...question, points: [] }, { text: '', met: null, given: 3 }), { marks: 3, of: 4, verdict: 'part' });
  equal(score({ ...question, points: [] }, { text: '', met: null, given: 9 }).marks, 4);
});
