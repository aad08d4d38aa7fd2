// Random questions, answers and records, for properties.
/** @import { Random } from '../../static/js/core/random.js' */
/** @import { Question, Response, Result } from '../../static/js/core/scoring.js' */
/** @import { AnswerRecord, AttemptRecord, PaperQuestion, PaperRecord, ResponseRecord } from '../../static/js/core/progress.js' */
/** @import { Bank } from '../../static/js/core/blueprint.js' */
import { bankOf } from '../../static/js/core/blueprint.js';
import { SCHEMA, answerId, newAnswer } from '../../static/js/core/progress.js';
import { shuffle } from '../../static/js/core/random.js';

/**
 * @param {Random} random
 * @param {number} from
 * @param {number} to inclusive
 * @returns {number}
 */
export function integer(random, from, to) {
  return from + Math.floor(random() * (to - from + 1));
}

/**
 * @template T
 * @param {Random} random
 * @param {readonly T[]} items
 * @returns {T}
 */
export function pick(random, items) {
  return items[integer(random, 0, items.length - 1)];
}

/**
 * @param {Random} random
 * @param {number} count
 * @returns {number[]} some of the numbers below count, at least one, in order
 */
export function some(random, count) {
  return shuffle(count, random)
    .slice(0, integer(random, 1, count))
    .sort((a, b) => a - b);
}

export const KINDS = /** @type {const} */ (['single', 'multiple', 'numeric', 'typed', 'ordering', 'matching', 'short', 'coding']);
const TEXTS = ['RAG', 'low-rank adaptation', '“frozen” weights', 'Ünïcode', 'e.g.', '2 + 2'];

/**
 * @param {Random} random
 * @returns {Question}
 */
export function aQuestion(random) {
  const header = { id: `q${integer(random, 0, 99)}`, version: '1', marks: integer(random, 1, 9) };
  const kind = pick(random, KINDS);
  const count = integer(random, 2, 8);
  switch (kind) {
    case 'single':
      return { ...header, kind, key: [integer(random, 0, count - 1)], keepOrder: false };
    case 'multiple':
      return { ...header, kind, key: some(random, count), keepOrder: random() < 0.5 };
    case 'numeric':
      return {
        ...header,
        kind,
        value: integer(random, -5000, 5000) / pick(random, [1, 10, 1000]),
        tolerance: pick(random, [0, 0.01, 0.5, 10]),
        unit: pick(random, ['', '%', 'GB', 'km/h']),
      };
    case 'typed':
      return { ...header, kind, accepted: some(random, TEXTS.length).map((index) => TEXTS[index]) };
    case 'ordering':
    case 'matching':
      return { ...header, kind, count };
    default:
      return { ...header, kind, points: Array.from({ length: header.marks }, () => 1) };
  }
}

/**
 * What earns full marks.
 * @param {Question} question
 * @param {Random} random
 * @returns {Response}
 */
export function theKey(question, random) {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return shuffle(question.key.length, random).map((place) => question.key[place]);
    case 'numeric':
      return `${question.value}${pick(random, ['', question.unit, ` ${question.unit.toUpperCase()}`])}`;
    case 'typed':
      return pick(random, question.accepted);
    case 'ordering':
    case 'matching':
      return Array.from({ length: question.count }, (_, index) => index);
    default:
      return { text: '', met: question.points.map((_, point) => point), given: null };
  }
}

/**
 * @param {Question} question
 * @returns {Response[]} every way to answer nothing
 */
export function blanks(question) {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return [null, []];
    case 'numeric':
    case 'typed':
      return [null, '', '  '];
    case 'matching':
      return [null, Array.from({ length: question.count }, () => null)];
    case 'ordering':
      return [null];
    default:
      return [null, { text: '', met: null, given: null }, { text: 'not marked yet', met: null, given: null }];
  }
}

/**
 * Any answer, right or not.
 * @param {Question} question
 * @param {Random} random
 * @returns {Response}
 */
export function anAnswer(question, random) {
  switch (question.kind) {
    case 'single':
      return [integer(random, 0, 7)];
    case 'multiple':
      return some(random, 8);
    case 'numeric':
      return `${integer(random, -99, 99)}`;
    case 'typed':
      return pick(random, TEXTS);
    case 'ordering':
      return shuffle(question.count, random);
    case 'matching':
      return Array.from({ length: question.count }, () => (random() < 0.2 ? null : integer(random, 0, question.count + 1)));
    default:
      return { text: pick(random, TEXTS), met: some(random, question.points.length), given: null };
  }
}

/**
 * One account of what was done with one question. Accounts of one history share the tries of one id, which may have been
 * amended differently.
 * @param {Random} random
 * @returns {AnswerRecord}
 */
export function anAccount(random) {
  const time = () => integer(random, 1, 12);
  const tries = some(random, 5)
    .slice(0, integer(random, 0, 4))
    .map((number) => {
      const at = (number * 7) % 5;
      const verdict = pick(random, /** @type {const} */ (['right', 'part', 'wrong']));
      return {
        id: `t${number}`,
        at,
        changed: at + integer(random, 0, 3),
        response: [integer(random, 0, 3)],
        result: { marks: { right: 2, part: 1, wrong: 0 }[verdict], of: 2, verdict },
      };
    });
  return {
    ...newAnswer('lora', '1', pick(random, ['14-fine-tuning', '13-rag'])),
    id: answerId('lora', '1'),
    changed: time(),
    revealed: random() < 0.5 ? null : time(),
    draft: random() < 0.5 ? null : { at: time(), response: pick(random, TEXTS) },
    tries: tries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
  };
}

