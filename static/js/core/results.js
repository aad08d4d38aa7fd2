// What an attempt comes to: marks, time, topics, and what to read again. Nothing here changes anything.
/** @import { Marks, PaperQuestion, PaperRecord, ResponseRecord, Total } from './progress.js' */
/** @import { Result } from './scoring.js' */
import { markOf, totalOf } from './attempt.js';

/**
 * One question of the marked paper. `unmarked`: it waits for the student's marks, or was handed in without.
 * @typedef {object} QuestionResult
 * @property {number} number
 * @property {Result} result
 * @property {'right' | 'part' | 'wrong' | 'blank' | 'unmarked'} status
 * @property {boolean} flagged
 * @property {number} spent
 * @property {boolean} slow
 * @property {0 | 1 | 2 | 3} certainty
 * @property {boolean} confidentMistake
 */
/**
 * `unmarked`: the numbers of what the student has still to mark. `certain`: the marks by certainty, if it was asked.
 * @typedef {Omit<Total, 'pass'> & {
 *   passes: boolean,
 *   unmarked: number[],
 *   questions: QuestionResult[],
 *   topics: (Marks & { title: string, below: boolean })[],
 *   reread: { label: string, title: string, url: string, missed: number }[],
 *   certain: Marks | null,
 * }} Results
 */

const SLOW = 1.5;
// Moodle's: what a right and a wrong answer earn, given with low, middle or high certainty.
const RIGHT = [1, 1, 2, 3];
const WRONG = [0, 0, -2, -6];

/**
 * @param {PaperQuestion} question
 * @param {ResponseRecord} record
 * @param {PaperRecord} paper
 * @returns {QuestionResult}
 */
function resultOf(question, record, { pace, certainty: asked }) {
  const { isUnmarked, ...result } = markOf(question, record);
  const { number, flagged, spent, certainty } = record;
  const status = isUnmarked ? 'unmarked' : result.verdict;
  const confidentMistake = asked && certainty === 3 && (status === 'wrong' || status === 'part');
  return { number, result, status, flagged, spent, slow: spent > SLOW * pace, certainty, confidentMistake };
}

/**
 * @param {QuestionResult} question
 * @returns {number}
 */
function certaintyMarks({ result: { marks, of, verdict }, status, certainty }) {
  if (status === 'blank' || status === 'unmarked') return 0;
  return verdict === 'wrong' ? of * WRONG[certainty] : marks * RIGHT[certainty];
}

/**
 * @template {Marks} T
 * @param {Map<string, T>} sums
 * @param {string} name
 * @param {T} first where there is none yet
 * @param {Marks} more
 * @returns {T}
 */
function addTo(sums, name, first, { marks, of }) {
  const sum = sums.get(name) ?? first;
  sum.marks += marks;
  sum.of += of;
  sums.set(name, sum);
  return sum;
}

/**
 * A question counts under its first topic; under its lecture when it has none.
 * @param {PaperRecord} paper
 * @param {readonly ResponseRecord[]} responses one a question
 * @returns {Results}
 */
export function resultsOf(paper, responses) {
  const questions = paper.questions.map((question, number) => resultOf(question, responses[number], paper));
  /** @type {Map<string, Marks & { title: string }>} */
  const topics = new Map();
  /** @type {Map<string, Marks & { label: string, title: string, url: string, missed: number }>} */
  const places = new Map();
  for (const { number, result, status } of questions) {
    const { topics: own, lecture, see } = paper.questions[number];
    const { id, title } = own[0] ?? { id: lecture.slug, title: lecture.title };
    addTo(topics, id, { title, marks: 0, of: 0 }, result);
    const { label, title: name, url } = see ?? lecture;
    const isMissed = status !== 'right' && status !== 'unmarked';
    if (isMissed) addTo(places, url, { label, title: name, url, missed: 0, marks: 0, of: 0 }, result).missed += 1;
  }
  const reread = [...places.values()].sort((a, b) => b.of - b.marks - (a.of - a.marks));
  const most = paper.questions.reduce((sum, { data }) => sum + data.marks, 0) * 3;
  const { pass: passes, ...total } = totalOf(paper, responses);
  return {
    ...total,
    passes,
    unmarked: questions.filter(({ status }) => status === 'unmarked').map(({ number }) => number),
    questions,
    topics: [...topics.values()].map((topic) => ({ ...topic, below: topic.marks / topic.of < paper.pass })),
    reread: reread.map(({ label, title, url, missed }) => ({ label, title, url, missed })),
    certain: paper.certainty ? { marks: questions.reduce((sum, each) => sum + certaintyMarks(each), 0), of: most } : null,
  };
}
