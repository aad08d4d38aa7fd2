// Pieces of a page as the templates make them, for tests of components.
/** @import { ExamTools } from '../../static/js/adapters/exam-tools.js' */
/** @import { Tools } from '../../static/js/adapters/tools.js' */
/** @import { PaperQuestion, PaperRecord } from '../../static/js/core/progress.js' */
import { Store } from '../../static/js/adapters/store.js';
import { all } from '../../static/js/components/dom.js';

let number = 0;

/**
 * Adds markup to the page in place of what the test before left there.
 * @param {string} markup
 * @returns {HTMLElement}
 */
export function show(markup) {
  const parsed = new DOMParser().parseFromString(`<main>${markup}</main>`, 'text/html').body;
  document.body.replaceChildren(...parsed.childNodes);
  return document.body;
}

/**
 * @param {Partial<Tools>} [some]
 * @returns {Tools}
 */
export function testTools(some = {}) {
  number += 1;
  let ids = 0;
  let now = 1000;
  return {
    store: new Store(`lecprep:/components/${Date.now()}-${number}/`),
    clock: {
      now: () => (now += 10),
      mono: () => performance.now(),
      today: () => new Date(2027, 0, 8, 12),
      later: (milliseconds, action) => {
        const timer = setTimeout(action, Math.min(milliseconds, 20));
        return () => clearTimeout(timer);
      },
    },
    visit: { seed: 7, newId: () => `t${(ids += 1)}-${number}` },
    settings: { load: () => ({}), save: () => {}, onChange: () => {} },
    base: '/components/',
    run: async () => {},
    worker: () => {
      throw new Error('there is no worker here');
    },
    ...some,
  };
}

/** @type {Record<string, { data: object, controls: string, foot?: string, scheme?: string }>} */
const QUESTIONS = {
  single: {
    data: { marks: 1, key: [2], keepOrder: false },
    controls: `<fieldset><div class="opts">${['Size', 'An adapter', 'Retrieval', 'None of the above']
      .map(
        (text, index) =>
          `<div class="opt" data-choice="${index}"${index === 3 ? ' data-fixed' : ''}><label><input type="radio" name="c" value="${index}"><span class="key">${'ABCD'[index]}</span><span class="txt">${text}</span></label><p class="state"></p><div class="why">Why ${text}.</div></div>`,
      )
      .join('')}</div></fieldset>`,
  },
  multiple: {
    data: { marks: 2, key: [0, 2], keepOrder: true },
    controls: `<fieldset><div class="opts">${['a', 'b', 'c', 'd'].map((text, index) => `<div class="opt" data-choice="${index}"><label><input type="checkbox" name="c" value="${index}"><span class="key">${'ABCD'[index]}</span><span class="txt">${text}</span></label><p class="state"></p></div>`).join('')}</div></fieldset>`,
  },
  numeric: {
    data: { marks: 1, value: 3.5, tolerance: 0.1, unit: 'GB' },
    controls: '<label for="n">Your answer</label><input id="n" name="answer">',
  },
  typed: { data: { marks: 1, accepted: ['LoRA'] }, controls: '<label for="t">Your answer</label><input id="t" name="answer">' },
  ordering: {
    data: { marks: 2, count: 4 },
    controls: `<ol class="order">${[2, 0, 3, 1].map((item) => `<li data-item="${item}"><span class="txt">item ${item}</span><span class="moves"><button type="button" data-move="up">Up</button><button type="button" data-move="down">Down</button></span></li>`).join('')}</ol>`,
  },
  matching: {
    data: { marks: 3, count: 3 },
    controls: [0, 1, 2]
      .map(
        (left) =>
          `<div class="match-row" data-left="${left}"><label for="m${left}">left ${left}</label><select id="m${left}"><option value="">Choose…</option>${[3, 1, 0, 2].map((right) => `<option value="${right}">right ${right}</option>`).join('')}</select></div>`,
      )
      .join(''),
  },
  short: {
    data: { marks: 3, points: [1, 2] },
    controls: '<textarea class="lines" name="answer" rows="3"></textarea>',
    foot: '',
    scheme:
      '<fieldset class="scheme"><label><input class="tickbox" type="checkbox" value="1">one</label><label><input class="tickbox" type="checkbox" value="2">two</label><output><span data-sum>0</span> of 3</output></fieldset>',
  },
  coding: {
    data: { marks: 2, points: [] },
    controls: '<textarea class="lines" name="answer" rows="3"></textarea>',
    foot: '',
    scheme:
      '<fieldset class="scheme"><select data-award><option value="">Choose…</option><option value="0">0</option><option value="1">1</option><option value="2">2</option></select><output><span data-sum>0</span> of 2</output></fieldset>',
  },
};

