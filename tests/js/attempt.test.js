// An attempt is never lost. First stories, one a sentence of what is promised; then random histories over a storage that
// merges as the real one does, in which everything happens that can happen to a browser.
/** @import { ExamEvent, Now, Notice, Sitting, Step } from '../../static/js/core/attempt.js' */
/** @import { Entry, PaperRecord, RecordKind, ResponseRecord } from '../../static/js/core/progress.js' */
/** @import { Random } from '../../static/js/core/random.js' */
/** @import { Question, Response } from '../../static/js/core/scoring.js' */
import { counts, isBlank, isWritten, newSitting, remaining, restore, step, totalOf } from '../../static/js/core/attempt.js';
import { isSound, merge } from '../../static/js/core/progress.js';
import { randomFrom } from '../../static/js/core/random.js';
import { resultsOf } from '../../static/js/core/results.js';
import { exportOf } from '../../static/js/core/export.js';
import { readImport } from '../../static/js/core/transfer.js';
import { aPaper, anAnswer, blanks, integer, pick, theKey } from './generate.js';
import { equal, ok, property, test } from './harness.js';

const START = 1_800_000_000_000;
const MINUTE = 60_000;

/** @type {(seconds: number, more?: Partial<Now>) => Now} a moment in which both clocks go as they should */
const at = (seconds, more = {}) => ({ wall: START + seconds * 1000, mono: seconds * 1000, gap: false, ...more });

/** @type {Question[]} */
const EASY = [
  { id: 'q0', version: '1', marks: 2, kind: 'single', key: [1] },
  { id: 'q1', version: '1', marks: 1, kind: 'typed', accepted: ['LoRA'] },
  { id: 'q2', version: '1', marks: 3, kind: 'short', points: [1, 2] },
];

/**
 * @param {Partial<PaperRecord>} [fixed]
 * @param {Question[]} [questions]
 * @returns {PaperRecord}
 */
function easyPaper(fixed = {}, questions = EASY) {
  const lecture = { slug: '14', label: '14', title: 'Fine-tuning', url: 'lectures/14.html' };
  return aPaper(randomFrom(1), {
    limit: 10 * MINUTE,
    pause: false,
    certainty: false,
    questions: questions.map((data) => ({
      data,
      label: '',
      stem: data.id,
      see: null,
      tree: ['form', {}],
      order: null,
      section: 'choose',
      lecture,
      topics: [],
    })),
    ...fixed,
  });
}

/** Sits a paper event by event, and remembers what came of it. */
class Sitter {
  /** @type {Entry[]} */
  writes = [];
  /** @type {Notice[]} */
  notices = [];

  /**
   * @param {Partial<PaperRecord>} [fixed]
   * @param {Question[]} [questions]
   */
  constructor(fixed, questions) {
    this.sitting = this.#take(newSitting(easyPaper(fixed, questions), at(0)));
  }

  get attempt() {
    return this.sitting.attempt;
  }

  /**
   * @param {ExamEvent} event
   * @param {Now} now
   * @returns {this}
   */
  do(event, now) {
    this.sitting = this.#take(step(this.sitting, event, now));
    return this;
  }

  /** @param {Now} now */
  tick(now) {
    return this.do({ type: 'tick' }, now);
  }

  /**
   * What another page would show, from all that was written.
   * @param {Now} now
   * @param {unknown[]} [responses] in place of those written
   */
  restored(now, responses = this.written('responses')) {
    const [paper] = this.written('papers');
    const restoring = restore(paper, this.written('attempts')[0], responses, now);
    if (!restoring) throw new Error('no paper');
    return restoring;
  }

  /**
   * @param {RecordKind} kind
   * @returns {any[]}
   */
  written(kind) {
    const records = new Map();
    for (const [each, record] of this.writes) {
      const known = records.get(record.id);
      if (each === kind) records.set(record.id, known ? merge(kind, known, record) : record);
    }
    return [...records.values()];
  }

  /** @returns {string[]} the notices since they were last asked for, in short */
  heard() {
    const heard = this.notices.map((notice) => (notice.type === 'time' ? notice.left : notice.type));
    this.notices = [];
    return heard;
  }

  /** @param {Step} taken */
  #take({ sitting, writes, notices }) {
    this.writes.push(...writes);
    this.notices.push(...notices);
    return sitting;
  }
}

/** @type {(number: number, response: Response) => ExamEvent} */
const answering = (number, response) => ({ type: 'answer', number, response });
/** @type {(text: string, met?: number[] | null) => Response} */
const written = (text, met = null) => ({ text, met, given: null });

