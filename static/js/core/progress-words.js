// The words of the progress page and of the home page's first boxes.
/** @import { Advice, Mastery } from './mastery.js' */
import { word } from './catalogue.js';
import { percent, say } from './words.js';

/**
 * "72%, most likely between 55% and 84%: 12 of 20 cards answered"
 * @param {Mastery} mastery
 * @returns {string}
 */
export function masteryText({ share, low, high, was, seen, count }) {
  if (seen === 0) return say(word('progress.unseen'), { n: count });
  const values = { share: percent(share), low: percent(low), high: percent(high), seen, n: count };
  return was === null ? say(word('progress.mastery'), values) : say(word('progress.mastery-before'), { ...values, was: percent(was) });
}

/**
 * What to do, why, and what the button says.
 * @param {Advice} advice
 * @returns {{ what: string, why: string, go: string, url: string }}
 */
export function adviceText(advice) {
  switch (advice.kind) {
    case 'review':
      return { what: word('progress.advice-review'), why: say(word('progress.advice-review-why'), { n: advice.cards }), go: word('progress.advice-review'), url: 'review.html' };
    case 'weak': {
      const { label, title, url, share, seen } = advice.lecture;
      const why = say(word('progress.advice-weak-why'), { share: percent(share), n: seen });
      return { what: `${label} ${title}`.trim(), why, go: word('progress.advice-weak-go'), url };
    }
    case 'read': {
      const { label, title, url, sections } = advice.lecture;
      const why = advice.read > 0 ? say(word('progress.advice-read-why'), { read: advice.read, n: sections }) : word('progress.advice-not-begun');
      return { what: `${label} ${title}`.trim(), why, go: word('progress.advice-read-go'), url };
    }
    case 'mistakes':
      return { what: word('progress.advice-mistakes'), why: say(word('progress.advice-mistakes-why'), { n: advice.count }), go: word('progress.advice-mistakes-go'), url: 'mistakes.html' };
    case 'exam':
      return { what: word('progress.advice-exam'), why: say(word('progress.advice-exam-why'), { n: advice.left }), go: word('progress.advice-exam-go'), url: 'mock-exam.html' };
  }
}
