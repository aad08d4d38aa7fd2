// The words of the page that scripts say, in one place: the voice of a good invigilator.
/** @import { Result } from './scoring.js' */
/** @import { Standing } from './progress.js' */

export const WORDS = {
  right: 'Correct',
  wrong: 'Your answer: not this one',
  notThis: 'Not this one',
  missed: 'The correct answer',
  missedToo: 'This one too',
  explanation: 'Explanation',
  othersExplained: 'Every option is now explained',
  chooseFirst: 'Choose an answer first',
  typeFirst: 'Type an answer first',
  numberFirst: 'Type a number, such as 3.5',
  matchFirst: 'Choose a partner first',
  atTop: 'Already first',
  atBottom: 'Already last',
  inPlace: 'In its place',
  copied: 'Copied',
  codeCopied: 'Code copied',
  copyByKey: 'Press Ctrl C',
  noStorage: 'This browser does not let the site keep your answers. They last until you close this page.',
  fullStorage: 'This browser has no room left for your answers. They last until you close this page.',
};

/**
 * "1 question", "12 questions"
 * @param {number} count
 * @param {string} noun
 * @returns {string}
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
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
  return `${marksText(marks)} of ${of}`;
}

/**
 * @param {Result} result
 * @returns {string}
 */
export function marksOfMarks(result) {
  return `${marksOf(result)} mark${result.of === 1 ? '' : 's'}`;
}

/**
 * What a question's chip says to those who cannot see it.
 * @param {Standing} standing
 * @returns {string}
 */
export function standingText({ state, marks, of, latest }) {
  const words = {
    none: 'not answered',
    blank: 'not answered',
    seen: 'answer seen first, not scored',
    right: 'correct',
    wrong: 'wrong',
    part: marksOfMarks({ marks, of, verdict: 'part' }),
  };
  return words[state] + (latest === 'right' && state !== 'right' ? ', right since' : '');
}

/**
 * "A", "A and C", "A, B and C"
 * @param {string[]} items
 * @returns {string}
 */
export function listed(items) {
  return [items.slice(0, -1).join(', '), ...items.slice(-1)].filter(Boolean).join(' and ');
}

/**
 * @param {number} place from 0
 * @returns {string} the letter of that place: A, B … Z, then AA
 */
export function letter(place) {
  return (place < 26 ? '' : letter(Math.floor(place / 26) - 1)) + String.fromCharCode(65 + (place % 26));
}

/**
 * @param {string} language of the page
 * @returns {string | undefined} how dates are written there: in English the day comes first
 */
export function localeOf(language) {
  return language === 'en' ? 'en-GB' : language || undefined;
}
