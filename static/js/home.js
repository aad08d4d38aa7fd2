// What runs on the home page. Nothing else belongs here.
import { basePath, siteTools } from './adapters/tools.js';
import { courseMap } from './components/course-map.js';
import { EVERY_PAGE } from './components/every-page.js';
import { examDate } from './components/exam-date.js';
import { homeToday } from './components/home-today.js';
import { start } from './components/start.js';
import { update } from './components/update.js';

start(
  document,
  [
    ...EVERY_PAGE,
    ['[data-lp="update"]', update],
    ['[data-exam-date]', examDate],
    ['[data-lp="home"]', courseMap],
    ['.today', homeToday],
  ],
  siteTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