test('an answer is one record, written as it is given', () => {
  const sitter = new Sitter();
  const before = sitter.writes.length;
  sitter.do(answering(0, [1]), at(3));
  equal(sitter.writes.slice(before).map(([kind, { id }]) => `${kind} ${id}`), ['responses a1/0']);
  equal(sitter.sitting.responses[0].response, [1]);
  equal(counts(sitter.sitting), { answered: 1, blank: [1, 2], flagged: [] });
});

test('the same answer once more writes nothing', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(3));
  const before = sitter.writes.length;
  sitter.do(answering(0, [1]), at(4));
  equal(sitter.writes.length, before);
});

test('flags, choices ruled out and certainty are kept; certainty only where it is asked', () => {
  const sitter = new Sitter({ certainty: true })
    .do({ type: 'flag', number: 0, on: true }, at(1))
    .do({ type: 'ruleOut', number: 0, choice: 2, on: true }, at(2))
    .do({ type: 'ruleOut', number: 0, choice: 0, on: true }, at(2))
    .do({ type: 'ruleOut', number: 0, choice: 2, on: false }, at(2))
    .do({ type: 'certainty', number: 0, certainty: 3 }, at(3));
  const { flagged, ruledOut, certainty } = sitter.restored(at(4)).sitting.responses[0];
  equal({ flagged, ruledOut, certainty }, { flagged: true, ruledOut: [0], certainty: 3 });
  equal(counts(sitter.sitting).flagged, [0]);
  equal(new Sitter().do({ type: 'certainty', number: 0, certainty: 3 }, at(1)).sitting.responses[0].certainty, 0);
});

test('what no form could send changes nothing', () => {
  const { sitting } = new Sitter();
  /** @type {any[]} */
  const events = [
    answering(9, [1]),
    answering(0, 'text'),
    answering(1, [1]),
    answering(2, 'text'),
    { type: 'go', number: -1 },
    { type: 'go', number: 0.5 },
    { type: 'merge', kind: 'responses', record: { schema: 1, id: 'a1/0' } },
    { type: 'merge', kind: 'attempts', record: null },
    { type: 'unheard of' },
  ];
  for (const event of events) {
    const { sitting: after, writes } = step(sitting, event, at(0));
    equal(writes, [], event.type);
    equal(after, sitting, event.type);
  }
});

test('time on a question is written on leaving it, on hiding the page, and now and then', () => {
  const sitter = new Sitter().tick(at(4)).do({ type: 'go', number: 1 }, at(6));
  equal(sitter.written('responses'), [{ ...sitter.sitting.responses[0], spent: 6000, used: 6000 }]);
  sitter.tick(at(8)).do({ type: 'hide' }, at(9));
  equal(sitter.written('responses')[1].spent, 3000);
  sitter.tick(at(200, { gap: true })).tick(at(201));
  equal(sitter.sitting.responses[1].spent, 4000, 'what passed while nobody looked is no time on the question');
  equal(sitter.written('attempts')[0].clock.used, 200_000);
});

test('a second that changes nothing writes nothing', () => {
  const sitter = new Sitter();
  const before = sitter.writes.length;
  for (let second = 1; second < 15; second += 1) sitter.tick(at(second));
  equal(sitter.writes.length, before);
  sitter.tick(at(15));
  equal(sitter.writes.length, before + 2);
});

test('half of the time, five minutes and one minute are said once each, also after a reload', () => {
  const sitter = new Sitter({ limit: 20 * MINUTE }).tick(at(599));
  equal(sitter.heard(), []);
  equal(sitter.tick(at(600)).tick(at(601)).heard(), ['half']);
  sitter.do({ type: 'hide' }, at(602));
  const reloaded = sitter.restored(at(603));
  equal(reloaded.notices, []);
  sitter.sitting = reloaded.sitting;
  equal(sitter.tick(at(901)).tick(at(902)).heard(), ['5']);
  equal(sitter.tick(at(1141)).tick(at(1142)).heard(), ['1']);
  equal(sitter.tick(at(1200)).heard(), ['timeUp']);
});

test('after a long gap only the most urgent warning is said; a short exam has no warning longer than itself', () => {
  equal(new Sitter({ limit: 20 * MINUTE }).tick(at(1145, { gap: true })).heard(), ['1']);
  equal(new Sitter({ limit: 4 * MINUTE }).tick(at(1)).heard(), []);
  equal(new Sitter({ limit: null }).tick(at(90_000)).heard(), []);
});

