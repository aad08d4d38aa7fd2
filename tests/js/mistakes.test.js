/** @import { AnswerRecord, OutcomeRecord } from '../../static/js/core/progress.js' */
/** @import { Verdict } from '../../static/js/core/scoring.js' */
import { historyOf, mistakes } from '../../static/js/core/mistakes.js';
import { SCHEMA, newAnswer, withReveal, withTry } from '../../static/js/core/progress.js';
import { RESULTS } from './generate.js';
import { equal, test } from './harness.js';

// Days are ten long here.
const dayOf = (/** @type {number} */ at) => Math.floor(at / 10);

/** @type {(question: string, tries: [keyof typeof RESULTS, number][], version?: string) => AnswerRecord} */
const practised = (question, tries, version = '1') =>
  tries.reduce((record, [verdict, at]) => withTry(record, `t${at}`, [0], RESULTS[verdict], at), newAnswer(question, version, 'a'));
/** @type {(question: string, verdict: Verdict, at: number) => OutcomeRecord} */
const sat = (question, verdict, at) => ({
  ...{ schema: SCHEMA, id: `${at}/0`, changed: at, question, version: '1', lecture: 'a', at, verdict },
  ...{ marks: 0, of: 1 },
});
/** @type {(answers: AnswerRecord[], outcomes?: OutcomeRecord[]) => [string, number, number][]} */
const found = (answers, outcomes = []) =>
  mistakes(answers, outcomes, dayOf).map(({ question, wrongAt, rightDays }) => [question, wrongAt, rightDays]);

test('a mistake stays until it has been put right on two different days', () => {
  equal(found([practised('q', [['wrong', 1]])]), [['q', 1, 0]]);
  equal(found([practised('q', [['wrong', 1], ['right', 2]])]), [['q', 1, 1]]);
  equal(found([practised('q', [['wrong', 1], ['right', 2], ['right', 9]])]), [['q', 1, 1]], 'twice on one day is once');
  equal(found([practised('q', [['wrong', 1], ['right', 2], ['right', 10]])]), []);
});

test('wrong once more, it begins anew', () => {
  equal(found([practised('q', [['wrong', 1], ['right', 2], ['part', 11], ['right', 12]])]), [['q', 11, 1]]);
  equal(found([practised('q', [['wrong', 1], ['right', 2], ['right', 12], ['wrong', 30]])]), [['q', 30, 0]]);
});

test('practice and exams count together', () => {
  equal(found([practised('q', [['right', 25]])], [sat('q', 'wrong', 1), sat('q', 'right', 12)]), []);
  equal(found([practised('q', [['right', 1], ['right', 12]])], [sat('q', 'part', 20)]), [['q', 20, 0]]);
});

test('what was right from the start, left blank or only looked up is no mistake', () => {
  equal(found([practised('q', [['right', 1]]), withReveal(newAnswer('r', '1', 'a'), 5), newAnswer('s', '1', 'a')]), []);
  equal(found([], [sat('q', 'blank', 1)]), []);
});

test('a question that was changed is the same question, in its newest version', () => {
  const [mistake] = mistakes([practised('q', [['wrong', 1]]), practised('q', [['right', 2]], '2')], [], dayOf);
  equal(mistake, { question: 'q', version: '2', lecture: 'a', wrongAt: 1, rightDays: 1 });
});

test('the newest mistake comes first', () => {
  equal(
    found([practised('q', [['wrong', 1]]), practised('r', [['wrong', 3]])], [sat('s', 'wrong', 2)]).map(([question]) => question),
    ['r', 's', 'q'],
  );
});

test('the history of a question is how often it was missed; what was never tried has none', () => {
  const history = historyOf([practised('q', [['wrong', 1], ['right', 2]]), newAnswer('r', '1', 'a')], [sat('q', 'part', 3), sat('s', 'right', 4)]);
  equal(history, new Map([['q', 2], ['s', 0]]));
});
