// Pieces of a page as the templates make them, for tests of components.
/** @import { Tools } from '../../static/js/adapters/tools.js' */
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
      today: () => new Date(2027, 0, 8, 12),
      later: (milliseconds, action) => {
        const timer = setTimeout(action, Math.min(milliseconds, 20));
        return () => clearTimeout(timer);
      },
    },
    visit: { seed: 7, newId: () => `t${(ids += 1)}-${number}` },
    settings: { load: () => ({}), save: () => {}, onChange: () => {} },
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
