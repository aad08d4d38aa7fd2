/** @import { AnswerRecord, OutcomeRecord, ReviewRecord } from '../../static/js/core/progress.js' */
/** @import { Card } from '../../static/js/core/plan.js' */
/** @import { Random } from '../../static/js/core/random.js' */
/** @import { Deck } from '../../static/js/core/reviews.js' */
import { calendarOf } from '../../static/js/core/calendar.js';
import { standings } from '../../static/js/core/course-plan.js';
import { DAY, interval, recall, reviewed } from '../../static/js/core/fsrs.js';
import { forecast, gainOf, knownAt, nextCard, planned } from '../../static/js/core/plan.js';
import { merge } from '../../static/js/core/progress.js';
import { memories, reviewsOf } from '../../static/js/core/reviews.js';
import { equal, ok, property, test } from './harness.js';

const MINUTE = 60_000;
const START = Date.UTC(2027, 0, 4, 12);

/** @type {(id: string, at: number, rating: 1 | 2 | 3 | 4, more?: Partial<ReviewRecord>) => ReviewRecord} */
const rated = (id, at, rating, more = {}) => ({ schema: 1, id, card: 'a', of: null, at, rating, undone: null, ...more });
/** @type {(tries: [string, number, 'right' | 'wrong' | 'part' | 'blank'][], more?: Partial<AnswerRecord>) => AnswerRecord} */
const answered = (tries, more = {}) => ({
  schema: 1,
  id: 'a@1',
  question: 'a',
  version: '1',
  lecture: 'x',
  changed: 0,
  revealed: null,
  draft: null,
  tries: tries.map(([id, at, verdict]) => ({ id, at, changed: at, response: null, result: { verdict, marks: 0, of: 1 } })),
  ...more,
});
/** @type {(done: { answers?: AnswerRecord[], outcomes?: OutcomeRecord[], reviews?: ReviewRecord[] }) => [string, number][]} */
const found = ({ answers = [], outcomes = [], reviews = [] }) =>
  reviewsOf({ answers, outcomes, reviews }).map(({ id, rating }) => [id, rating]);

/** @type {Deck} */
const DECK = {
  title: 'C',
  exam: '2027-02-01',
  pass: 0.6,
  topics: [],
  lectures: ['x', 'y', 'z'].map((slug) => ({
    slug,
    label: '',
    title: slug,
    url: '',
    minutes: 1,
    sections: 2,
    piece: '',
    cards: '',
    topics: [],
    questions: Array.from({ length: 20 }, (_, place) => `${slug}${place}`),
    others: [`term/${slug}/t`],
  })),
};

test('an answer in practice or in an exam is a review, and so is the same question on a printed paper', () => {
  const outcome = { schema: 1, id: 'o', changed: 0, question: 'a', version: '1', lecture: 'x', at: 3 * DAY, verdict: /** @type {const} */ ('part'), marks: 1, of: 2 };
  const printed = answered([['p', 5 * DAY, 'right']], { question: 'exams/full/a' });
  equal(found({ answers: [answered([['t', DAY, 'wrong']]), printed], outcomes: [outcome] }), [['t', 1], ['o', 2], ['p', 3]]);
  equal(found({ outcomes: [{ ...outcome, verdict: 'blank' }] }), []);
});

test('who gives an answer that was just in view has not known it', () => {
  equal(found({ answers: [answered([['t', 0, 'wrong'], ['u', MINUTE / 2, 'right'], ['v', MINUTE, 'right'], ['w', 5 * MINUTE, 'right']])] }), [['t', 1], ['w', 3]]);
  equal(found({ answers: [answered([['t', 1000, 'right']], { revealed: 500 })] }), []);
});