test('when time is up the exam is handed in by itself, with all that was answered before', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(599)).do(answering(1, 'LoRA'), at(600));
  equal(sitter.heard(), ['1', 'timeUp', 'refused']);
  equal(sitter.attempt.state, 'final');
  equal(sitter.attempt.ended, { at: START + 600_000, by: 'time' });
  equal(sitter.attempt.total, { marks: 2, of: 6, auto: { marks: 2, of: 3 }, self: { marks: 0, of: 3 }, pass: false, count: 3 });
  equal(sitter.sitting.responses[1].response, null, 'what comes with the end of the time comes too late');
  equal(remaining(sitter.sitting), 0);
});

test('an exam whose time ran out while the browser was closed ended when its time did', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(20));
  const { sitting, notices, writes } = sitter.restored(at(90_000));
  equal(notices, [{ type: 'timeUp' }]);
  equal(sitting.attempt.ended, { at: START + 600_000, by: 'time' });
  equal(sitting.attempt.total?.marks, 2);
  equal(writes.map(([kind]) => kind), ['outcomes', 'attempts']);
});

test('an answer counts from when it was given, and no time is counted twice', () => {
  const sitter = new Sitter().tick(at(590)).do({ type: 'flag', number: 0, on: true }, at(599)).do(answering(0, [1]), at(592));
  equal(sitter.heard(), ['1'], 'the last minute, and no word of a clock that moved');
  equal(remaining(sitter.tick(at(599.5)).sitting), 500);
  equal(sitter.tick(at(601)).attempt.total?.marks, 2);
});

test('an untimed exam goes on for ever, and its time is counted', () => {
  const { sitting, notices } = new Sitter({ limit: null }).restored(at(1e6));
  equal(notices, []);
  equal(sitting.attempt.state, 'sitting');
  equal(remaining(sitting), null);
  equal(sitting.used, 1e9);
});

test('a clock that is put forward or back while the page is shown takes and gives no time, and is spoken of', () => {
  for (const by of [7200, -7200]) {
    const sitter = new Sitter().tick(at(10)).tick(at(11, { wall: START + (11 + by) * 1000 }));
    equal(sitter.notices, [{ type: 'clockMoved', by: by * 1000 }]);
    equal(remaining(sitter.sitting), 589_000);
    const { sitting } = sitter.restored({ wall: START + (12 + by) * 1000, mono: 0, gap: true });
    equal(remaining(sitting), 588_000, 'the written clock follows at once');
  }
});

test('a clock that is put back while the browser is closed gives no time back', () => {
  const sitter = new Sitter().tick(at(20)).do(answering(0, [1]), at(33));
  const { sitting } = sitter.restored({ wall: START - 86_400_000, mono: 0, gap: true });
  equal(remaining(sitting), 567_000, 'an answer tells when it was given');
});

test('a clock that was wrong for a moment does not end an exam', () => {
  const sitter = new Sitter()
    .do(answering(0, [1]), at(20, { wall: START + 86_400_000 }))
    .tick(at(21))
    .do({ type: 'hide' }, at(22));
  equal(remaining(sitter.restored(at(23)).sitting), 577_000);
});

test('sleep counts, by the wall clock', () => {
  const sitter = new Sitter({ limit: null }).do({ type: 'hide' }, at(10));
  sitter.tick({ wall: START + 3_610_000, mono: 11_000, gap: true });
  equal(sitter.sitting.used, 3_610_000);
});

test('a pause stops the clock, where the paper allows it', () => {
  const sitter = new Sitter({ pause: true }).do({ type: 'pause' }, at(10));
  equal(sitter.attempt.state, 'paused');
  equal(sitter.do(answering(0, [1]), at(20)).heard(), ['refused']);
  equal(sitter.sitting.responses[0].response, null);
  equal(remaining(sitter.restored(at(5000)).sitting), 590_000, 'a closed browser, too');
  sitter.do({ type: 'resume' }, at(5000)).tick(at(5001));
  equal(remaining(sitter.sitting), 589_000);
  equal(remaining(sitter.restored(at(5003)).sitting), 587_000);
  equal(new Sitter().do({ type: 'pause' }, at(10)).attempt.state, 'sitting');
  equal(new Sitter().do({ type: 'resume' }, at(10)).attempt.state, 'sitting');
});

