// What an answer is worth. One row a kind in MARKERS; the same for practice and for an exam.
import { normaliseText, readNumbers } from './answers.js';

/**
 * A question as `data-question` holds it. What identifies a choice, an item or a side of a pair is its place in the
 * author's order, whatever order the page shows.
 * @typedef {object} QuestionHeader
 * @property {string} id
 * @property {string} version changes whenever the question does
 * @property {number} marks
 */
/**
 * @typedef {QuestionHeader & { kind: 'single' | 'multiple', key: number[], keepOrder?: boolean }} ChoiceQuestion
 * @typedef {QuestionHeader & { kind: 'numeric', value: number, tolerance: number, unit: string }} NumericQuestion
 * @typedef {QuestionHeader & { kind: 'typed', accepted: string[] }} TypedQuestion
 * @typedef {QuestionHeader & { kind: 'ordering' | 'matching', count: number }} ArrangedQuestion
 * @typedef {QuestionHeader & { kind: 'short' | 'coding', points: number[] }} WrittenQuestion
 * @typedef {ChoiceQuestion | NumericQuestion | TypedQuestion | ArrangedQuestion | WrittenQuestion} Question
 * @typedef {Question['kind']} Kind
 */
/**
 * A written answer, and how the student marked it: the marking points met, or the marks given where the author named no
 * points. Both are null until it is marked.
 * @typedef {{ text: string, met: number[] | null, given: number | null }} Written
 */
/**
 * What a student answered, by kind. Choices: the indices chosen. Numeric and typed: the text. Ordering: the items from
 * first to last. Matching: for each left side the index of the right side, or null. Null is a blank.
 * @typedef {number[] | string | (number | null)[] | Written | null} Response
 */
/**
 * @typedef {'right' | 'part' | 'wrong' | 'blank'} Verdict
 * @typedef {{ marks: number, of: number, verdict: Verdict }} Result
 */
/**
 * How much of the answer is right, from 0 to 1, as a fraction of whole numbers, so that no rounding can tip half a mark.
 * Null is a blank.
 * @typedef {[number, number] | null} Share
 */

/** @type {[0, 1]} */
const NOTHING = [0, 1];
/** @type {[1, 1]} */
const EVERYTHING = [1, 1];

/**
 * @param {ChoiceQuestion} question
 * @param {number[]} chosen
 * @returns {Share}
 */
function shareOfChoices({ key }, chosen) {
  const distinct = [...new Set(chosen)];
  const right = distinct.filter((choice) => key.includes(choice)).length;
  const wrong = distinct.length - right;
  return distinct.length === 0 ? null : [Math.max(0, right - wrong), key.length];
}

/**
 * The right places of an order, or the right partners of the left sides: both have index i at place i.
 * @param {ArrangedQuestion} question
 * @param {(number | null)[]} places
 * @returns {Share}
 */
function shareOfPlaces({ count }, places) {
  if (places.every((item) => item === null)) return null;
  return [places.filter((item, place) => item === place && place < count).length, count];
}

/**
 * @param {NumericQuestion} question
 * @param {string} text
 * @returns {Share}
 */
function shareOfNumber({ value, tolerance, unit }, text) {
  if (text.trim() === '') return null;
  // Decimal fractions are not exact in binary: 0.3 must lie within 0.1 of 0.2.
  const slack = 1e-9 * Math.max(Math.abs(value), tolerance);
  return readNumbers(text, unit).some((number) => Math.abs(number - value) <= tolerance + slack) ? EVERYTHING : NOTHING;
}

/**
 * @param {TypedQuestion} question
 * @param {string} text
 * @returns {Share}
 */
function shareOfText({ accepted }, text) {
  const given = normaliseText(text);
  if (given === '') return null;
  return accepted.some((answer) => normaliseText(answer) === given) ? EVERYTHING : NOTHING;
}

/**
 * @param {WrittenQuestion} question
 * @param {Written} answer
 * @returns {Share}
 */
function shareOfPoints({ points, marks }, { met, given }) {
  if (met === null && given === null) return null;
  const earned = met === null ? (given ?? 0) : [...new Set(met)].reduce((sum, point) => sum + (points[point] ?? 0), 0);
  return [Math.min(earned, marks), marks];
}

/** @type {Readonly<Record<Kind, (question: any, response: any) => Share>>} */
const MARKERS = {
  single: ({ key }, chosen) => (chosen.length === 0 ? null : chosen.length === 1 && key.includes(chosen[0]) ? EVERYTHING : NOTHING),
  multiple: shareOfChoices,
  numeric: shareOfNumber,
  typed: shareOfText,
  ordering: shareOfPlaces,
  matching: shareOfPlaces,
  short: shareOfPoints,
  coding: shareOfPoints,
};

/**
 * Marks an answer. A share of the marks is rounded down to half marks, so that full marks are for what is wholly right.
 * @param {Question} question
 * @param {Response} response
 * @returns {Result}
 */
export function score(question, response) {
  const of = question.marks;
  const share = response === null ? null : MARKERS[question.kind](question, response);
  if (share === null) return { marks: 0, of, verdict: 'blank' };
  const [part, whole] = share;
  if (part === whole) return { marks: of, of, verdict: 'right' };
  const marks = Math.floor((2 * of * part) / whole) / 2;
  return { marks, of, verdict: marks > 0 ? 'part' : 'wrong' };
}
