// What there is to draw from, and what is asked for.
/** @import { PaperQuestion } from './progress.js' */
import { word } from './catalogue.js';

/**
 * The bank as the page holds it, with its questions in one row. `pace`: seconds a question in an exam of one's own.
 * @typedef {object} Bank
 * @property {string} check three characters that change when the questions do
 * @property {string} title
 * @property {number} pace
 * @property {CourseExam[]} exams
 * @property {{ id: string, title: string, weight: number }[]} topics
 * @property {BankLecture[]} lectures
 * @property {BankQuestion[]} questions
 */
/**
 * @typedef {{ lecture: string, topic: string, questions: number }} Quota
 */
/**
 * An exam that the course names; `minutes` null is untimed.
 * @typedef {object} CourseExam
 * @property {string} id
 * @property {string} title
 * @property {number | null} minutes
 * @property {number} questions
 * @property {number} pass a share from 0 to 1
 * @property {'syllabus' | 'lectures' | 'quotas'} draw
 * @property {Quota[]} quotas
 * @property {boolean} pause
 * @property {boolean} certainty
 */
/**
 * What to draw: an exam of the course, or one's own (`scope`), and what the student chose. `items`: slugs of lectures or
 * ids of topics, null for all of them. `kinds`: letters, null for all. `extra`: 1.25 is a quarter more time.
 * @typedef {CourseExam & {
 *   scope?: { by: 'lectures' | 'topics', items: string[] | null },
 *   kinds?: string | null,
 *   mix?: 'fair' | 'weak' | 'new',
 *   extra?: number,
 * }} Blueprint
 */
/**
 * @typedef {object} BankLecture
 * @property {string} slug
 * @property {string} label
 * @property {string} title
 * @property {string} part
 * @property {string} url
 * @property {string} piece
 */
/**
 * `kind` is a letter; `topics` are ids; `place` is where it stands in the bank.
 * @typedef {{ id: string, kind: string, marks: number, topics: string[], lecture: BankLecture, place: number }} BankQuestion
 */
/**
 * How often each question was missed, in practice or in an exam. Questions that were never tried are not in it.
 * @typedef {ReadonlyMap<string, number>} History
 */

/** The id of exams that no course names. */
export const OWN = 'own';

/** The kinds: single, multiple, numeric, typed, ordering, matching, written (short answers), code. */
export const LETTERS = 'smntoawc';

/**
 * What the sections of a paper ask for, in their order, and the kinds in them.
 * @type {readonly [PaperQuestion['section'], string][]}
 */
export const SECTIONS = [
  ['choose', 'sm'],
  ['fill', 'ntoa'],
  ['write', 'wc'],
];

/**
 * @param {string} kind a letter
 * @returns {number} the place of its section
 */
export function sectionPlace(kind) {
  return SECTIONS.findIndex(([, letters]) => letters.includes(kind));
}

/**
 * The items of which one's own exam chooses some.
 * @param {Bank} bank
 * @param {'lectures' | 'topics'} by
 * @returns {string[]} slugs or ids
 */
export function itemsOf(bank, by) {
  return by === 'lectures' ? bank.lectures.map(({ slug }) => slug) : bank.topics.map(({ id }) => id);
}

/**
 * @param {any} json the page's bank
 * @returns {Bank}
 */
export function bankOf(json) {
  /** @type {BankQuestion[]} */
  const questions = [];
  for (const lecture of json.lectures) {
    for (const [id, kind, marks, own = lecture.topics] of lecture.questions) {
      const topics = own.map((/** @type {number} */ index) => json.topics[index].id);
      questions.push({ id, kind, marks, topics, lecture, place: questions.length });
    }
  }
  return { ...json, questions };
}

/**
 * What may be drawn.
 * @param {Bank} bank
 * @param {Pick<Blueprint, 'scope' | 'kinds' | 'mix'>} blueprint
 * @param {History} [history]
 * @returns {BankQuestion[]} in the bank's order
 */
export function pool(bank, { scope, kinds, mix }, history = new Map()) {
  const items = scope?.items;
  return bank.questions.filter(
    ({ id, kind, topics, lecture }) =>
      (!items || (scope?.by === 'lectures' ? [lecture.slug] : topics).some((item) => items.includes(item))) &&
      (!kinds || kinds.includes(kind)) &&
      (mix !== 'new' || !history.has(id)),
  );
}

/**
 * An exam of one's own. To choose everything is the same as to choose nothing.
 * @param {Bank} bank
 * @param {object} choice
 * @param {'lectures' | 'topics'} choice.by
 * @param {readonly string[] | null} choice.items slugs or ids
 * @param {string | null} choice.kinds letters
 * @param {number | 'all'} choice.count
 * @param {number | 'pace' | null} choice.minutes `pace`: as long as the bank's pace gives
 * @param {boolean} [choice.certainty]
 * @returns {Blueprint}
 */
export function ownBlueprint(bank, { by, items, kinds, count, minutes, certainty = false }) {
  /** @type {(all: readonly string[], chosen: { includes: (item: string) => boolean } | null) => string[] | null} */
  const some = (all, chosen) => (!chosen || all.every((item) => chosen.includes(item)) ? null : all.filter((item) => chosen.includes(item)));
  const wanted = { scope: { by, items: some(itemsOf(bank, by), items) }, kinds: some([...LETTERS], kinds)?.join('') ?? null };
  const most = pool(bank, wanted).length;
  const questions = count === 'all' ? most : count;
  const paced = Math.max(1, Math.round((Math.min(questions, most) * bank.pace) / 60));
  return {
    ...wanted,
    id: OWN,
    title: word('paper.your-own'),
    minutes: minutes === 'pace' ? paced : minutes,
    questions,
    pass: 0.6,
    draw: by === 'topics' ? 'syllabus' : 'lectures',
    quotas: [],
    pause: true,
    certainty,
  };
}