test('a written answer waits for its marks, which may be amended until the result is final', () => {
  const sitter = new Sitter()
    .do(answering(0, [1]), at(1))
    .do(answering(2, written('Because.', [0, 1])), at(2))
    .do({ type: 'handIn' }, at(3));
  equal(sitter.attempt.state, 'marking');
  equal(sitter.attempt.total?.marks, 2, 'marks that nobody gave yet are none');
  equal(sitter.written('outcomes'), []);
  sitter.do({ type: 'mark', number: 2, response: written('Better words.', [0, 1]) }, at(4));
  equal(sitter.attempt.total?.marks, 5);
  equal(sitter.sitting.responses[2].response, written('Because.', [0, 1]), 'what was handed in stays as it is');
  sitter.do({ type: 'mark', number: 2, response: written('', [1]) }, at(5));
  equal(sitter.attempt.total, { marks: 4, of: 6, auto: { marks: 2, of: 3 }, self: { marks: 2, of: 3 }, pass: true, count: 3 });
  equal(sitter.restored(at(6)).sitting.attempt, sitter.attempt);
  sitter.do({ type: 'finish' }, at(7));
  equal(sitter.attempt.state, 'final');
  sitter.do({ type: 'mark', number: 2, response: written('', [0, 1]) }, at(8));
  equal(sitter.attempt.total?.marks, 4);
  equal(
    sitter.written('outcomes').map(({ question, verdict, marks, at: moment }) => [question, verdict, marks, moment]),
    [
      ['q0', 'right', 2, START + 3000],
      ['q2', 'part', 2, START + 3000],
    ],
  );
});

test('outcomes are of what was answered, and stand before the word that the result is final', () => {
  const sitter = new Sitter().do(answering(0, [0]), at(1)).do(answering(2, written('x')), at(2)).do({ type: 'handIn' }, at(3));
  const before = sitter.writes.length;
  sitter.do({ type: 'finish' }, at(4));
  equal(
    sitter.writes.slice(before).map(([kind, record]) => (kind === 'outcomes' ? record.verdict : kind)),
    ['wrong', 'attempts'],
    'one that nobody marked is not known to be wrong',
  );
});

test('an exam without written answers is final as soon as it is handed in', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(1)).do(answering(2, written('  ')), at(2)).do({ type: 'handIn' }, at(3));
  equal(sitter.attempt.state, 'final');
  equal(sitter.attempt.ended, { at: START + 3000, by: 'student' });
  const { sitting } = sitter;
  for (const event of /** @type {ExamEvent[]} */ ([
    answering(0, [0]),
    { type: 'flag', number: 0, on: true },
    { type: 'go', number: 1 },
    { type: 'mark', number: 2, response: written('', [0]) },
    ...['tick', 'hide', 'pause', 'resume', 'handIn', 'finish'].map((type) => ({ type })),
  ])) {
    const { sitting: after, writes } = step(sitting, event, at(9));
    equal(writes, [], event.type);
    equal(after.attempt, sitting.attempt, event.type);
    equal(after.responses, sitting.responses, event.type);
  }
});

test('an answer that another tab gave is taken in; an older one is not', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(5));
  /** @type {ResponseRecord} */
  const other = { ...sitter.sitting.responses[0], response: [0], answered: START + 4000, changed: START + 9000, flagged: true };
  /** @type {(record: ResponseRecord) => ResponseRecord} */
  const merged = (record) => step(sitter.sitting, { type: 'merge', kind: 'responses', record }, at(10)).sitting.responses[0];
  equal(merged(other).response, [1]);
  equal(merged(other).flagged, true, 'its flag is newer, its answer is not');
  equal(merged({ ...other, answered: START + 6000 }).response, [0]);
  equal(merged({ ...other, answered: START + 6000, response: 'no choice' }).response, [1]);
  equal(merged({ ...other, id: 'b/0', attempt: 'b', answered: START + 6000 }).response, [1]);
});

test('handed in elsewhere is handed in here', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(5));
  const { sitting: elsewhere } = step(sitter.sitting, { type: 'handIn' }, at(6));
  sitter.do({ type: 'merge', kind: 'attempts', record: elsewhere.attempt }, at(7)).do(answering(0, [0]), at(8));
  equal(sitter.attempt, elsewhere.attempt);
  equal(sitter.heard(), ['refused']);
});

test('an answer that reaches us only after handing in counts all the same', () => {
  const sitter = new Sitter().do({ type: 'handIn' }, at(6));
  equal(sitter.attempt.total?.marks, 0);
  const late = { ...sitter.sitting.responses[0], response: [1], answered: START + 5000 };
  sitter.do({ type: 'merge', kind: 'responses', record: late }, at(7));
  equal(sitter.attempt.total?.marks, 2);
  equal(sitter.written('outcomes').map(({ verdict }) => verdict), ['right']);
});

