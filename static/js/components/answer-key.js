import { all, listen } from './dom.js';

/**
 * The key that is printed at the end, far from the questions: its letters follow what the page shows.
 * @param {HTMLElement} key
 */
export function answerKey(key) {
  listen('letters', ({ question, letters }) => {
    for (const place of all(key, '[data-key-for]')) if (place.dataset.keyFor === question) place.textContent = letters;
  });
}