test('the student’s own word refines the mark of a try, and taking it back leaves the mark', () => {
  const answers = [answered([['t', 0, 'right']])];
  equal(found({ answers, reviews: [rated('r', 1000, 2, { of: 't' })] }), [['t', 2]]);
  equal(found({ answers, reviews: [rated('r', 1000, 2, { of: 't', undone: 2000 })] }), [['t', 3]]);
  equal(found({ answers, reviews: [rated('r', 1000, 2, { of: 't', undone: 2000 }), rated('s', 3000, 4, { of: 't' })] }), [['t', 4]]);
});

test('a review that was undone on one device is undone after any merge', () => {
  const [kept, undone] = [rated('r', 0, 3), rated('r', 0, 3, { undone: 5 })];
  equal(merge('reviews', kept, undone), undone);
  equal(merge('reviews', undone, kept), undone);
});

property('two devices that share what they did know the same, in whatever order it comes', 200, randomReviews, (reviews) => {
  const half = Math.floor(reviews.length / 2);
  const there = { answers: [], outcomes: [], reviews };
  const here = { ...there, reviews: [...reviews.slice(half), ...reviews.slice(0, half)] };
  equal(memories(reviewsOf(there)), memories(reviewsOf(here)));
});

/**
 * @param {Random} random
 * @returns {ReviewRecord[]}
 */
function randomReviews(random) {
  return Array.from({ length: 2 + Math.floor(random() * 20) }, (_, place) =>
    rated(`r${place}`, START + Math.floor(random() * 60 * DAY), /** @type {1 | 2 | 3 | 4} */ (1 + Math.floor(random() * 4)), { card: `c${Math.floor(random() * 3)}` }),
  );
}

test('nine in ten are known when a card is due', () => {
  for (const stability of [1, 7.5, 100]) ok(Math.abs(recall(stability, interval(stability)) - 0.9) < 0.01 * (1 + 5 / stability));
});

/**
 * @param {Random} random
 * @returns {{ cards: Card[], cap: number, done: number, exam: number | null }}
 */
function randomDeck(random) {
  const cards = Array.from({ length: Math.floor(random() * 120) }, (_, place) => {
    let memory = null;
    for (let at = START - random() * 40 * DAY; random() < 0.7 && at < START; at += random() * 10 * DAY) {
      memory = reviewed(memory, /** @type {1 | 2 | 3 | 4} */ (1 + Math.floor(random() * 4)), at);
    }
    return { id: `${place}`, lecture: `${place % 4}`, memory };
  });
  return { cards, cap: 1 + Math.floor(random() * 40), done: Math.floor(random() * 50), exam: random() < 0.5 ? null : START + Math.ceil(random() * 60) * DAY };
}

property('a plan never exceeds its cap, today or on any day to come', 200, randomDeck, ({ cards, ...terms }) => {
  const all = { ...terms, now: START, dayEnd: START + DAY / 2, fresh: 0 };
  const plan = planned(cards, all);
  ok(plan.length <= Math.max(0, terms.cap - terms.done));
  equal(new Set(plan.map(({ id }) => id)).size, plan.length);
  const { days, known, without } = forecast(cards, all, 20);
  ok(days.every((count, day) => count >= 0 && count <= Math.max(0, terms.cap - (day === 0 ? terms.done : 0))), `${days}`);
  ok(known >= 0 && known <= 1 && without >= 0 && without <= 1);
});

test('with an exam ahead, what gains most comes first, and what gains next to nothing does not come', () => {
  const fresh = { id: 'new', lecture: 'x', memory: null };
  const firm = { id: 'firm', lecture: 'x', memory: { state: /** @type {const} */ ('review'), step: 0, stability: 900, difficulty: 3, due: START, last: START - DAY } };
  const weak = { id: 'weak', lecture: 'x', memory: { ...firm.memory, stability: 3, last: START - 5 * DAY } };
  const terms = { now: START, dayEnd: START + DAY / 2, exam: START + 20 * DAY, cap: 10, done: 0, fresh: 0 };
  equal(planned([firm, weak, fresh], terms).map(({ id }) => id), ['new', 'weak']);
  ok(gainOf(fresh.memory, START, terms.exam) > gainOf(weak.memory, START, terms.exam));
});