test('damaged or missing responses are blanks, and never an error', () => {
  const sitter = new Sitter().do(answering(0, [1]), at(1)).do(answering(1, 'LoRA'), at(2)).do(answering(2, written('x')), at(3));
  const [, typed, short] = sitter.written('responses');
  const damaged = [
    null,
    7,
    {},
    { schema: 1, id: 'a1/0' },
    { ...typed, response: { strange: true } },
    { ...short, response: { text: 'x', met: 'all', given: null } },
    { ...typed, id: 'a1/99', number: 99 },
  ];
  const { sitting } = sitter.restored(at(4), damaged);
  equal(sitting.responses.map(({ response }) => response), [null, null, null]);
  equal(restore({ ...sitter.sitting.paper, questions: [{}] }, sitter.attempt, [], at(4)), null);
  equal(restore(undefined, sitter.attempt, [], at(4)), null);
});

property(
  'the key scores full marks, for every kind and every shuffle, and is right in every place of the result',
  2000,
  (random) => ({ paper: aPaper(random, { limit: null, certainty: true }), seed: integer(random, 0, 1e9) }),
  ({ paper, seed }) => {
    const random = randomFrom(seed);
    let { sitting } = newSitting(paper, at(0));
    const keys = paper.questions.map(({ data }) => theKey(data, random));
    keys.forEach((key, number) => {
      const response = isWritten(paper.questions[number].data) ? written('My answer.') : key;
      ({ sitting } = step(sitting, answering(number, response), at(number)));
    });
    ({ sitting } = step(sitting, { type: 'handIn' }, at(60)));
    keys.forEach((response, number) => {
      ({ sitting } = step(sitting, { type: 'mark', number, response }, at(61)));
    });
    ({ sitting } = step(sitting, { type: 'finish' }, at(62)));
    const { state, total } = sitting.attempt;
    equal([state, total?.marks, total?.pass], ['final', total?.of, true]);
    const results = resultsOf(paper, sitting.responses);
    equal(results.unmarked, []);
    equal(results.reread, []);
    ok(results.questions.every(({ status }) => status === 'right'));
    ok(results.topics.every(({ marks, of, below }) => marks === of && !below));
  },
);

property(
  'a blank paper scores nothing, however it is blank',
  1000,
  (random) => ({ paper: aPaper(random), seed: integer(random, 0, 1e9) }),
  ({ paper, seed }) => {
    const random = randomFrom(seed);
    let { sitting } = newSitting(paper, at(0));
    paper.questions.forEach(({ data }, number) => {
      const blank = pick(random, blanks(data).filter(isBlank));
      ({ sitting } = step(sitting, answering(number, blank), at(number)));
    });
    equal(counts(sitting).answered, 0);
    const { sitting: done, writes } = step(sitting, { type: 'handIn' }, at(60));
    equal([done.attempt.state, done.attempt.total?.marks], ['final', 0]);
    ok(writes.every(([kind]) => kind !== 'outcomes'));
    ok(resultsOf(paper, done.responses).questions.every(({ status }) => status === 'blank'));
  },
);

/**
 * One thing that happens. `roll` decides what is left to chance when it happens.
 * @typedef {{ what: string, roll: number, ms: number }} Happening
 */
/**
 * @typedef {{ paper: PaperRecord, happenings: Happening[] }} History
 */

/** @type {(random: Random) => number} */
const span = (random) => integer(random, 0, pick(random, [400, 9000, 9000, 70_000, 900_000]));

/**
 * @param {readonly string[]} whats those named more than once come more often
 * @returns {(random: Random) => History}
 */
function histories(whats) {
  return (random) => ({
    paper: aPaper(random),
    happenings: Array.from({ length: integer(random, 20, 60) }, () => ({
      what: pick(random, whats),
      roll: integer(random, 0, 1e9),
      ms: span(random),
    })),
  });
}

const ACTING = ['answer', 'answer', 'answer', 'answer', 'flag', 'ruleOut', 'certainty', 'go', 'go', 'wait', 'wait', 'land', 'land'];
const STATES = ['pause', 'resume', 'resume', 'mark', 'mark', 'handIn', 'finish'];
const CLOCKS = ['wait', 'wait', 'jump', 'jump', 'sleep', 'hidden'];
const ENDS = ['reload', 'crash', 'crash'];
const TABS = ['steal', 'late', 'late', 'land', 'land', 'deliver'];

/** @type {readonly string[]} */
const ORDER_OF_STATES = ['sitting', 'paused', 'marking', 'final'];

/**
 * A tab: what it holds in memory, what it writes and has not been told to be safe, and what other tabs told it.
 * @typedef {{ sitting: Sitting, pending: Entry[][], inbox: Entry[], mono: number, gap: boolean }} Tab
 */

