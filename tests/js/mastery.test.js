/** @import { DeckLecture } from '../../static/js/core/reviews.js' */
import { DAY } from '../../static/js/core/fsrs.js';
import { adviceOf, daysInARow, intervalOf, masteries, studyDays } from '../../static/js/core/mastery.js';
import { cardsOf } from '../../static/js/core/reviews.js';
import { equal, ok, test } from './harness.js';

const NOW = Date.UTC(2027, 0, 20, 12);

/** @type {(slug: string, topics: number[], count: number) => DeckLecture} */
const lecture = (slug, topics, count) => ({
  slug,
  label: '',
  title: slug,
  url: `${slug}.html`,
  minutes: 1,
  sections: 2,
  piece: '',
  cards: '',
  topics,
  questions: Array.from({ length: count }, (_, place) => `${slug}${place}`),
  others: [],
});
const DECK = { title: '', exam: '', pass: 0.6, topics: [{ id: '1', title: 'One' }, { id: '2', title: 'Two' }], lectures: [lecture('a', [0], 40), lecture('b', [0, 1], 3)] };
/** @type {(card: string, days: number, rating: 1 | 3) => { id: string, card: string, at: number, rating: 1 | 3 }} */
const review = (card, days, rating) => ({ id: `${card} ${days}`, card, at: NOW - days * DAY, rating });

test('three answers are less sure than thirty', () => {
  const reviews = [...Array.from({ length: 30 }, (_, place) => review(`a${place}`, 1, 3)), ...[0, 1, 2].map((place) => review(`b${place}`, 1, 3))];
  const { lectures, topics } = masteries(cardsOf(DECK), DECK.topics, reviews, NOW);
  const [many, few] = lectures;
  equal([many.seen, many.count, few.seen, few.count], [30, 40, 3, 3]);
  equal(many.share.toFixed(6), few.share.toFixed(6));
  ok(few.high - few.low > 2 * (many.high - many.low));
  equal(topics.map(({ title, seen, count }) => [title, seen, count]), [['One', 33, 43], ['Two', 3, 3]]);
});

test('the interval is that of Wilson, and says nothing where nothing is known', () => {
  equal(intervalOf(0.5, 0), [0, 1]);
  const [low, high] = intervalOf(0.9, 10);
  equal([low.toFixed(4), high.toFixed(4)], ['0.5958', '0.9821']);
  ok(intervalOf(1, 3)[0] < 0.5 && intervalOf(1, 3)[1] === 1);
});

test('who has just read the answer after a mistake does not know it yet', () => {
  const wrong = masteries(cardsOf(DECK), [], [review('a0', 1, 3), review('a1', 0, 1)], NOW).lectures[0];
  ok(wrong.share > 0.4 && wrong.share < 0.5);
  const mended = masteries(cardsOf(DECK), [], [review('a0', 1, 3), review('a1', 0.5, 1), review('a1', 0, 3)], NOW).lectures[0];
  ok(mended.share > 0.9);
});

test('two weeks ago is what was known then', () => {
  const { lectures } = masteries(cardsOf(DECK), [], [review('a0', 30, 1), review('a0', 1, 3), review('b0', 2, 3)], NOW);
  ok(lectures[0].was !== null && lectures[0].was < lectures[0].share);
  equal(lectures[1].was, null);
});

test('study days begin on a Monday, and a row of them ends today or yesterday', () => {
  const today = new Date(2027, 0, 20, 12);
  const days = studyDays([0, 0, 1, 2, 4].map((back) => new Date(2027, 0, 20 - back, 9).getTime()), today, 26);
  equal([days[0].day.getDay(), days.length, days.at(-1)?.count], [1, 25 * 7 + 3, 2]);
  equal(daysInARow(days), 3);
  equal(daysInARow(days.map((day, place) => (place === days.length - 1 ? { ...day, count: 0 } : day))), 2);
  equal(daysInARow(days.map((day) => ({ ...day, count: 1 }))), days.length);
});

test('what to do next has its reasons', () => {
  const mastery = { label: '', title: 'a', url: '', share: 0.4, low: 0.1, high: 0.8, was: null, seen: 5, count: 9, slug: 'a' };
  const state = { due: 4, lectures: [mastery], course: DECK.lectures, read: new Map([['a', 2]]), mistakes: 1, pass: 0.6, left: 10, satLately: false, hasExams: true };
  equal(adviceOf(state).map(({ kind }) => kind), ['review', 'weak', 'mistakes', 'read', 'exam']);
  const calm = { ...state, due: 0, mistakes: 0, satLately: true, lectures: [{ ...mastery, seen: 2 }], read: new Map([['a', 2], ['b', 2]]) };
  equal(adviceOf(calm), []);
});
