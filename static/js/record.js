// What runs on the pages of a student's own record, the mistake book and the progress. Nothing else belongs here.
import { examTools } from './adapters/exam-tools.js';
import { basePath } from './adapters/tools.js';
import { displayPanel } from './components/display-settings.js';
import { erased } from './components/erased.js';
import { examHistory } from './components/exam-history.js';
import { menu } from './components/menu.js';
import { mistakeBook } from './components/mistake-book.js';
import { progressPage } from './components/progress-page.js';
import { searchButton } from './components/search-button.js';
import { start } from './components/start.js';
import { status } from './components/status.js';
import { storageWarning } from './components/storage-warning.js';
import { update } from './components/update.js';
import { yourData } from './components/your-data.js';

// Those that listen come before those that speak.
start(
  document,
  [
    ['#lp-say', status],
    ['body', erased],
    ['[data-lp="storage-warning"]', storageWarning],
    ['[data-lp="update"]', update],
    ['[data-lp="display"]', displayPanel],
    ['#lp-menu', menu],
    ['[data-lp="search"]', searchButton],
    ['[data-lp="exam-history"]', examHistory],
    ['[data-lp="mistakes"]', mistakeBook],
    ['[data-lp="progress"]', progressPage],
    ['[data-lp="your-data"]', yourData],
  ],
  examTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
