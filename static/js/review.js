// What runs on the page of the review. Nothing else belongs here.
import { examTools } from './adapters/exam-tools.js';
import { basePath } from './adapters/tools.js';
import { displayPanel } from './components/display-settings.js';
import { erased } from './components/erased.js';
import { menu } from './components/menu.js';
import { review } from './components/review.js';
import { searchButton } from './components/search-button.js';
import { start } from './components/start.js';
import { status } from './components/status.js';
import { storageWarning } from './components/storage-warning.js';
import { update } from './components/update.js';

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
    ['[data-lp="review"]', review],
  ],
  examTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
