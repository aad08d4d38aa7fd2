// A paper, whole: questions, order, key and time as they were when it was drawn, so that an attempt outlives a change of
// the course.
/** @import { Bank, Blueprint } from './blueprint.js' */
/** @import { Drawn } from './draw.js' */
/** @import { PaperQuestion, PaperRecord } from './progress.js' */
/** @import { Question } from './scoring.js' */
import { SECTIONS, sectionPlace } from './blueprint.js';
import { SCHEMA } from './progress.js';
import { hash, randomFrom, scramble, shuffle } from './random.js';

/**
 * A question as the lecture's piece holds it. `choices`: how many there are to shuffle; `fixed`: those that keep their place.
 * @typedef {object} PieceQuestion
 * @property {Question & { choices?: number, fixed?: number[] }} data
 * @property {string} label
 * @property {string} stem
 * @property {PaperQuestion['see']} see
 * @property {string} html
 */

/**
 * @param {PieceQuestion['data']} data
 * @param {string} name of the paper
 * @returns {number[] | null}
 */
function shuffledOrder(data, name) {
  const random = randomFrom(hash(`${name} choices ${data.id}`));
  switch (data.kind) {
    case 'single':
    case 'multiple':
      return shuffle(data.choices ?? 0, random, (index) => data.keepOrder === true || data.fixed?.includes(index) === true);
    case 'ordering':
      return scramble(data.count, random);
    case 'matching':
      return shuffle(data.choices ?? data.count, random);
    default:
      return null;
  }
}

/**
 * @param {Bank} bank
 * @param {Blueprint} blueprint
 * @param {Drawn} drawn
 * @param {ReadonlyMap<string, readonly PieceQuestion[]>} pieces by lecture
 * @param {string} id of the attempt
 * @returns {PaperRecord}
 */
export function makePaper(bank, blueprint, { picked, name, code }, pieces, id) {
  const minutes = blueprint.minutes && blueprint.minutes * (blueprint.extra ?? 1);
  const titles = new Map(bank.topics.map((topic) => [topic.id, topic.title]));
  return {
    schema: SCHEMA,
    id,
    code,
    title: blueprint.title,
    exam: blueprint.scope ? '' : blueprint.id,
    limit: minutes && minutes * 60_000,
    pace: minutes ? (minutes * 60_000) / picked.length : bank.pace * 1000,
    pass: blueprint.pass,
    pause: blueprint.pause,
    certainty: blueprint.certainty,
    questions: picked.map((question) => {
      const piece = pieces.get(question.lecture.slug)?.find(({ data }) => data.id === question.id);
      if (!piece) throw new Error(`The question ${question.id} is not where the page says.`);
      const { data, label, stem, see, html } = piece;
      const { slug, label: number, title, url } = question.lecture;
      return {
        data,
        label,
        stem,
        see,
        html,
        order: shuffledOrder(data, name),
        section: SECTIONS[sectionPlace(question.kind)][0],
        lecture: { slug, label: number, title, url },
        topics: question.topics.map((topic) => ({ id: topic, title: titles.get(topic) ?? '' })),
      };
    }),
  };
}

/**
 * The same paper once more, or some of its questions with their share of its time.
 * @param {PaperRecord} paper
 * @param {string} id of the new attempt
 * @param {readonly number[]} [numbers] of the questions
 * @returns {PaperRecord}
 */
export function againPaper(paper, id, numbers) {
  if (!numbers) return { ...paper, id };
  const share = numbers.length / paper.questions.length;
  const questions = paper.questions.filter((_, number) => numbers.includes(number));
  return { ...paper, id, code: '', exam: '', limit: paper.limit && Math.ceil(paper.limit * share), questions };
}
