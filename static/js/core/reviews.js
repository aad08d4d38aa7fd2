// The cards of a course, and what is known of each: worked out from all that was ever answered, in practice, in exams and in
// reviews. Nothing of it is stored, so that two devices merge by merging what was done on them.
/** @import { Memory, Rating } from './fsrs.js' */
/** @import { AnswerRecord, OutcomeRecord, ReviewRecord } from './progress.js' */
/** @import { Verdict } from './scoring.js' */
import { reviewed } from './fsrs.js';

/**
 * A lecture of the deck. `piece` and `cards`: the files of its questions and of its other cards. `topics` are places in the
 * deck's list; `questions` are ids, with topics of their own where they have some.
 * @typedef {object} DeckLecture
 * @property {string} slug
 * @property {string} label
 * @property {string} title
 * @property {string} url
 * @property {number} minutes
 * @property {number} sections
 * @property {string} piece
 * @property {string} cards
 * @property {number[]} topics
 * @property {(string | [string, number[]])[]} questions
 * @property {string[]} others
 */
/**
 * What there is to review: the file `deck.js`.
 * @typedef {{ title: string, exam: string, pass: number, topics: { id: string, title: string }[], lectures: DeckLecture[] }} Deck
 */
/**
 * @typedef {{ id: string, lecture: DeckLecture, topics: number[], isQuestion: boolean }} DeckCard
 */
/**
 * One review of a card, whatever it was: `id` is its try's, its response's, or its own.
 * @typedef {{ id: string, card: string, at: number, rating: Rating }} Review
 */
/**
 * All that reviews are made of.
 * @typedef {{ answers: readonly AnswerRecord[], outcomes: readonly OutcomeRecord[], reviews: readonly ReviewRecord[] }} Done
 */

/** Who has just seen an answer and gives it knows nothing yet. */
const IN_VIEW = 60_000;

/** @type {Readonly<Record<Verdict, Rating | null>>} */
const RATINGS = { right: 3, part: 2, wrong: 1, blank: null };

/**
 * @param {Verdict} verdict
 * @returns {Rating | null} what a mark says of how well it was known; null: nothing
 */
export function ratingOf(verdict) {
  return RATINGS[verdict];
}

/**
 * @param {Deck} deck
 * @returns {DeckCard[]} in the order of the course
 */
export function cardsOf({ lectures }) {
  return lectures.flatMap((lecture) => [
    ...lecture.questions.map((entry) => {
      const [id, topics] = typeof entry === 'string' ? [entry, lecture.topics] : entry;
      return { id, lecture, topics, isQuestion: true };
    }),
    ...lecture.others.map((id) => ({ id, lecture, topics: lecture.topics, isQuestion: false })),
  ]);
}

/**
 * The question of a printed paper is that of its lecture.
 * @param {string} question
 * @returns {string}
 */
function cardOf(question) {
  return question.replace(/^exams\/[^/]+\//, '');
}

/**
 * Every review of every card, in order of time.
 * @param {Done} done
 * @returns {Review[]}
 */
export function reviewsOf({ answers, outcomes, reviews }) {
  const valid = reviews.filter(({ undone }) => undone === null).sort((a, b) => a.at - b.at);
  const own = new Set(valid.map(({ id }) => id));
  /** @type {Map<string, Rating>} */
  const refined = new Map(valid.flatMap(({ of, rating }) => (of === null ? [] : [[of, rating]])));
  /** @type {(Review | { id: string, card: string, at: number, rating: null })[]} */
  const all = valid.filter(({ of }) => of === null);
  for (const { question, tries, revealed } of answers) {
    const card = cardOf(question);
    if (revealed !== null) all.push({ id: `${question} seen`, card, at: revealed, rating: null });
    for (const { id, at, result } of tries) all.push({ id, card, at, rating: refined.get(id) ?? ratingOf(result.verdict) });
  }
  for (const { id, question, at, verdict } of outcomes) all.push({ id, card: cardOf(question), at, rating: ratingOf(verdict) });
  all.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  /** @type {Map<string, number>} */
  const seen = new Map();
  /** @type {Review[]} */
  const found = [];
  for (const { id, card, at, rating } of all) {
    const isInView = at - (seen.get(card) ?? -Infinity) < IN_VIEW;
    const isOwnWord = refined.has(id) || own.has(id);
    if (rating !== null && (isOwnWord || !isInView)) found.push({ id, card, at, rating });
    seen.set(card, at);
  }
  return found;
}

/**
 * @param {readonly Review[]} reviews in order of time
 * @returns {Map<string, Memory>} by card
 */
export function memories(reviews) {
  /** @type {Map<string, Memory>} */
  const known = new Map();
  for (const { card, rating, at } of reviews) known.set(card, reviewed(known.get(card) ?? null, rating, at));
  return known;
}
