// The words of the review and of the plan.
import { counted } from './words.js';

export const REVIEW_WORDS = {
  fetching: 'Fetching the cards…',
  notFetched: 'The cards could not be fetched. Check your connection and load the page again.',
  answerShown: 'Answer shown',
  undone: 'Last rating undone',
  noDate: 'No exam date is set: cards come back when they are about to slip.',
  over: 'The exam is over. Cards come back when they are about to slip.',
  saved: 'Plan saved',
  calendar: 'Calendar saved as a file',
  today: 'Today',
};

/**
 * How long until a card is asked again: "in 10 min", "in 5 days".
 * @param {number} milliseconds
 * @param {string} language
 * @returns {string}
 */
export function laterText(milliseconds, language) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const days = Math.round(minutes / 1440);
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 1440 ? [Math.round(minutes / 60), 'hour'] : days < 60 ? [days, 'day'] : days < 700 ? [Math.round(days / 30.4), 'month'] : [Math.round(days / 365), 'year'];
  return new Intl.RelativeTimeFormat(language || undefined, { style: 'short' }).format(Number(count), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}

/**
 * What is left for today, as the end of a session says it.
 * @param {{ answered: number, tomorrow: number }} session
 * @returns {string}
 */
export function doneText({ answered, tomorrow }) {
  const done = answered > 0 ? `${counted(answered, 'card')} reviewed today. ` : '';
  return `${done}${tomorrow > 0 ? `Next: ${counted(tomorrow, 'card')} tomorrow.` : 'Nothing is due tomorrow either.'}`;
}

/**
 * @param {{ left: number, known: number, without: number, cards: number }} plan shares from 0 to 1; `left`: days
 * @returns {string}
 */
export function planText({ left, known, without, cards }) {
  const when = left === 0 ? 'The exam is today.' : `${counted(left, 'day')} to the exam.`;
  return `${when} If you keep to the plan you will know about ${percent(known)} of ${counted(cards, 'card')} on the day; if you stop today, about ${percent(without)}.`;
}

/**
 * @param {number} share
 * @returns {string}
 */
export function percent(share) {
  return `${Math.round(100 * share)}%`;
}
