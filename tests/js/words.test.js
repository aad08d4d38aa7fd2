import { daysUntil } from '../../static/js/core/dates.js';
import { letter, listed, marksOf, marksText, percent, say, standingText } from '../../static/js/core/words.js';
import { equal, ok, test } from './harness.js';

test('marks are written as an examiner writes them', () => {
  equal([0, 0.5, 1, 1.5, 12, 2.9999999999, 0.3].map(marksText), ['0', '½', '1', '1½', '12', '3', '0']);
  equal(marksOf({ marks: 1.5, of: 2, verdict: 'part' }), '1½ of 2');
});

test('a text has the form that its number takes, and numbers are written as the language writes them', () => {
  const terms = (/** @type {number} */ n) => say('{n} term of {of}|{n} terms of {of}', { n, of: 'all' });
  equal([terms(1), terms(0), terms(1200)], ['1 term of all', '0 terms of all', '1,200 terms of all']);
  equal([say('{n} min', { n: 37.5 }), say('{a}{a}', { a: '{a}' }), percent(0.625)], ['37.5 min', '{a}{a}', '63%']);
});

test('lists read as English', () => {
  equal([listed([]), listed(['A']), listed(['A', 'C']), listed(['A', 'B', 'D'])], ['', 'A', 'A and C', 'A, B and D']);
});

test('letters go on after Z', () => equal([0, 3, 25, 26, 27].map(letter), ['A', 'D', 'Z', 'AA', 'AB']));

test('a chip says what counts, and that a question was got right since', () => {
  equal(standingText({ state: 'none', marks: 0, of: 0, latest: null }), 'not answered');
  equal(standingText({ state: 'right', marks: 1, of: 1, latest: 'right' }), 'correct');
  equal(standingText({ state: 'wrong', marks: 0, of: 1, latest: 'right' }), 'wrong, right since');
  equal(standingText({ state: 'part', marks: 1.5, of: 2, latest: 'wrong' }), '1½ of 2 marks');
  equal(standingText({ state: 'seen', marks: 0, of: 0, latest: null }), 'answer seen first, not scored');
});

test('days are counted as a calendar counts them', () => {
  equal(daysUntil('2027-01-20', new Date(2027, 0, 8, 23, 59)), 12);
  equal(daysUntil('2027-01-20', new Date(2027, 0, 20, 0, 1)), 0);
  equal(daysUntil('2027-01-20', new Date(2027, 0, 21)), -1);
  equal(daysUntil('2027-04-01', new Date(2027, 2, 1)), 31);
  ok(Number.isNaN(daysUntil('soon', new Date(2027, 0, 1))));
});