test('without one, what is due comes before what is new', () => {
  const fresh = { id: 'new', lecture: 'x', memory: null };
  const due = { id: 'due', lecture: 'x', memory: reviewed(null, 4, START - 9 * DAY) };
  const later = { id: 'later', lecture: 'x', memory: reviewed(null, 4, START - 2 * DAY) };
  const terms = { now: START, dayEnd: START + DAY / 2, exam: null, cap: 10, done: 0, fresh: 0 };
  equal(planned([fresh, later, due], terms).map(({ id }) => id), ['due', 'new']);
});

test('lectures alternate, and what was forgotten comes again when its minutes are over', () => {
  const card = (/** @type {string} */ id, /** @type {string} */ lecture) => ({ id, lecture, memory: null });
  const plan = [card('1', 'x'), card('2', 'x'), card('3', 'y')];
  equal(nextCard(plan, START, plan[0])?.id, '3');
  const again = { ...card('4', 'x'), memory: reviewed(null, 1, START) };
  equal(nextCard([...plan, again], START + MINUTE / 2, plan[0])?.id, '3');
  equal(nextCard([...plan, again], START + 2 * MINUTE, plan[0])?.id, '4');
  equal(nextCard([again], START, again)?.id, '4');
  equal(nextCard([], START, null), null);
});

test('keeping to a plan leaves more known on the day than stopping', () => {
  const done = { answers: [], outcomes: [], reviews: [], sections: [] };
  const { cards, terms } = standings(DECK, done, undefined, new Date(2027, 0, 4, 18));
  const { known, without, days } = forecast(cards, { ...terms, cap: 20 }, 28);
  equal(without, 0);
  ok(known > 0.9, `${known}`);
  ok(days[0] === 20);
});

test('the course’s own date holds until the student sets another, or none', () => {
  const done = { answers: [], outcomes: [], reviews: [], sections: [] };
  const now = new Date(2027, 0, 4, 18);
  const plan = { schema: 1, id: 'plan', changed: 1, exam: '2027-01-14', cap: 5 };
  equal([standings(DECK, done, undefined, now).left, standings(DECK, done, plan, now).left], [28, 10]);
  equal(standings(DECK, done, { ...plan, exam: 'none' }, now).terms.exam, null);
  equal(standings(DECK, done, { ...plan, exam: '2027-01-01' }, now).terms.exam, null);
  equal(standings(DECK, done, plan, now).terms.cap, 5);
});

test('new cards come from the lectures that were begun, one of each in turn', () => {
  const sections = ['y', 'z'].map((lecture) => ({ schema: 1, id: lecture, lecture, section: 's', at: 1 }));
  const { cards } = standings(DECK, { answers: [], outcomes: [], reviews: [], sections }, undefined, new Date(2027, 0, 4, 18));
  equal(cards.slice(0, 4).map(({ lecture }) => lecture), ['y', 'z', 'y', 'z']);
  equal(cards.at(-1)?.lecture, 'x');
  equal(knownAt(cards[0].memory, START), 0);
});

test('a calendar holds a whole day for each appointment, in lines that every program reads', () => {
  const text = calendarOf([{ day: '2027-01-31', title: 'Größen; Maße, und mehr als in eine Zeile passt, die höchstens 75 Bytes hat', text: 'a\nb' }], {
    name: 'C',
    id: 'i',
    now: new Date(START),
  });
  ok(text.includes('DTSTART;VALUE=DATE:20270131\r\nDTEND;VALUE=DATE:20270201\r\n'));
  ok(text.includes('DTSTAMP:20270104T120000Z\r\n'));
  ok(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75));
  ok(text.replaceAll('\r\n ', '').includes('SUMMARY:Größen\\; Maße\\, und'));
  ok(text.includes('DESCRIPTION:a\\nb\r\n'));
});
