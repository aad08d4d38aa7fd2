// What runs on the page of the review. Nothing else belongs here.
import { examTools } from './adapters/exam-tools.js';
import { basePath } from './adapters/tools.js';
import { EVERY_PAGE } from './components/every-page.js';
import { review } from './components/review.js';
import { start } from './components/start.js';
import { update } from './components/update.js';

start(
  document,
  [
    ...EVERY_PAGE,
    ['[data-lp="update"]', update],
    ['[data-lp="review"]', review],
  ],
  examTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