/**
 * The markup of one question of that kind; its id is the kind.
 * @param {string} kind
 * @param {object} [more] of its data
 * @returns {string}
 */
export function questionMarkup(kind, more = {}) {
  const { data, controls, foot, scheme = '' } = QUESTIONS[kind];
  const json = JSON.stringify({ id: kind, kind, version: '1', ...data, ...more }).replaceAll('"', '&quot;');
  return `<form class="q q--${kind}" id="q-${kind}" data-lp="question" data-question="${json}" novalidate>${controls}
    ${foot ?? '<div class="q-foot"><button type="submit" data-act="check">Check answer</button></div>'}
    <p class="verdict-line" data-verdict hidden></p>
    <details class="answer"><summary><span>Show answer and explanation</span></summary><div class="answer-body"><div class="answer-key"><p class="key-line">Answer: <span data-answer-key>C</span></p></div>${scheme}
    <p class="after"><button type="button" data-act="again">Try again</button><button type="button" data-act="others">Explain the rest</button><output class="q-got"></output></p></div></details></form>`;
}

const SECTION_OF = { single: 'choose', multiple: 'choose', short: 'write', coding: 'write' };

/**
 * A question of a paper, of that kind.
 * @param {string} kind
 * @param {Partial<PaperQuestion>} [more]
 * @returns {PaperQuestion}
 */
export function paperQuestion(kind, more = {}) {
  const form = new DOMParser().parseFromString(questionMarkup(kind), 'text/html').querySelector('form');
  if (!form) throw new Error('no form');
  form.insertAdjacentElement('afterbegin', Object.assign(document.createElement('div'), { className: 'q-head' }));
  return {
    data: JSON.parse(form.dataset.question ?? ''),
    label: '',
    stem: `A ${kind} question`,
    see: null,
    html: form.outerHTML,
    order: kind === 'single' || kind === 'multiple' ? [2, 0, 1, 3] : kind === 'ordering' ? [2, 0, 3, 1] : kind === 'matching' ? [3, 1, 0, 2] : null,
    section: /** @type {any} */ (SECTION_OF)[kind] ?? 'fill',
    lecture: { slug: 'a', label: '1', title: 'Lecture', url: 'lectures/a.html' },
    topics: [{ id: '1', title: 'Topic' }],
    ...more,
  };
}

/**
 * @param {string[]} kinds
 * @param {Partial<PaperRecord>} [more]
 * @returns {PaperRecord}
 */
export function paperOf(kinds, more = {}) {
  const some = { schema: 1, id: 'a1', code: 'full-00000-abc', title: 'Full', exam: 'full', limit: 600_000, pace: 60_000, pass: 0.6, pause: true, certainty: true };
  return { ...some, questions: kinds.map((kind) => paperQuestion(kind)), ...more };
}

/**
 * @param {Partial<ExamTools>} [some]
 * @returns {ExamTools}
 */
export function testExamTools(some = {}) {
  return {
    ...testTools(),
    lead: async () => ({ isLeader: () => true, take: async () => {}, close: () => {} }),
    pieces: async () => new Map(),
    isSparing: () => false,
    persist: async () => true,
    ...some,
  };
}

