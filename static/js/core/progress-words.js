// The words of the progress page and of the home page's first boxes.
/** @import { Advice, Mastery } from './mastery.js' */
import { percent } from './review-words.js';
import { counted } from './words.js';

export const PROGRESS_WORDS = {
  unseen: 'not answered yet',
  nothing: 'Nothing has been answered yet. Whatever you do from now on shows here.',
  perDay: 'answers and sections read',
};

/**
 * "72%, most likely between 55% and 84%: 12 of 20 cards answered"
 * @param {Mastery} mastery
 * @returns {string}
 */
export function masteryText({ share, low, high, was, seen, count }) {
  if (seen === 0) return `${PROGRESS_WORDS.unseen}, ${counted(count, 'card')}`;
  const before = was === null ? '' : `; two weeks ago ${percent(was)}`;
  return `${percent(share)}, most likely between ${percent(low)} and ${percent(high)}: ${seen} of ${counted(count, 'card')} answered${before}`;
}

/**
 * What to do, why, and what the button says.
 * @param {Advice} advice
 * @returns {{ what: string, why: string, go: string, url: string }}
 */
export function adviceText(advice) {
  switch (advice.kind) {
    case 'review':
      return { what: 'Review', why: `${counted(advice.cards, 'card')} for today.`, go: 'Review', url: 'review.html' };
    case 'weak': {
      const { label, title, url, share, seen } = advice.lecture;
      const why = `About ${percent(share)} known, by ${counted(seen, 'card')}: below the pass mark.`;
      return { what: `${label} ${title}`.trim(), why, go: 'Read again', url };
    }
    case 'read': {
      const { label, title, url, sections } = advice.lecture;
      const why = advice.read > 0 ? `${advice.read} of ${counted(sections, 'section')} read.` : 'Not begun.';
      return { what: `${label} ${title}`.trim(), why, go: 'Read', url };
    }
    case 'mistakes':
      return { what: 'Mistake book', why: `${counted(advice.count, 'question')} to answer again.`, go: 'Retry', url: 'mistakes.html' };
    case 'exam':
      return { what: 'Mock exam', why: `${counted(advice.left, 'day')} left, and none sat in the last week.`, go: 'Set one', url: 'mock-exam.html' };
  }
}
