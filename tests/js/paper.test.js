/** @import { Blueprint } from '../../static/js/core/blueprint.js' */
/** @import { PieceQuestion } from '../../static/js/core/paper.js' */
import { bankOf } from '../../static/js/core/blueprint.js';
import { draw } from '../../static/js/core/draw.js';
import { fits, isPaper } from '../../static/js/core/paper-check.js';
import { againPaper, makePaper } from '../../static/js/core/paper.js';
import { randomFrom } from '../../static/js/core/random.js';
import { aPaper, aQuestion, anAnswer, blanks, theKey } from './generate.js';
import { equal, ok, property, test } from './harness.js';

const bank = bankOf({
  check: 'k3f',
  title: 'Course',
  pace: 90,
  exams: [{ id: 'full', title: 'Mock', minutes: 20, questions: 4, pass: 0.6, draw: 'lectures', quotas: [], pause: true, certainty: true }],
  topics: [{ id: '54', title: 'Retrieval', weight: 1 }],
  lectures: [
    {
      slug: 'a',
      label: '1',
      title: 'A',
      part: '',
      url: 'lectures/a.html',
      piece: 'questions/a.0.js',
      topics: [0],
      questions: [['c', 's', 1], ['k', 'm', 1], ['o', 'o', 1], ['p', 'a', 1], ['w', 'w', 2]],
    },
  ],
});
/** @type {(data: any) => PieceQuestion} */
const piece = (data) => ({ data: { version: '1', marks: 1, ...data }, label: '', stem: data.id, see: null, html: '<form></form>' });
const pieces = new Map([
  [
    'a',
    [
      piece({ id: 'c', kind: 'single', key: [0], choices: 5, fixed: [4] }),
      piece({ id: 'k', kind: 'multiple', key: [0, 1], choices: 3, keepOrder: true }),
      piece({ id: 'o', kind: 'ordering', count: 3 }),
      piece({ id: 'p', kind: 'matching', count: 3, choices: 4 }),
      piece({ id: 'w', kind: 'short', marks: 2, points: [1, 1] }),
    ],
  ],
]);
/** @type {Blueprint} */
const exam = { ...bank.exams[0], questions: 5 };
const made = (seed = '00000', blueprint = exam) => makePaper(bank, blueprint, draw(bank, blueprint, seed), pieces, 'a1');

test('a paper carries all that its attempt will ever need', () => {
  const paper = made();
  ok(isPaper(paper));
  equal([paper.id, paper.code, paper.exam, paper.limit, paper.pace], ['a1', 'full-00000-k3f', 'full', 1_200_000, 240_000]);
  equal([paper.pass, paper.pause, paper.certainty], [0.6, true, true]);
  const question = paper.questions[0];
  equal(question.lecture, { slug: 'a', label: '1', title: 'A', url: 'lectures/a.html' });
  equal(question.topics, [{ id: '54', title: 'Retrieval' }]);
  equal(paper.questions.map(({ section }) => section), ['choose', 'choose', 'fill', 'fill', 'write']);
});

test('choices are shuffled by the seed; those with a fixed place keep it, and items never begin in order', () => {
  const orders = new Set();
  for (let seed = 10000; seed < 10100; seed += 1) {
    const byId = new Map(made(`${seed}`).questions.map(({ data, order }) => [data.id, order]));
    equal(byId.get('c')?.[4], 4);
    equal(byId.get('k'), [0, 1, 2]);
    ok(`${byId.get('o')}` !== '0,1,2');
    equal(byId.get('p')?.length, 4);
    equal(byId.get('w'), null);
    orders.add(`${byId.get('c')}`);
  }
  equal(orders.size, 24);
  equal(made('7k2mq'), made('7k2mq'));
});

test('extra time stretches the limit and the pace; without a limit the pace is the course’s', () => {
  const slow = made('00000', { ...exam, extra: 1.25 });
  equal([slow.limit, slow.pace], [1_500_000, 300_000]);
  const untimed = made('00000', { ...exam, minutes: null, extra: 2 });
  equal([untimed.limit, untimed.pace], [null, 90_000]);
});

test('a question that its piece does not hold is an error that names it', () => {
  try {
    makePaper(bank, exam, draw(bank, exam, '00000'), new Map(), 'a1');
  } catch (error) {
    ok(error instanceof Error && /The question [ckopw] /.test(error.message));
    return;
  }
  throw new Error('a paper without questions');
});

test('the same paper again is the same; some of its questions have their share of the time, and no code', () => {
  const paper = made();
  equal(againPaper(paper, 'b'), { ...paper, id: 'b' });
  const some = againPaper(paper, 'b', [1, 4]);
  ok(isPaper(some));
  equal([some.limit, some.code], [480_000, '']);
  equal(some.questions, [paper.questions[1], paper.questions[4]]);
});

property('every paper is one, and whatever is damaged in it is noticed', 500, aPaper, (paper) => {
  ok(isPaper(paper));
  ok(isPaper(JSON.parse(JSON.stringify(paper))));
  const [question] = paper.questions;
  for (const key of Object.keys(paper)) if (!['pause', 'certainty'].includes(key)) ok(!isPaper({ ...paper, [key]: undefined }), key);
  for (const key of Object.keys(question)) ok(!isPaper({ ...paper, questions: [{ ...question, [key]: 7 }] }), key);
  for (const key of ['id', 'kind', 'version', 'marks']) {
    ok(!isPaper({ ...paper, questions: [{ ...question, data: { ...question.data, [key]: null } }] }), key);
  }
  ok(!isPaper({ ...paper, questions: [{ ...question, data: { ...question.data, kind: 'constructor' } }] }));
  ok(!isPaper({ ...paper, questions: [{ ...question, order: [0, 0] }] }));
});

test('a paper from a file leads nowhere but into the site', () => {
  const paper = aPaper(randomFrom(5));
  const [question] = paper.questions;
  /** @type {(url: string) => boolean} */
  const isGood = (url) =>
    isPaper({ ...paper, questions: [{ ...question, lecture: { ...question.lecture, url } }] }) &&
    isPaper({ ...paper, questions: [{ ...question, see: { label: '', title: '', url } }] });
  for (const url of ['lectures/14-a.html', 'lectures/14-a.html#s-x', '../index.html', '#s-über', 'a%20b.html']) ok(isGood(url), url);
  for (const url of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'https://example.org/',
    '//example.org/',
    '/\\example.org',
    '\\\\example.org',
    '',
  ])
    ok(!isGood(url), url);
});

property(
  'every answer fits its question, and what is none does not',
  1000,
  (random) => {
    const question = aQuestion(random);
    return { question, responses: [anAnswer(question, random), theKey(question, random), ...blanks(question)] };
  },
  ({ question, responses }) => {
    for (const response of responses) ok(fits(question, response));
    for (const strange of [7, true, {}, [{}], [-1], [0.5], { text: 'x' }, { text: 'x', met: 'x', given: null }, { text: 'x', met: null, given: -1 }]) {
      ok(!fits(question, strange), JSON.stringify(strange));
    }
  },
);
