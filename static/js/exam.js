// What runs on the page of the mock exam. Nothing else belongs here.
import { examTools } from './adapters/exam-tools.js';
import { basePath } from './adapters/tools.js';
import { EVERY_PAGE } from './components/every-page.js';
import { examHistory } from './components/exam-history.js';
import { exam } from './components/exam.js';
import { start } from './components/start.js';

start(
  document,
  [
    ...EVERY_PAGE,
    ['[data-lp="exam"]', exam],
    ['[data-lp="exam-history"]', examHistory],
  ],
  examTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
