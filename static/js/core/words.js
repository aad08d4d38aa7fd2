// How words are put together, and what several pages say.
/** @import { Result } from './scoring.js' */
/** @import { Standing } from './progress.js' */
import { word } from './catalogue.js';

/** How dates and lists are written. */
export const LOCALE = word('language.locale');

const CATEGORIES = word('language.plurals').split('|');

/**
 * A text of the catalogue with what it leaves open filled in, numbers as the language writes them, and in the form that
 * the number `n` takes.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function say(text, values) {
  const forms = text.split('|');
  const form = forms[1] ? forms[CATEGORIES.indexOf(new Intl.PluralRules(LOCALE).select(/** @type {number} */ (values.n)))] : text;
  return form.replace(/\{(\w+)\}/g, (_, name) => /** @type {number} */ (values[name]).toLocaleString(LOCALE));
}

/**
 * Marks as an examiner writes them, rounded down to halves: 2, 2½, ½.
 * @param {number} marks
 * @returns {string}
 */
export function marksText(marks) {
  const halves = Math.floor(marks * 2 + 1e-9);
  const whole = Math.floor(halves / 2);
  return halves % 2 === 1 ? `${whole || ''}½` : `${whole}`;
}

/**
 * @param {{ marks: number, of: number, verdict?: Result['verdict'] }} result
 * @returns {string}
 */
export function marksOf({ marks, of }) {
  return say(word('question.score-now'), { marks: marksText(marks), of });
}

/**
 * @param {{ marks: number, of: number }} result
 * @returns {string}
 */
export function marksOfMarks({ marks, of }) {
  return say(word('question.score-marks'), { marks: marksText(marks), n: of });
}

/**
 * A share from 0 to 1 in whole per cent.
 * @param {number} share
 * @returns {string}
 */
export function percent(share) {
  return say(word('language.percent'), { n: Math.round(100 * share) });
}

/**
 * What a question's chip says to those who cannot see it.
 * @param {Standing} standing
 * @returns {string}
 */
export function standingText({ state, marks, of, latest }) {
  const words = {
    none: word('question.not-answered'),
    blank: word('question.not-answered'),
    seen: word('question.seen-first'),
    right: word('question.is-right'),
    wrong: word('question.is-wrong'),
    part: marksOfMarks({ marks, of }),
  };
  return latest === 'right' && state !== 'right' ? say(word('question.right-since'), { state: words[state] }) : words[state];
}

/**
 * "A", "A and C", "A, B and C"
 * @param {string[]} items
 * @returns {string}
 */
export function listed(items) {
  return new Intl.ListFormat(LOCALE).format(items);
}

/**
 * @param {number} place from 0
 * @returns {string} the letter of that place: A, B … Z, then AA
 */
export function letter(place) {
  return (place < 26 ? '' : letter(Math.floor(place / 26) - 1)) + String.fromCharCode(65 + (place % 26));
}