/** @type {Readonly<Record<'right' | 'part' | 'wrong', Result>>} */
export const RESULTS = {
  right: { marks: 2, of: 2, verdict: 'right' },
  part: { marks: 1, of: 2, verdict: 'part' },
  wrong: { marks: 0, of: 2, verdict: 'wrong' },
};

/**
 * A question as a paper holds it, with its choices shuffled.
 * @param {Random} random
 * @param {number} number
 * @returns {PaperQuestion}
 */
export function aPaperQuestion(random, number) {
  const data = { ...aQuestion(random), id: `q${number}` };
  const isShuffled = !['numeric', 'typed', 'short', 'coding'].includes(data.kind);
  const topic = integer(random, 1, 3);
  const lecture = integer(random, 1, 3);
  return {
    data,
    label: '',
    stem: `Question ${number}`,
    see: random() < 0.2 ? null : { label: `1.${topic}`, title: `Section ${topic}`, url: `lectures/${lecture}.html#s-${topic}` },
    ...(random() < 0.5
      ? { html: `<form class="q q--${data.kind}"><p>Question ${number}</p></form>` }
      : { tree: ['form', { class: `q q--${data.kind}` }, ['p', {}, `Question ${number}`]] }),
    order: isShuffled ? shuffle('count' in data ? data.count : 8, random) : null,
    section: pick(random, /** @type {const} */ (['choose', 'fill', 'write'])),
    lecture: { slug: `${lecture}`, label: `${lecture}`, title: `Lecture ${lecture}`, url: `lectures/${lecture}.html` },
    topics: random() < 0.2 ? [] : [{ id: `${topic}`, title: `Topic ${topic}` }],
  };
}

/**
 * @param {Random} random
 * @param {Partial<PaperRecord>} [fixed]
 * @returns {PaperRecord}
 */
export function aPaper(random, fixed = {}) {
  return {
    schema: SCHEMA,
    id: 'a1',
    code: 'full-7k2mq-k3f',
    title: 'Full mock exam',
    exam: 'full',
    limit: pick(random, [null, 90_000, 600_000, 2_700_000]),
    pace: 90_000,
    pass: 0.6,
    pause: random() < 0.5,
    certainty: random() < 0.5,
    questions: Array.from({ length: integer(random, 1, 6) }, (_, number) => aPaperQuestion(random, number)),
    ...fixed,
  };
}

/**
 * One account of one attempt: accounts of one history differ in how far they got.
 * @param {Random} random
 * @returns {AttemptRecord}
 */
export function anAttemptAccount(random) {
  const time = () => integer(random, 1, 4);
  const total = { marks: time(), of: 4, auto: { marks: 0, of: 2 }, self: { marks: 0, of: 2 }, pass: false, count: 3 };
  return {
    schema: SCHEMA,
    id: 'a1',
    changed: time(),
    state: pick(random, /** @type {const} */ (['sitting', 'paused', 'marking', 'final'])),
    started: 1,
    clock: { used: time(), at: time() },
    ended: random() < 0.5 ? null : { at: time(), by: 'student' },
    current: time(),
    title: '',
    code: '',
    total: random() < 0.5 ? null : total,
  };
}

/**
 * @param {Random} random
 * @returns {ResponseRecord}
 */
export function aResponseAccount(random) {
  const time = () => integer(random, 1, 4);
  return {
    schema: SCHEMA,
    id: 'a1/0',
    attempt: 'a1',
    number: 0,
    changed: time(),
    answered: time(),
    response: pick(random, [null, [0], [1]]),
    flagged: random() < 0.5,
    ruledOut: some(random, 2),
    certainty: pick(random, /** @type {const} */ ([0, 1, 2, 3])),
    spent: time(),
    used: time(),
  };
}

/**
 * A course with a few lectures, topics and questions, and an exam of each kind of draw.
 * @param {Random} random
 * @returns {Bank}
 */
export function aBank(random) {
  const topics = Array.from({ length: integer(random, 1, 5) }, (_, index) => ({
    id: `${index + 50}`,
    title: `Topic ${index}`,
    weight: integer(random, 1, 4),
  }));
  const lectures = Array.from({ length: integer(random, 1, 70) }, (_, index) => ({
    slug: `${index}-lecture`,
    label: `${index}`,
    title: `Lecture ${index}`,
    part: '',
    url: `lectures/${index}-lecture.html`,
    piece: `questions/${index}-lecture.0123456789.js`,
    topics: random() < 0.2 ? [] : some(random, topics.length),
    questions: Array.from({ length: integer(random, 1, 5) }, (__, number) => [
      `q${index}-${number}`,
      pick(random, [...'smntoawc']),
      integer(random, 1, 4),
      ...(random() < 0.5 ? [] : [some(random, topics.length)]),
    ]),
  }));
  const exam = { title: 'Mock', minutes: 30, questions: 10, pass: 0.6, quotas: [], pause: false, certainty: false };
  const quotas = [
    { lecture: '0-lecture', topic: '', questions: 2 },
    { lecture: '', topic: '50', questions: 3 },
  ];
  const exams = [
    { ...exam, id: 'full', draw: 'syllabus' },
    { ...exam, id: 'even-more', draw: 'lectures' },
    { ...exam, id: 'by-quotas', draw: 'quotas', quotas },
  ];
  return bankOf({ check: 'k3f', title: 'Course', pace: 90, exams, topics, lectures });
}
