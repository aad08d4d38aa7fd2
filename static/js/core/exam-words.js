// The words of the exam's pages. They are apart from the others because lecture pages do not need them.
/** @import { Results } from './results.js' */
/** @import { Marks, PaperQuestion } from './progress.js' */
import { SECTIONS } from './blueprint.js';
import { word } from './catalogue.js';
import { LOCALE, letter, listed, marksText, percent, say } from './words.js';

/** How an exam stands. */
export const ATTEMPT = {
  sitting: word('history.sitting'),
  paused: word('history.paused'),
  marking: word('history.marking'),
  passed: word('history.passed'),
  failed: word('history.failed'),
};

/** How a question went, in a word or two. */
export const STATUS = {
  right: word('status.right'),
  wrong: word('status.wrong'),
  part: word('status.part'),
  blank: word('status.blank'),
  unmarked: word('status.unmarked'),
};

/** @type {Readonly<Record<PaperQuestion['section'], string>>} */
const ASKED = { choose: word('section.choose'), fill: word('section.fill'), write: word('section.write') };

/**
 * The sections that a paper has, lettered from A in order.
 * @param {readonly PaperQuestion[]} questions
 * @returns {{ section: PaperQuestion['section'], title: string }[]}
 */
export function sectionTitles(questions) {
  return SECTIONS.map(([section]) => section)
    .filter((section) => questions.some((each) => each.section === section))
    .map((section, place) => ({ section, title: say(word('section.lettered'), { letter: letter(place), title: ASKED[section] }) }));
}

/**
 * As a clock shows it: 18:47, or 1:02:03. A second that has begun counts whole.
 * @param {number} ms
 * @returns {string}
 */
export function clockText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = hours > 0 ? [hours, `${minutes}`.padStart(2, '0')] : [minutes];
  return [...parts, `${rest}`.padStart(2, '0')].join(':');
}

/**
 * As it is said: "18 minutes 47 seconds".
 * @param {number} ms
 * @returns {string}
 */
export function spokenTime(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [minutes > 0 && say(word('count.minutes'), { n: minutes }), (rest > 0 || minutes === 0) && say(word('count.seconds'), { n: rest })].filter(Boolean).join(' ');
}

/**
 * @param {'half' | '5' | '1'} left
 * @param {number | null} limit
 * @returns {string}
 */
export function timeWarning(left, limit) {
  if (left === 'half') return say(word('sitting.half-left'), { time: spokenTime((limit ?? 0) / 2) });
  return say(word('sitting.minutes-left'), { n: Number(left) });
}

/**
 * A share in whole per cent. What is just below the pass mark, or just below full marks, never looks like it.
 * @param {Marks} marks
 * @param {number} [pass] a share from 0 to 1
 * @returns {number}
 */
export function percentOf({ marks, of }, pass = 1) {
  const share = of > 0 ? marks / of : 0;
  const rounded = Math.round(100 * share);
  return [pass, 1].some((line) => share < line && rounded >= 100 * line) ? Math.floor(100 * share) : rounded;
}

/**
 * @param {number} marks may be negative, where being sure and wrong has cost marks
 * @returns {string}
 */
export function signedMarks(marks) {
  return marks < 0 ? `−${marksText(-marks)}` : marksText(marks);
}

/**
 * @param {Results} results
 * @param {boolean} isFinal
 * @returns {string}
 */
export function headline(results, isFinal) {
  const share = results.of > 0 ? results.marks / results.of : 0;
  if (!isFinal) return word('result.headline-open');
  if (share === 1) return word('result.headline-full');
  if (results.passes) return share >= 0.85 ? word('result.headline-clear') : word('result.headline-pass');
  return share > 0.4 ? word('result.headline-near') : word('result.headline-far');
}

/**
 * The result in plain words: what it is, what cost most, and what to do next.
 * @param {Results} results
 * @param {{ used: number, limit: number | null, pass: number, isTimeUp: boolean, isFinal: boolean }} attempt
 * @returns {string}
 */
export function sentence(results, { used, limit, pass, isTimeUp, isFinal }) {
  const minutes = Math.max(1, Math.round(used / 60_000));
  const most = limit === null ? minutes : Math.round(limit / 60_000);
  const taken = say(limit === null ? word('count.minutes') : word('result.minutes-of'), { used: Math.min(minutes, most), n: most });
  return [
    isTimeUp ? word('result.time-up') : '',
    say(isFinal ? word('result.in-time') : word('result.in-time-open'), { percent: percent(percentOf(results, pass) / 100), taken }),
    results.certain ? say(word('result.certain'), { marks: signedMarks(results.certain.marks), of: results.certain.of }) : '',
    isFinal ? advice(results) : word('result.mark-written'),
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * @param {Results} results
 * @returns {string}
 */
function advice({ topics, reread, marks, of }) {
  if (marks === of) return word('result.nothing-to-read');
  const [weakest] = topics.filter((topic) => topic.marks < topic.of).sort((a, b) => b.of - b.marks - (a.of - a.marks) || a.marks / a.of - b.marks / b.of);
  const places = reread.slice(0, 2).map(({ label, title, url }) => {
    const place = label || say(word('result.place-title'), { title });
    return url.includes('#') ? place : say(word('result.place-lecture'), { place });
  });
  return [
    weakest && topics.length > 1 ? say(word('result.cost-most'), { topic: weakest.title }) : '',
    places.length > 0 ? say(word('result.read-again'), { places: listed(places) }) : word('result.look-through'),
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * @param {number} at
 * @returns {string} "3 May 2027"
 */
export function dateText(at) {
  return new Date(at).toLocaleDateString(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
}
