// The answer sheet is the palette: a row a question, with what was answered, as on a machine-read sheet in the exam hall.
/** @import { Sitting } from '../core/attempt.js' */
/** @import { PaperQuestion } from '../core/progress.js' */
/** @import { Response } from '../core/scoring.js' */
import { isBlank } from '../core/attempt.js';
import { sectionTitles } from '../core/exam-words.js';
import { word } from '../core/catalogue.js';
import { letter, say } from '../core/words.js';
import { all, make, one } from './dom.js';
import { fill, rowOf } from './rows.js';

/**
 * @param {PaperQuestion} question
 * @param {Response} response
 * @returns {string[]} the letters of what was chosen, as the page shows them
 */
function lettersOf({ data, order }, response) {
  if (!Array.isArray(response) || !('key' in data)) return [];
  return response.map((choice) => letter(order ? order.indexOf(Number(choice)) : Number(choice))).sort();
}

/**
 * @param {PaperQuestion} question
 * @returns {HTMLElement[]} a bubble a choice, or a line to write on
 */
function bubblesOf({ data, order, html, tree }) {
  if (!('key' in data)) return [make('span', 'line')];
  const count = order?.length ?? (html ?? JSON.stringify(tree)).split(/data-choice="|"data-choice":/).length - 1;
  return Array.from({ length: count }, (_, place) => make('i', '', [letter(place)]));
}

/**
 * @param {HTMLElement} omr
 * @param {(number: number) => void} go
 */
export function answerSheet(omr, go) {
  /** @type {HTMLElement[]} */
  let rows = [];
  omr.addEventListener('click', ({ target }) => {
    const number = rows.findIndex((row) => target instanceof Node && row.contains(target));
    if (number >= 0) go(number);
  });
  /**
   * @param {Sitting} sitting
   * @param {number} number
   */
  const paint = ({ paper, responses, attempt }, number) => {
    const [row, question, { response, flagged }] = [rows[number], paper.questions[number], responses[number]];
    if (!row) return;
    const isAnswered = !isBlank(response);
    const letters = lettersOf(question, response);
    const [usual, marked] = isAnswered
      ? [word('sitting.row-answered'), word('sitting.row-answered-flagged')]
      : [word('sitting.row-blank'), word('sitting.row-blank-flagged')];
    fill(row, { text: say(flagged ? marked : usual, { number: number + 1, letters: letters.join(' ') }) });
    for (const bubble of all(row, '[data-f="bubbles"] > *')) {
      bubble.classList.toggle('on', bubble.matches('.line') ? isAnswered : letters.includes(bubble.textContent));
    }
    row.toggleAttribute('data-flag', flagged);
    if (attempt.current === number) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  };
  return {
    paint,
    /** @param {Sitting} sitting */
    count: ({ responses }) => {
      const answered = responses.filter(({ response }) => !isBlank(response)).length;
      fill(omr, { count: say(word('sitting.sheet-count'), { answered, of: responses.length }) });
    },
    /** @param {Sitting} sitting */
    build: (sitting) => {
      const { questions } = sitting.paper;
      const sections = sectionTitles(questions).map(({ section, title }) => {
        const part = rowOf(omr, 'omr-section');
        fill(part, { title: say(word('section.title'), { section: title }) });
        questions.forEach((question, number) => {
          if (question.section !== section) return;
          rows[number] = rowOf(omr, 'omr');
          fill(rows[number], { number: `${number + 1}` });
          one(rows[number], '[data-f="bubbles"]')?.replaceChildren(...bubblesOf(question));
          one(part, '[data-rows]')?.append(rows[number]);
        });
        return part;
      });
      one(omr, '[data-rows]')?.replaceChildren(...sections);
      for (const number of rows.keys()) paint(sitting, number);
    },
    clear: () => {
      rows = [];
      one(omr, '[data-rows]')?.replaceChildren();
    },
  };
}
