// The marked paper: a row a question, and the question itself, marked and explained, once its row is opened.
/** @import { Sitting } from '../core/attempt.js' */
/** @import { QuestionResult, Results } from '../core/results.js' */
/** @import { Response } from '../core/scoring.js' */
/** @import { PaperForm } from './paper-form.js' */
import { STATUS, clockText } from '../core/exam-words.js';
import { word } from '../core/catalogue.js';
import { marksOf, say } from '../core/words.js';
import { all, emit, one } from './dom.js';
import { paperForm, showResult } from './paper-form.js';
import { fill, rowOf } from './rows.js';

const ICONS = { right: 'tick', wrong: 'cross', part: 'part', blank: 'dash', unmarked: 'pencil' };

/** @type {Readonly<Record<string, (question: QuestionResult) => boolean>>} */
const FILTERS = {
  all: () => true,
  missed: ({ status }) => status !== 'right' && status !== 'unmarked',
  unmarked: ({ status }) => status === 'unmarked',
  sure: ({ confidentMistake }) => confidentMistake,
  flagged: ({ flagged }) => flagged,
  blank: ({ status }) => status === 'blank',
  slow: ({ slow }) => slow,
};
// Most papers have none of these.
const RARE = ['unmarked', 'sure'];

/**
 * @param {HTMLElement} root
 * @param {(number: number, response: Response) => void} mark
 */
export function markedPaper(root, mark) {
  const part = /** @type {HTMLElement} */ (one(root, '[data-marked-paper]'));
  const list = one(part, '[data-rows]');
  const radios = all(part, '[name="show"]').filter((radio) => radio instanceof HTMLInputElement);
  /** @type {HTMLElement[]} by number */
  let rows = [];
  /** @type {(PaperForm | null)[]} */
  let forms = [];
  /** @type {{ sitting: Sitting, results: Results } | null} */
  let shown = null;
  /** @type {HTMLElement[]} */
  let openedForPrint = [];

  /** @param {number} number */
  const showForm = (number) => {
    if (!shown) return;
    const { paper, attempt, responses } = shown.sitting;
    const { result, status } = shown.results.questions[number];
    const question = paper.questions[number];
    const isNew = !forms[number];
    const form = (forms[number] ??= paperForm(question, number, 'result', {
      check: () => mark(number, forms[number]?.control.read() ?? null),
    }));
    const isOpen = attempt.state === 'marking' && status !== 'blank';
    // What was handed in stays as it is; only its marks are still to come.
    for (const field of all(form.form, 'input, select, textarea')) {
      if (field.closest('.scheme')) field.toggleAttribute('disabled', !isOpen);
      else if (field.matches('textarea')) field.toggleAttribute('readonly', true);
    }
    if (isNew) one(rows[number], '[data-f="form"]')?.replaceChildren(form.form);
    if (isNew || form.control.isSelfMarked) showResult(form, responses[number].response, result, status === 'unmarked');
  };
  /** @param {QuestionResult} question */
  const showRow = ({ number, result, status, flagged, spent }) => {
    const row = rows[number];
    fill(row, { time: clockText(spent), marks: status === 'unmarked' ? word('result.to-mark') : marksOf(result) });
    const flag = one(row, '[data-f="flag"]');
    if (flag) flag.hidden = !flagged;
    row.dataset.status = status;
    fill(row, { status: say(word('result.row'), { status: STATUS[status] }) });
    row.querySelector('[data-f="icon"]')?.setAttribute('href', `#i-${ICONS[status]}`);
  };
  const showFilter = () => {
    if (!shown) return 0;
    const wanted = radios.find(({ checked }) => checked)?.value ?? 'all';
    const found = shown.results.questions.filter(FILTERS[wanted] ?? FILTERS.all);
    rows.forEach((row, number) => {
      row.hidden = !found.some((each) => each.number === number);
    });
    const none = one(part, '[data-f="none"]');
    if (none) none.hidden = found.length > 0;
    return found.length;
  };
  const showCounts = () => {
    for (const radio of radios) {
      const count = shown?.results.questions.filter(FILTERS[radio.value] ?? FILTERS.all).length ?? 0;
      fill(part, { [radio.value]: `${count}` });
      const label = radio.closest('label');
      if (label) label.hidden = count === 0 && !radio.checked && RARE.includes(radio.value);
    }
  };
  part.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && radios.includes(target)) emit(part, 'say', say(word('result.shown'), { n: showFilter() }));
  });
  addEventListener('beforeprint', () => {
    rows.forEach((_, number) => showForm(number));
    openedForPrint = rows.filter((row) => !row.hasAttribute('open'));
    for (const row of openedForPrint) row.setAttribute('open', '');
  });
  addEventListener('afterprint', () => {
    for (const row of openedForPrint) row.removeAttribute('open');
    openedForPrint = [];
  });

  /**
   * @param {Sitting} sitting
   * @param {Results} results
   */
  const update = (sitting, results) => {
    shown = { sitting, results };
    for (const question of results.questions) {
      showRow(question);
      if (forms[question.number]) showForm(question.number);
    }
    showCounts();
  };
  return {
    update,
    /**
     * @param {Sitting} sitting
     * @param {Results} results
     */
    build: (sitting, results) => {
      const { questions } = sitting.paper;
      forms = questions.map(() => null);
      rows = questions.map(({ stem }, number) => {
        const row = rowOf(part, 'marked');
        fill(row, { number: `${number + 1}`, stem });
        // Before it opens, so that it opens at its full height; some open it without a click.
        for (const type of ['click', 'toggle']) row.addEventListener(type, () => forms[number] || showForm(number));
        return row;
      });
      // Confident mistakes are what there is most to learn from.
      const order = [...results.questions].sort((a, b) => Number(b.confidentMistake) - Number(a.confidentMistake) || a.number - b.number);
      list?.replaceChildren(...order.map(({ number }) => rows[number]));
      for (const radio of radios) radio.checked = radio.defaultChecked;
      update(sitting, results);
      showFilter();
    },
    /** @param {number} number */
    wasOpened: (number) => forms[number] !== null,
    /**
     * Opens one question, to be marked.
     * @param {number} number
     */
    open: (number) => {
      for (const radio of radios) radio.checked = radio.defaultChecked;
      showFilter();
      rows[number].setAttribute('open', '');
      showForm(number);
      rows[number].scrollIntoView({ block: 'start' });
      one(rows[number], 'summary')?.focus({ preventScroll: true });
    },
    clear: () => {
      rows = [];
      forms = [];
      shown = null;
      list?.replaceChildren();
    },
  };
}
