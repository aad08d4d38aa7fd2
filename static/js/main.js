// What runs where. Nothing else belongs here.
import { basePath, siteTools } from './adapters/tools.js';
import { answerKey } from './components/answer-key.js';
import { copyCode } from './components/copy-code.js';
import { courseNav } from './components/course-nav.js';
import { EVERY_PAGE } from './components/every-page.js';
import { glossaryFilter } from './components/glossary-filter.js';
import { printButton } from './components/print.js';
import { question } from './components/question.js';
import { reading } from './components/reading.js';
import { scoreStrip } from './components/score-strip.js';
import { scrollSpy } from './components/scroll-spy.js';
import { start } from './components/start.js';
import { update } from './components/update.js';

start(
  document,
  [
    ...EVERY_PAGE,
    ['[data-lp="update"]', update],
    ['[data-lp="course-nav"]', courseNav],
    ['[data-lp="content"]', reading],
    ['[data-lp="practice"]', scoreStrip],
    ['.answer-key-sheet', answerKey],
    ['[data-lp="question"]', question],
    ['body:has(.toc)', scrollSpy],
    ['[data-act="copy"]', copyCode],
    ['[data-act="print"]', printButton],
    ['[data-lp="glossary"]', glossaryFilter],
  ],
  siteTools(basePath(/** @type {HTMLScriptElement} */ (document.currentScript).src)),
);