/** A browser with its storage and two tabs, in which a history happens; after everything that happens, what must hold is checked. */
class World {
  /** @type {Map<string, Entry>} */
  storage = new Map();
  /** @type {Map<string, ResponseRecord>} the newest response to each question that its tab was told to be safe */
  safe = new Map();
  // What really passed, what the wall clock shows beyond it, and how far it was ever put forward.
  real = 0;
  ahead = 0;
  forward = 0;
  // The time that a record says was used, and how often the browser came back.
  evidence = 0;
  furthest = 0;
  hasBeenTwo = false;
  /** @type {Tab | null} the one that led before; it may not have heard yet */
  former = null;

  /** @param {PaperRecord} paper */
  constructor(paper) {
    this.paper = paper;
    this.leader = this.#opened(newSitting(paper, { wall: START, mono: 0, gap: false }));
    // The start is told to be safe before the first question is shown.
    this.landAll(this.leader);
  }

  /** @param {Happening} happening */
  play({ what, roll, ms }) {
    const random = randomFrom(roll);
    const { leader } = this;
    const number = integer(random, 0, this.paper.questions.length - 1);
    const { data } = this.paper.questions[number];
    /** @type {Record<string, () => void>} */
    const plays = {
      answer: () => this.act(leader, answering(number, this.answer(data, random))),
      flag: () => this.act(leader, { type: 'flag', number, on: random() < 0.6 }),
      ruleOut: () => this.act(leader, { type: 'ruleOut', number, choice: integer(random, 0, 3), on: random() < 0.6 }),
      certainty: () => this.act(leader, { type: 'certainty', number, certainty: pick(random, /** @type {const} */ ([1, 2, 3])) }),
      go: () => this.act(leader, { type: 'go', number }),
      mark: () => this.act(leader, { type: 'mark', number, response: pick(random, [anAnswer(data, random), theKey(data, random)]) }),
      pause: () => this.act(leader, { type: 'pause' }),
      resume: () => this.act(leader, { type: 'resume' }),
      handIn: () => random() < 0.3 && this.act(leader, { type: 'handIn' }),
      finish: () => this.act(leader, { type: 'finish' }),
      wait: () => this.pass(Math.min(ms, 20_000)),
      jump: () => this.jump((random() < 0.5 ? -1 : 1) * ms * integer(random, 1, 5)),
      // The monotonic clock stands still, or it does not: machines differ.
      sleep: () => this.away(ms, random() < 0.5),
      hidden: () => this.away(ms, true, random() < 0.3 ? integer(random, -MINUTE, MINUTE) : 0),
      land: () => this.land(leader, random),
      deliver: () => this.deliver(leader),
      reload: () => this.reload(ms),
      crash: () => this.crash(ms, random),
      steal: () => this.steal(),
      late: () => this.former && random() < 0.3 && this.act(this.former, answering(number, this.answer(data, random))),
    };
    plays[what]();
  }

  /**
   * @param {Question} data
   * @param {Random} random
   * @returns {Response}
   */
  answer(data, random) {
    return pick(random, [anAnswer(data, random), theKey(data, random), null]);
  }

  /**
   * @param {Tab} tab
   * @returns {Now}
   */
  now(tab) {
    return { wall: START + this.real + this.ahead, mono: this.real - tab.mono, gap: tab.gap };
  }

  /**
   * @param {Tab} tab
   * @param {ExamEvent} event
   */
  act(tab, event) {
    const { sitting } = tab;
    const after = step(sitting, event, this.now(tab));
    tab.gap = false;
    const isRefused = after.notices.some(({ type }) => type === 'refused');
    if (event.type === 'answer' && isRefused) {
      ok(after.sitting.responses[event.number].response === sitting.responses[event.number].response, 'refused, but kept');
      ok(after.sitting.attempt.state !== 'sitting', 'refused while sitting');
    }
    ok(after.sitting.used >= sitting.used, 'time was given back');
    ok((remaining(after.sitting) ?? 0) >= 0, 'more time was used than there was');
    const rise = ORDER_OF_STATES.indexOf(after.sitting.attempt.state) - ORDER_OF_STATES.indexOf(sitting.attempt.state);
    ok(rise >= 0 || event.type === 'resume' || event.type === 'merge', 'a state went back');
    ok(rise >= 0 || ORDER_OF_STATES.indexOf(sitting.attempt.state) < 2, 'an attempt that was handed in opened again');
    this.#took(tab, after);
  }

