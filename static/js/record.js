// What runs on the pages of a student's own record, the mistake book and the progress. Nothing else belongs here.
import { examTools } from './adapters/exam-tools.js';
import { basePath } from './adapters/tools.js';
import { EVERY_PAGE } from './components/every-page.js';
import { examHistory } from './components/exam-history.js';
import { mistakeBook } from './components/mistake-book.js';
import { progressPage } from './components/progress-page.js';
import { start } from './components/start.js';
import { update } from './components/update.js';
import { yourData } from './components/your-data.js';

start(
  document,
  [
    ...EVERY_PAGE,
    ['[data-lp="update"]', update],
    ['[data-lp="exam-history"]', examHistory],
    ['[data-lp="mistakes"]', mistakeBook],
    ['[data-lp="progress"]', progressPage],
    ['[data-lp="your-data"]', yourData],
  ],
  examTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