/** What the templates in templates/components/exam hold, without what only looks need. */
export const SITTING = `<div data-in="sitting"><h1 data-f="title"></h1><span data-f="where"></span><span data-lp="exam-saved" data-saved="true">Saved</span>
  <div data-lp="exam-timer"><time data-f="time"></time><span data-f="time-hidden" hidden>Time hidden</span><button data-act="hide-time"></button></div>
  <button data-act="pause" hidden></button><button data-lp="exam-submit"></button>
  <div data-lp="time-warning" hidden><span data-f="text"></span><button data-act="dismiss"></button></div>
  <h2 data-f="section"></h2><div data-sheet></div><fieldset data-certainty hidden>${[1, 2, 3].map((value) => `<input type="radio" name="certainty-now" value="${value}">`).join('')}</fieldset>
  <div data-omr-side><section data-omr><small data-f="count"></small><div data-rows></div>
    <template data-row="omr-section"><div><h3 data-f="title"></h3><div data-rows></div></div></template>
    <template data-row="omr"><button class="omr-row"><span data-f="number"></span><span data-f="text"></span><span data-f="bubbles"></span></button></template></section></div>
  <button data-act="back"></button><button data-act="flag"><span data-f="flag"></span></button><button data-act="sheet"></button><button data-act="next"><span data-f="next"></span></button>
  <template data-row="strike"><button class="strike" type="button" aria-pressed="false"></button></template>
  <dialog data-dialog="hand-in"><b data-f="answered"></b><b data-f="blank"></b><b data-f="flagged"></b><div data-jump="blank"><div data-rows></div></div><div data-jump="flagged"><div data-rows></div></div>
    <template data-row="jump"><button></button></template><button data-act="keep"></button><button data-act="hand-in"></button></dialog>
  <dialog data-dialog="paused"><button data-act="resume"></button></dialog><dialog data-dialog="elsewhere"><button data-act="take-over"></button></dialog>
  <dialog data-dialog="sheet"><div data-slot></div><button data-act="close"></button></dialog><dialog data-dialog="keys"><button data-act="close"></button></dialog></div>`;

export const RESULT = `<div data-in="result"><div data-lp="exam-result"><b data-f="marks"></b><b data-f="of"></b><h1 data-f="headline" tabindex="-1"></h1><p data-f="sentence"></p>
  <div data-scale><b data-f="percent"></b><b data-f="pass"></b></div>
  <div data-marking hidden><p data-f="unmarked"></p><button data-act="next-unmarked"></button><button data-act="finish-marking"></button></div>
  <button data-act="retry"></button><button data-act="again"></button><button data-act="new"></button>
  <div class="examiner"><table><tbody data-rows></tbody></table><b data-f="total"></b></div><template data-row="section"><table><tbody><tr><th data-f="name"></th><td data-f="mark"></td></tr></tbody></table></template>
  <p data-share><b data-f="code"></b><button data-act="copy-code"></button></p>
  <section data-topics><ul data-rows></ul><template data-row="topic"><li><span data-f="title"></span><small data-f="below" hidden></small><b data-f="marks"></b><span data-f="bar"></span></li></template></section>
  <section data-times><div data-axis></div><ol data-rows></ol><template data-row="axis"><span><b data-f="text"></b></span></template><template data-row="time"><li><span data-f="number"></span><span data-f="text"></span></li></template></section>
  <section data-reread hidden><ol data-rows></ol><template data-row="reread"><li><a data-f="link"></a><small data-f="missed"></small></li></template></section>
  <section data-marked-paper><fieldset>${['all', 'missed', 'unmarked', 'sure', 'flagged', 'blank', 'slow'].map((value) => `<label><input type="radio" name="show" value="${value}"${value === 'all' ? ' checked' : ''}><span data-f="${value}"></span></label>`).join('')}</fieldset>
  <div data-rows></div><p data-f="none" hidden></p>
  <template data-row="marked"><details><summary><svg><use data-f="icon" href="#"></use></svg><span data-f="status"></span><span data-f="number"></span><span data-f="stem"></span><span data-f="flag" hidden></span><span data-f="time"></span><span data-f="marks"></span></summary><div data-f="form"></div></details></template></section></div></div>`;

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {any} the one element; a test fails without it
 */
export function the(root, selector) {
  const [found] = all(root, selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

/**
 * A click as a finger or a mouse makes it.
 * @param {HTMLElement} element
 */
export function tap(element) {
  element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  element.click();
}

/**
 * @param {any} field
 * @param {string} text
 */
export function type(field, text) {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/**
 * @param {any} field
 * @param {string} value
 */
export function choose(field, value) {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