  /** @param {number} ms */
  pass(ms) {
    this.real += ms;
    this.act(this.leader, { type: 'tick' });
    const { used } = this.leader.sitting;
    ok(used <= this.real + this.forward + 1e-3, `${used} used of ${this.real} real and ${this.forward} put forward`);
  }

  /** @param {number} by */
  jump(by) {
    this.ahead += by;
    this.forward += Math.max(0, by);
    this.act(this.leader, { type: 'tick' });
  }

  /**
   * @param {number} ms
   * @param {boolean} isMonotonic
   * @param {number} [by] how far the clock is put meanwhile
   */
  away(ms, isMonotonic, by = 0) {
    const { leader } = this;
    this.act(leader, { type: 'hide' });
    this.real += ms;
    this.ahead += by;
    this.forward += Math.max(0, by);
    leader.gap = true;
    if (!isMonotonic) leader.mono += ms;
  }

  /**
   * Completes the oldest writes of a tab.
   * @param {Tab} tab
   * @param {Random} random
   */
  land(tab, random) {
    for (let batches = integer(random, 1, 3); batches > 0; batches -= 1) this.#landOne(tab);
    if (this.former && random() < 0.5) this.#landOne(this.former);
    if (random() < 0.7) this.deliver(this.leader);
  }

  /** @param {Tab} tab */
  landAll(tab) {
    while (tab.pending.length > 0) this.#landOne(tab);
  }

  /** @param {Tab} tab */
  deliver(tab) {
    for (const [kind, record] of tab.inbox.splice(0)) {
      if (kind === 'responses' || kind === 'attempts') this.act(tab, { type: 'merge', kind, record });
    }
  }

  /** @param {number} ms */
  reload(ms) {
    this.act(this.leader, { type: 'hide' });
    this.landAll(this.leader);
    this.deliver(this.leader);
    this.landAll(this.leader);
    const before = this.leader.sitting;
    this.real += ms;
    this.leader = this.restored();
    const after = this.leader.sitting;
    ok(alike(totalOf(this.paper, after.responses), totalOf(this.paper, before.responses)), 'the score changed by coming back');
    ok(alike(after.responses, before.responses), 'the responses changed by coming back');
    if (ORDER_OF_STATES.indexOf(before.attempt.state) < 2) return;
    for (const key of /** @type {const} */ (['state', 'ended', 'total'])) equal(after.attempt[key], before.attempt[key], key);
  }

  /**
   * Some of what was being written is written, in order, and the rest is not.
   * @param {number} ms
   * @param {Random} random
   */
  crash(ms, random) {
    for (let batches = integer(random, 0, 2); batches > 0; batches -= 1) this.#landOne(this.leader);
    const [torn = []] = this.leader.pending;
    for (const entry of torn.slice(0, integer(random, 0, torn.length))) this.#store(entry);
    this.former = null;
    this.real += ms;
    this.leader = this.restored();
  }

  /** Another tab takes over; this one may still be writing, and may not have heard. */
  steal() {
    this.hasBeenTwo = true;
    this.former = this.leader;
    this.leader = this.restored();
  }

  /** @returns {Tab} a new page that goes on from what is stored */
  restored() {
    const tab = { pending: [], inbox: [], mono: this.real, gap: false };
    const attempt = this.#stored('attempts')[0];
    const restoring = restore(this.#stored('papers')[0], attempt, this.#stored('responses'), this.now(/** @type {any} */ (tab)));
    if (!restoring) throw new Error('the paper is lost');
    const { sitting } = restoring;
    ok(sitting.used >= this.evidence, `${this.evidence - sitting.used} of time given back by coming back`);
    ok(ORDER_OF_STATES.indexOf(attempt.state) < 2 || attempt.state === sitting.attempt.state, 'an attempt opened again');
    for (const [id, { answered }] of this.safe) {
      const known = sitting.responses.find((each) => each.id === id);
      ok(known && known.answered >= answered, `${id} is lost`);
    }
    return this.#opened(restoring, tab.mono);
  }

  /** @returns {[RecordKind, string][]} */
  contents() {
    return [...this.storage].map(([key, [kind, record]]) => [kind, `${key} ${JSON.stringify(record)}`]);
  }

  /**
   * @param {Step} begun
   * @param {number} [mono]
   * @returns {Tab}
   */
  #opened(begun, mono = 0) {
    /** @type {Tab} */
    const tab = { sitting: begun.sitting, pending: [], inbox: [], mono, gap: false };
    this.#took(tab, begun);
    return tab;
  }

