// The words of the review and of the plan.
import { word } from './catalogue.js';
import { LOCALE, percent, say } from './words.js';

/**
 * How long until a card is asked again: "in 10 min", "in 5 days".
 * @param {number} milliseconds
 * @returns {string}
 */
export function laterText(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const days = Math.round(minutes / 1440);
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 1440 ? [Math.round(minutes / 60), 'hour'] : days < 60 ? [days, 'day'] : days < 700 ? [Math.round(days / 30.4), 'month'] : [Math.round(days / 365), 'year'];
  return new Intl.RelativeTimeFormat(LOCALE, { style: 'short' }).format(Number(count), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}

/**
 * What is left for today, as the end of a session says it.
 * @param {{ answered: number, tomorrow: number }} session
 * @returns {string}
 */
export function doneText({ answered, tomorrow }) {
  const done = answered > 0 ? `${say(word('review.done-cards'), { n: answered })} ` : '';
  return done + (tomorrow > 0 ? say(word('review.done-tomorrow'), { n: tomorrow }) : word('review.done-nothing'));
}

/**
 * @param {{ left: number, known: number, without: number, cards: number }} plan shares from 0 to 1; `left`: days
 * @returns {string}
 */
export function planText({ left, known, without, cards }) {
  const when = left === 0 ? word('plan.exam-today') : say(word('plan.exam-days'), { n: left });
  return `${when} ${say(word('plan.known'), { known: percent(known), n: cards, without: percent(without) })}`;
}
