// What runs on the home page. Nothing else belongs here.
import { basePath, siteTools } from './adapters/tools.js';
import { courseMap } from './components/course-map.js';
import { displayPanel } from './components/display-settings.js';
import { erased } from './components/erased.js';
import { examDate } from './components/exam-date.js';
import { homeToday } from './components/home-today.js';
import { menu } from './components/menu.js';
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
    ['[data-exam-date]', examDate],
    ['[data-lp="home"]', courseMap],
    ['.today', homeToday],
  ],
  siteTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