  /**
   * @param {Tab} tab
   * @param {Step} taken
   */
  #took(tab, { sitting, writes }) {
    tab.sitting = frozen(sitting);
    for (const [kind, record] of writes) ok(isSound(kind, frozen(record)), `a write of ${kind} is not sound`);
    if (writes.length > 0) tab.pending.push(writes);
  }

  /** @param {Tab} tab */
  #landOne(tab) {
    for (const entry of tab.pending.shift() ?? []) {
      this.#store(entry);
      for (const other of [this.leader, this.former]) if (other && other !== tab) other.inbox.push(entry);
      const [kind, record] = entry;
      if (kind === 'attempts') this.evidence = Math.max(this.evidence, record.clock.used);
      if (kind !== 'responses') continue;
      this.evidence = Math.max(this.evidence, record.used);
      if (record.answered > (this.safe.get(record.id)?.answered ?? 0)) this.safe.set(record.id, record);
      const [, known] = /** @type {['responses', ResponseRecord]} */ (this.storage.get(`responses ${record.id}`));
      const safe = this.safe.get(record.id) ?? known;
      ok(known.answered >= safe.answered, `${record.id} was replaced by an older answer`);
      // Only two tabs can give two answers at the same moment.
      ok(alike(known.response, safe.response) || this.hasBeenTwo || known.answered > safe.answered, `${record.id} changed`);
    }
  }

  /**
   * As the store does it: merged with what is there.
   * @param {Entry} entry
   */
  #store([kind, record]) {
    const key = `${kind} ${record.id}`;
    const known = this.storage.get(key)?.[1];
    const merged = /** @type {any} */ (known ? merge(kind, /** @type {any} */ (known), record) : record);
    this.storage.set(key, /** @type {Entry} */ ([kind, merged]));
    if (kind !== 'attempts') return;
    const furthest = ORDER_OF_STATES.indexOf(merged.state);
    ok(furthest >= 2 || this.furthest < 2, 'an attempt that was handed in opened again');
    ok(furthest >= this.furthest || this.furthest < 2, 'a final result became open');
    this.furthest = furthest;
  }

  /**
   * @param {RecordKind} kind
   * @returns {any[]}
   */
  #stored(kind) {
    return [...this.storage.values()].filter(([each]) => each === kind).map(([, record]) => record);
  }
}

/**
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean} for values whose keys are in the same order: quicker than `equal`, which shows what differs
 */
function alike(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Frozen through and through, but for the paper, which is frozen once.
 * @template T
 * @param {T} value
 * @returns {T}
 */
function frozen(value) {
  if (value && typeof value === 'object' && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/**
 * @param {History} history
 * @returns {World}
 */
function lived({ paper, happenings }) {
  const world = new World(paper);
  for (const happening of happenings) world.play(happening);
  return world;
}

/** @type {[string, string[]][]} */
const PROMISES = [
  ['nothing is lost, in one tab that is closed, crashes and comes back', [...ACTING, ...ENDS]],
  ['no clock gives time back or takes an answer', [...ACTING, ...CLOCKS, ...ENDS]],
  ['what was handed in stays handed in, and its marks are kept', [...ACTING, ...STATES, ...STATES, ...ENDS]],
  ['a tab that takes over has all that was saved, whatever the other still writes', [...ACTING, ...TABS, ...ENDS]],
  ['everything at once', [...ACTING, ...ACTING, ...STATES, ...CLOCKS, ...ENDS, ...TABS]],
];
// Eleven thousand histories, in parts, for each test has its time.
for (const [name, whats] of PROMISES) {
  for (const part of ['first', 'second']) {
    property(`${name}: ${part} part`, 1100, histories(whats), (history) => {
      const world = lived(history);
      if (world.former) world.landAll(world.former);
      world.reload(0);
    });
  }
}

property('export and import change nothing, into an empty storage or the same', 200, histories([...ACTING, ...STATES, ...ENDS]), (history) => {
  const world = lived(history);
  const before = world.contents();
  /** @type {any} */
  const records = {};
  for (const [kind, record] of world.storage.values()) (records[kind] ??= []).push(record);
  const read = readImport(JSON.stringify(exportOf(records, { course: 'T', exported: '2027-01-08T09:30:00.000Z' })));
  if ('problem' in read) throw new Error(read.problem);
  equal([read.skipped, read.records.length], [0, before.length]);
  const empty = new Map(read.records.map(([kind, record]) => [`${kind} ${record.id}`, record]));
  for (const [kind, record] of read.records) {
    const known = /** @type {any} */ (world.storage.get(`${kind} ${record.id}`)?.[1]);
    equal(merge(kind, known, /** @type {any} */ (record)), known);
    equal(empty.get(`${kind} ${record.id}`), known);
  }
});
