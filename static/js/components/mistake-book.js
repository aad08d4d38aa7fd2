// Whatever was answered wrong, anywhere, until it has been answered right on two different days.
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { BankLecture } from '../core/blueprint.js' */
/** @import { Mistake } from '../core/mistakes.js' */
/** @import { PieceQuestion } from '../core/paper.js' */
import { bankOf } from '../core/blueprint.js';
import { dateText } from '../core/exam-words.js';
import { mistakes } from '../core/mistakes.js';
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { copyCode } from './copy-code.js';
import { all, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';
import { numberForm } from './paper-form.js';
import { question } from './question.js';
import { bankOfPage, fill, rowOf } from './rows.js';
import { elementsOf } from './tree.js';

// More at once would be no help.
const MOST = 40;

/**
 * @param {HTMLElement} main
 * @param {ExamTools} tools
 */
export async function mistakeBook(main, tools) {
  const { store } = tools;
  const bank = bankOf(bankOfPage());
  const known = new Map(bank.questions.map(({ id, lecture }) => [id, lecture]));
  /** @type {Map<string, HTMLElement>} by question */
  const rows = new Map();

  const find = async () => {
    const found = mistakes(await store.all('answers'), await store.all('outcomes'), (at) => new Date(at).toDateString());
    // What the course no longer asks cannot be answered any more.
    return found.filter((each) => known.has(each.question));
  };
  /** @param {Mistake[]} found */
  const showState = (found) => {
    const count = found.length > MOST ? word('mistakes.count-newest') : word('mistakes.count');
    fill(main, { count: say(count, { n: found.length, most: MOST }) });
    const empty = one(main, '[data-f="empty"]');
    if (empty) empty.hidden = found.length > 0 || rows.size > 0;
    for (const [id, row] of rows) fill(row, { line: lineOf(found.find((each) => each.question === id)) });
  };
  /**
   * @param {Mistake} mistake
   * @param {BankLecture} lecture
   * @param {PieceQuestion | undefined} piece
   */
  const add = (mistake, lecture, piece) => {
    const form = piece && elementsOf(piece);
    if (!(form instanceof HTMLFormElement)) return;
    const row = rowOf(main, 'mistake');
    row.dataset.lecture = lecture.slug;
    fill(row, { lecture: lecture.label ? say(word('lecture.titled'), { number: lecture.label, title: lecture.title }) : lecture.title });
    one(row, '[data-f="lecture"]')?.setAttribute('href', lecture.url);
    numberForm(form, rows.size);
    one(row, '[data-f="form"]')?.replaceChildren(form);
    one(main, '[data-rows]')?.append(row);
    rows.set(mistake.question, row);
    for (const button of all(form, '[data-act="copy"]')) copyCode(button, tools);
    question(form, tools, true).catch((error) => console.error('lecprep: a question of the mistake book', error));
  };

  const found = await find();
  showState(found);
  const shown = found.slice(0, MOST);
  fill(main, { starting: shown.length > 0 ? word('mistakes.fetching') : '' });
  try {
    const pieces = await tools.pieces([...new Set(shown.flatMap((each) => known.get(each.question) ?? []))]);
    for (const mistake of shown) {
      const lecture = known.get(mistake.question);
      if (lecture) add(mistake, lecture, pieces.get(lecture.slug)?.find(({ data }) => data.id === mistake.question));
    }
    fill(main, { starting: '' });
  } catch {
    fill(main, { starting: word('mistakes.not-fetched') });
  }
  const update = oneAtATime(async () => showState(await find()));
  for (const kind of /** @type {const} */ (['answers', 'outcomes'])) store.onSaved(kind, () => void update());
  await update();
}

/**
 * @param {Mistake | undefined} mistake
 * @returns {string}
 */
function lineOf(mistake) {
  if (!mistake) return word('mistakes.line-done');
  return say(word('mistakes.line'), { date: dateText(mistake.wrongAt), days: mistake.rightDays });
}
