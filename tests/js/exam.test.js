/** @import { Leadership } from '../../static/js/adapters/leader.js' */
/** @import { Sitting, Step } from '../../static/js/core/attempt.js' */
/** @import { PaperRecord } from '../../static/js/core/progress.js' */
import { all } from '../../static/js/components/dom.js';
import { downloadAll } from '../../static/js/components/download.js';
import { erased } from '../../static/js/components/erased.js';
import { examHistory } from '../../static/js/components/exam-history.js';
import { examKeys } from '../../static/js/components/exam-keys.js';
import { examResult } from '../../static/js/components/exam-result.js';
import { isOn, turn } from '../../static/js/components/exam-settings.js';
import { examSitting } from '../../static/js/components/exam-sitting.js';
import { examTimer } from '../../static/js/components/exam-timer.js';
import { orderOf } from '../../static/js/components/controls/order.js';
import { paperForm, showResult } from '../../static/js/components/paper-form.js';
import { storageWarning } from '../../static/js/components/storage-warning.js';
import { yourData } from '../../static/js/components/your-data.js';
import { newSitting, restore, step } from '../../static/js/core/attempt.js';
import { bankOf } from '../../static/js/core/blueprint.js';
import { score } from '../../static/js/core/scoring.js';
import { KINDS } from './generate.js';
import { equal, eventually, ok, test } from './harness.js';
import { RESULT, SITTING, choose, paperOf, paperQuestion, show, tap, testExamTools, the, type } from './page.js';

const BANK = bankOf({ check: 'abc', title: 'Course', pace: 90, exams: [], topics: [], lectures: [] });

/** @returns {any} settings that last as long as the test */
function settings() {
  /** @type {Record<string, string>} */
  let kept = {};
  return { load: () => kept, save: (/** @type {any} */ values) => (kept = values), onChange: () => {} };
}

// --- questions of a paper ------------------------------------------------------------------------------------------

test('an order that does not fit is not used', () => {
  equal(orderOf(3, [2, 0, 1], () => []), [2, 0, 1]);
  for (const wrong of [null, undefined, [0, 1], [0, 1, 1], [0, 1, 3], [-1, 0, 1], [0, 1, 2, 3]]) equal(orderOf(3, wrong, () => [9]), [9]);
});

for (const kind of KINDS) {
  test(`in the exam, a ${kind} question gives nothing away`, () => {
    const { form } = paperForm(paperQuestion(kind), 0, 'exam');
    equal(form.querySelectorAll('.answer, .hint, .why, .q-foot, [data-verdict]').length, 0);
    equal(form.dataset.mode, 'exam');
  });
}

test('choices, items and partners stand as the paper has them', () => {
  const texts = (/** @type {string} */ kind, /** @type {string} */ selector) =>
    all(paperForm(paperQuestion(kind), 0, 'exam').form, selector).map(({ textContent }) => textContent);
  equal(texts('single', '.opt .txt'), ['Retrieval', 'Size', 'An adapter', 'None of the above']);
  equal(texts('single', '.opt .key'), ['A', 'B', 'C', 'D']);
  equal(texts('ordering', '[data-item] .txt'), ['item 2', 'item 0', 'item 3', 'item 1']);
  equal(texts('matching', '[data-left="0"] option'), ['Choose…', 'right 3', 'right 1', 'right 0', 'right 2']);
});

test('a question that is damaged says so, and the rest goes on', () => {
  const { error } = console;
  console.error = () => {};
  try {
    const { form, control } = paperForm(paperQuestion('short', { html: '<form>no field</form>' }), 0, 'exam');
    ok(form.textContent.includes('damaged'));
    equal(control.read(), null);
  } finally {
    console.error = error;
  }
});

test('what is clicked within a question is no order to the page', () => {
  const root = show('<div data-act-place></div>');
  const { form } = paperForm(paperQuestion('single'), 0, 'exam');
  root.append(form);
  let heard = 0;
  const listen = () => (heard += 1);
  document.addEventListener('click', listen);
  the(form, 'input').click();
  document.removeEventListener('click', listen);
  equal([heard, the(form, 'input').checked], [0, true]);
});

test('a blank is shown with what would have been right', () => {
  const question = paperQuestion('single');
  const form = paperForm(question, 0, 'result');
  showResult(form, null, score(question.data, null), false);
  equal([the(form.form, '[data-verdict]').textContent, form.form.dataset.marked, 'all' in form.form.dataset], ['Left blank', 'blank', true]);
  equal(the(form.form, '[data-choice="2"]').dataset.state, 'missed');
});

// --- clock and keys --------------------------------------------------------------------------------------------------

test('the clock can be hidden, goes on, and stays hidden', () => {
  const markup = '<div id="t"><time data-f="time"></time><span data-f="time-hidden" hidden></span><button data-act="hide-time"></button></div>';
  const kept = settings();
  const timer = the(show(markup), '#t');
  const showTime = examTimer(timer, kept);
  showTime(301_000);
  equal([the(timer, 'time').textContent, timer.dataset.remainingMs, 'low' in timer.dataset], ['5:01', '301000', false]);
  the(timer, 'button').click();
  showTime(299_000);
  equal([the(timer, 'time').hidden, the(timer, 'span').hidden, the(timer, 'time').textContent, 'low' in timer.dataset], [true, false, '4:59', true]);
  const again = the(show(markup), '#t');
  examTimer(again, kept)(null);
  equal([the(again, 'time').hidden, again.hidden, the(again, 'button').getAttribute('aria-pressed')], [true, true, 'true']);
});

test('single keys leave typing, modifiers and dialogs alone, and can be turned off', () => {
  const root = show('<button></button><input><textarea></textarea><select></select><input type="radio"><dialog></dialog>');
  /** @type {string[]} */
  const done = [];
  let areOn = true;
  examKeys({ areOn: () => areOn, choose: (place) => done.push(`choose ${place}`), ruleOut: (place) => done.push(`out ${place}`), keys: { n: () => done.push('n'), '?': () => done.push('?') } });
  const press = (/** @type {string} */ selector, /** @type {KeyboardEventInit} */ init) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    the(root, selector).dispatchEvent(event);
    return event.defaultPrevented;
  };
  equal([press('button', { key: 'n' }), press('[type=radio]', { key: 'B' }), press('button', { key: 'C', shiftKey: true }), press('button', { key: '?', shiftKey: true })], [true, true, true, true]);
  equal(done.splice(0), ['n', 'choose 1', 'out 2', '?']);
  for (const selector of ['input', 'textarea', 'select']) press(selector, { key: 'n' });
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey']) press('button', { key: 'n', [modifier]: true });
  equal(press('button', { key: 'Enter' }), false);
  the(root, 'dialog').showModal();
  press('button', { key: 'n' });
  the(root, 'dialog').close();
  areOn = false;
  press('button', { key: 'n' });
  equal(done, []);
});

test('settings of the exam stand beside those of the display', () => {
  const kept = settings();
  kept.save({ theme: 'dark' });
  equal([isOn(kept, 'keys'), isOn(kept, 'time')], [true, true]);
  turn(kept, 'keys', false);
  equal([isOn(kept, 'keys'), kept.load().theme], [false, 'dark']);
});

// --- the sitting -------------------------------------------------------------------------------------------------------

/** @type {(() => void) | null} */
let leave = null;

/**
 * An exam that is sat. The clock is the test's: `pass` lets time go by.
 * @param {PaperRecord} paper
 * @param {any} [some]
 */
async function sit(paper, some = {}) {
  leave?.();
  const root = the(show(`${SITTING}<div role="status" id="lp-say"></div>`), '[data-in="sitting"]');
  const time = { now: 1_000_000 };
  const tools = testExamTools(some);
  tools.settings = settings();
  tools.clock = { ...tools.clock, now: () => time.now, mono: () => time.now };
  /** @type {Sitting[]} */
  const ended = [];
  const now = () => ({ wall: time.now, mono: time.now, gap: true });
  const load = async () => {
    const attempt = await tools.store.get('attempts', paper.id);
    return (attempt && restore(paper, attempt, await tools.store.all('responses'), now())) ?? null;
  };
  /** @type {string[]} */
  const said = [];
  document.addEventListener('lp:say', (event) => said.push(/** @type {CustomEvent} */ (event).detail));
  const view = examSitting(root, tools, { load, handedIn: (sitting) => ended.push(sitting), left: () => said.push('left') });
  for (const kind of /** @type {const} */ (['responses', 'attempts'])) tools.store.onSaved(kind, (record) => view.merge({ type: 'merge', kind, record }));
  leave = view.drop;
  await view.open(newSitting(paper, now()));
  await eventually(() => root.querySelector('.omr-row') !== null, 'there is no answer sheet');
  const isSaved = () => eventually(() => the(root, '[data-lp="exam-saved"]').dataset.saved === 'true', 'it is never saved');
  const response = async (/** @type {number} */ number) => (await tools.store.get('responses', `${paper.id}/${number}`))?.response ?? null;
  return { root, tools, view, ended, said, time, isSaved, response, load };
}

test('each answer is written as it is given, and shown as saved when it is', async () => {
  const { root, tools, isSaved, response } = await sit(paperOf(['single', 'typed', 'ordering']));
  tap(the(root, '[data-choice="0"] input'));
  equal(the(root, '[data-lp="exam-saved"]').dataset.saved, 'false');
  await isSaved();
  equal(await response(0), [0]);
  equal([the(root, '[data-f="text"] ~ [data-f="bubbles"] .on').textContent, the(root, '[data-f="count"]').textContent], ['B', '1 of 3 answered']);
  the(root, '[data-act="next"]').click();
  type(the(root, '[data-sheet] [name="answer"]'), 'LoRA');
  equal(the(root, '[data-lp="exam-saved"]').textContent, 'Saving');
  await eventually(async () => (await response(1)) === 'LoRA');
  the(root, '[data-act="next"]').click();
  equal(await response(2), null, 'an order that was never touched is no answer');
  the(root, '[data-move="down"]').click();
  await isSaved();
  equal(await response(2), [0, 2, 3, 1]);
  equal(the(root, '[data-act="next"]').textContent, 'Check and hand in');
  ok((await tools.store.get('attempts', 'a1'))?.current === 2);
});

test('what was typed when the time ran out counts; what is typed after does not', async () => {
  const { root, ended, said, time, response } = await sit(paperOf(['typed']));
  time.now += 599_000;
  type(the(root, '[data-sheet] [name="answer"]'), 'LoRA');
  time.now += 5000;
  the(root, '[data-lp="exam-submit"]').click();
  await eventually(() => ended.length === 1);
  equal([ended[0].attempt.ended?.by, ended[0].attempt.state, ended[0].responses[0].response], ['time', 'final', 'LoRA']);
  ok(said.some((text) => text.includes('time is up')));
  equal([all(document, 'dialog[open]').length, the(root, '[data-sheet]').childElementCount], [0, 0]);
  await eventually(async () => (await response(0)) === 'LoRA');
});

test('warnings are shown and said once, and can be put away', async () => {
  const { root, said, time } = await sit(paperOf(['single', 'single']));
  time.now += 301_000;
  await eventually(() => !the(root, '[data-lp="time-warning"]').hidden);
  ok(the(root, '[data-f="text"]').textContent.includes('minutes left'));
  the(root, '[data-act="dismiss"]').click();
  ok(the(root, '[data-lp="time-warning"]').hidden);
  equal(said.filter((text) => text.includes('minutes left')).length, 1);
  ok(document.activeElement?.matches('.q-head'));
});

test('flags, what is ruled out and certainty are kept and shown again', async () => {
  const { root, isSaved, tools } = await sit(paperOf(['single', 'single']));
  the(root, '[data-act="flag"]').click();
  the(root, '[data-choice="1"] .strike').click();
  ok(the(root, '[data-certainty]').hidden, 'certainty is asked after an answer');
  tap(the(root, '[data-choice="0"] input'));
  ok(!the(root, '[data-certainty]').hidden);
  all(root, '[data-certainty] input')[2].click();
  the(root, '[data-act="next"]').click();
  ok(the(root, '[data-certainty]').hidden);
  equal(the(root, '[data-act="flag"]').getAttribute('aria-pressed'), 'false');
  the(root, '[data-act="back"]').click();
  equal(
    [the(root, '[data-act="flag"]').textContent, the(root, '[data-choice="1"] .strike').getAttribute('aria-pressed'), /** @type {any} */ (all(root, '[data-certainty] input')[2]).checked],
    ['Flagged', 'true', true],
  );
  equal(the(root, '.omr-row [data-f="text"]').textContent, 'Question 1, answered B, flagged');
  await isSaved();
  const kept = await tools.store.get('responses', 'a1/0');
  equal([kept?.flagged, kept?.ruledOut, kept?.certainty], [true, [1], 3]);
});

test('handing in says what is blank and flagged, and leads there', async () => {
  const { root, ended } = await sit(paperOf(['single', 'single', 'single']));
  tap(the(root, '[data-choice="0"] input'));
  the(root, '[data-act="flag"]').click();
  the(root, '[data-lp="exam-submit"]').click();
  const dialog = the(root, '[data-dialog="hand-in"]');
  equal(['answered', 'blank', 'flagged'].map((name) => the(dialog, `[data-f="${name}"]`).textContent), ['1', '2', '1']);
  equal(all(dialog, '[data-jump="blank"] button').map((button) => button.getAttribute('aria-label')), ['Go to question 2, not answered', 'Go to question 3, not answered']);
  all(dialog, '[data-jump="blank"] button')[1].click();
  equal([dialog.open, the(root, '[data-f="where"]').textContent], [false, '3 of 3']);
  the(root, '[data-act="next"]').click();
  the(root, '[data-act="hand-in"]').click();
  equal([ended.length, ended[0].attempt.total?.marks], [1, 0]);
});

test('a pause covers the question; whoever lifts the cover goes on', async () => {
  const { root, time, tools } = await sit(paperOf(['single']));
  the(root, '[data-act="pause"]').click();
  ok(the(root, '[data-sheet]').hidden && the(root, '[data-dialog="paused"]').open);
  time.now += 3_600_000;
  the(root, '[data-dialog="paused"]').close();
  await eventually(() => !the(root, '[data-sheet]').hidden);
  equal(the(root, '[data-f="time"]').textContent, '10:00');
  await eventually(async () => (await tools.store.get('attempts', 'a1'))?.state === 'sitting');
});

test('a tab that loses the lead writes what it has and steps back', async () => {
  /** @type {() => void} */
  let lose = () => {};
  let isLeader = true;
  /** @type {(name: string, onLost: () => void) => Promise<Leadership>} */
  const lead = async (_, onLost) => {
    lose = () => {
      isLeader = false;
      onLost();
    };
    return {
      isLeader: () => isLeader,
      take: async () => {
        isLeader = true;
      },
      close: () => {},
    };
  };
  const { root, response, tools } = await sit(paperOf(['typed', 'typed']), { lead });
  type(the(root, '[data-sheet] [name="answer"]'), 'half a thou');
  lose();
  ok(the(root, '[data-dialog="elsewhere"]').open);
  await eventually(async () => (await response(0)) === 'half a thou');
  const known = await tools.store.get('responses', 'a1/0');
  if (known) await tools.store.save('responses', { ...known, response: 'a whole thought', answered: known.answered + 9 });
  the(root, '[data-act="take-over"]').click();
  await eventually(() => the(root, '[data-sheet] [name="answer"]').value === 'a whole thought');
  await eventually(() => !the(root, '[data-dialog="elsewhere"]').open);
});

test('what cannot be saved is said not to be, and the exam goes on', async () => {
  const { root, tools, ended } = await sit(paperOf(['single']));
  tools.store.saveAll = tools.store.saveAhead = async () => false;
  tap(the(root, '[data-choice="2"] input'));
  await eventually(() => the(root, '[data-lp="exam-saved"]').textContent.startsWith('Not saved'));
  equal(the(root, '[data-lp="exam-saved"]').dataset.saved, 'false');
  the(root, '[data-lp="exam-submit"]').click();
  the(root, '[data-act="hand-in"]').click();
  equal(ended[0].attempt.total?.marks, 1);
});

// --- the result --------------------------------------------------------------------------------------------------------

/**
 * @param {PaperRecord} paper
 * @param {any[]} responses
 * @param {any} [some]
 */
function result(paper, responses, some = {}) {
  const root = the(show(RESULT), '[data-in="result"]');
  const tools = testExamTools(some);
  const now = (/** @type {number} */ at) => ({ wall: at, mono: at, gap: false });
  /** @type {Step} */
  let at = newSitting(paper, now(0));
  responses.forEach((response, number) => {
    at = step(at.sitting, { type: 'answer', number, response }, now(1000 * (number + 1)));
    at = step(at.sitting, { type: 'certainty', number, certainty: 3 }, now(1000 * (number + 1)));
  });
  at = step(at.sitting, { type: 'handIn' }, now(100_000));
  /** @type {PaperRecord[]} */
  const begun = [];
  const view = examResult(root, tools, { bank: BANK, begin: (next) => begun.push(next), set: () => {} });
  view.open(at.sitting);
  return { root, tools, begun, panel: the(root, '[data-lp="exam-result"]') };
}

test('the result has its numbers as text, and confident mistakes first', () => {
  const { root, panel } = result(paperOf(['single', 'single', 'typed']), [[2], [0], null]);
  equal([panel.dataset.score, panel.dataset.total, panel.dataset.final], ['1', '3', 'true']);
  equal(['marks', 'of', 'percent', 'pass', 'total'].map((name) => the(panel, `[data-f="${name}"]`).textContent), ['1', '3', '33%', 'pass mark 60%', '1 of 3']);
  equal(all(panel, '.examiner tr').map(({ textContent }) => textContent), ['A: choose1 of 2', 'B: fill in0 of 1', 'How sure you were−3 of 9']);
  equal(all(root, 'details').map(({ dataset }) => dataset.status), ['wrong', 'right', 'blank']);
  equal(all(root, 'details [data-f="number"]').map(({ textContent }) => textContent), ['2', '1', '3']);
  equal(the(panel, '[data-act="retry"]').textContent, 'Retry the 2 you missed');
  ok(document.activeElement?.matches('h1'));
});

test('a question is built when its row is opened, marked, with every choice explained', async () => {
  const { root } = result(paperOf(['single', 'single']), [[0], [2]]);
  equal(all(root, 'form').length, 0);
  const row = the(root, 'details');
  row.open = true;
  await eventually(() => all(row, 'form').length === 1);
  const form = the(row, 'form');
  equal([form.dataset.mode, form.dataset.marked, 'all' in form.dataset, the(form, '.answer').open], ['result', 'wrong', true, true]);
});

test('filters show what they say, and say when there is nothing', () => {
  const { root } = result(paperOf(['single', 'single']), [[2], [2]]);
  choose(the(root, '[name="show"][value="all"]'), 'all');
  the(root, '[name="show"][value="missed"]').click();
  equal(all(root, 'details').map(({ hidden }) => hidden), [true, true]);
  ok(!the(root, '[data-f="none"]').hidden);
  equal(the(root, '[data-f="all"]').textContent, '2');
});

test('written answers are marked one by one, and then the result is final', async () => {
  const text = { text: 'Because.', met: null, given: null };
  const { root, panel, tools } = result(paperOf(['short', 'coding', 'single']), [text, text, [2]]);
  equal([panel.dataset.final, the(panel, '[data-marking]').hidden, panel.dataset.score], ['false', false, '1']);
  the(panel, '[data-act="next-unmarked"]').click();
  const row = the(root, 'details:has(:focus)');
  ok(the(row, 'textarea').readOnly);
  all(row, '.scheme input')[1].click();
  equal([panel.dataset.score, row.dataset.status, the(panel, '[data-f="unmarked"]').textContent.slice(0, 8)], ['3', 'part', '1 answer']);
  the(panel, '[data-act="finish-marking"]').click();
  equal(panel.dataset.final, 'false', 'an answer that was never looked at is shown first');
  const next = the(root, 'details:has(:focus)');
  choose(the(next, '[data-award]'), '2');
  ok(the(panel, '[data-act="next-unmarked"]').hidden);
  the(panel, '[data-act="finish-marking"]').click();
  equal([panel.dataset.final, panel.dataset.score, the(panel, '[data-marking]').hidden], ['true', '5', true]);
  ok(the(row, '.scheme input').disabled, 'what is final stays as it is');
  await eventually(async () => (await tools.store.get('attempts', 'a1'))?.state === 'final');
  equal((await tools.store.all('outcomes')).length, 3);
});

test('what was seen and given nothing is worth nothing', () => {
  const text = { text: 'Because.', met: null, given: null };
  const { panel } = result(paperOf(['short', 'coding']), [text, text]);
  for (const name of ['next-unmarked', 'next-unmarked', 'finish-marking']) the(panel, `[data-act="${name}"]`).click();
  equal([panel.dataset.final, panel.dataset.score], ['true', '0']);
});

test('what was missed can be retried, with its share of the time; the same paper, too', async () => {
  const { panel, begun } = result(paperOf(['single', 'single', 'typed']), [[2], [0], null]);
  the(panel, '[data-act="retry"]').click();
  await eventually(() => begun.length === 1);
  equal([begun[0].questions.map(({ data }) => data.kind), begun[0].limit, begun[0].title], [['single', 'typed'], 400_000, 'Again: Full']);
  the(panel, '[data-act="again"]').click();
  equal([begun[1].questions.length, begun[1].id === begun[0].id, begun[1].code], [3, false, 'full-00000-abc']);
});

// --- history and data ----------------------------------------------------------------------------------------------------

const HISTORY = `<section data-lp="exam-history" hidden><p data-f="summary"></p><svg data-trend hidden></svg><table><tbody data-rows></tbody></table>
  <template data-row="attempt"><table><tbody><tr><th><a data-f="open"><time data-f="date"></time></a></th><td data-f="title"></td><td data-f="marks"></td><td data-f="percent"></td><td data-f="time"></td><td data-f="state"></td></tr></tbody></table></template></section>`;

test('the history has a row an attempt, newest first, and a line from the second on', async () => {
  const section = the(show(HISTORY), 'section');
  const tools = testExamTools();
  await examHistory(section, tools);
  ok(section.hidden);
  const { sitting } = newSitting(paperOf(['single']), { wall: Date.UTC(2027, 0, 8, 12), mono: 0, gap: false });
  const ended = (/** @type {string} */ id, /** @type {number} */ marks, /** @type {number} */ day) => {
    const part = { marks, of: 4 };
    const total = { ...part, auto: part, self: { marks: 0, of: 0 }, pass: marks >= 3, count: 4 };
    return tools.store.save('attempts', { ...sitting.attempt, id, started: Date.UTC(2027, 0, day, 12), state: 'final', total, clock: { used: 90_000, at: 0 } });
  };
  await ended('one', 2, 8);
  await eventually(() => !section.hidden);
  ok(the(document, 'section').querySelector('svg')?.hasAttribute('hidden'));
  await ended('two', 3, 9);
  await eventually(() => all(section, 'tr').length === 2);
  equal(all(section, 'tr').map(({ textContent }) => textContent), ['9 Jan 2027Full3 of 475%2 minPassed', '8 Jan 2027Full2 of 450%2 minNot passed']);
  equal(the(section, 'a').getAttribute('href'), 'mock-exam.html#a=two');
  await eventually(() => section.querySelectorAll('circle').length === 2);
  equal([...section.querySelectorAll('text')].map(({ textContent }) => textContent), ['50%', '75%']);
});

const DATA = `<section><button data-lp="progress-export"></button><input type="file" data-lp="progress-import"><button data-act="erase"></button><p data-f="data-said"></p>
  <dialog data-dialog="erase"><button data-act="close"></button><button data-act="erase-all"></button></dialog></section>`;

test('an import says what came of it, and the same file may come again', async () => {
  const section = the(show(DATA), 'section');
  const tools = testExamTools();
  yourData(section, tools);
  const bring = (/** @type {string} */ text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'p.json'));
    the(section, 'input').files = files.files;
    the(section, 'input').dispatchEvent(new Event('change'));
  };
  const said = (/** @type {string} */ text) => eventually(() => the(section, '[data-f="data-said"]').textContent.includes(text), text);
  bring('no json');
  await said('damaged');
  bring('{"a":1}');
  await said('no export');
  const answers = [{ schema: 1, id: 'q@1', question: 'q', version: '1', lecture: 'a', changed: 5, revealed: null, draft: null, tries: [] }, { schema: 1 }];
  const file = JSON.stringify({ format: 'lecprep-progress', version: 1, course: '', exported: '', records: { answers } });
  bring(file);
  await said('Imported 1 record.');
  await said('1 record could not be read');
  equal((await tools.store.get('answers', 'q@1'))?.changed, 5);
  equal(the(section, 'input').value, '');
});

test('erasing asks first', async () => {
  const section = the(show(DATA), 'section');
  const tools = testExamTools();
  let isErased = false;
  tools.store.erase = async () => (isErased = true);
  yourData(section, tools);
  the(section, '[data-act="erase"]').click();
  the(section, '[data-act="close"]').click();
  ok(!isErased && !the(section, 'dialog').open);
  the(section, '[data-act="erase"]').click();
  the(section, '[data-act="erase-all"]').click();
  await eventually(() => the(section, '[data-f="data-said"]').textContent.includes('erased'));
  ok(isErased);
});

test('an export holds what is only in memory', async () => {
  const tools = testExamTools();
  const { sitting } = newSitting(paperOf(['single']), { wall: 5, mono: 0, gap: false });
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  /** @type {Blob[]} */
  const blobs = [];
  /** @type {string[]} */
  const names = [];
  URL.createObjectURL = (/** @type {any} */ blob) => `blob:${blobs.push(blob)}`;
  HTMLAnchorElement.prototype.click = function named() {
    names.push(this.download);
  };
  try {
    await tools.store.save('attempts', sitting.attempt);
    await downloadAll(tools);
  } finally {
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
  }
  const file = JSON.parse(await blobs[0].text());
  equal([file.format, file.records.attempts.length], ['lecprep-progress', 1]);
  ok(/^[\w-]+-progress-\d{4}-\d\d-\d\d\.json$/.test(names[0]), names[0]);
});

test('whoever is told that nothing is kept can download it', () => {
  const notice = the(show('<div hidden id="w"><p data-f="text"></p><button data-act="download" hidden></button></div>'), '#w');
  const tools = testExamTools();
  storageWarning(notice, tools);
  tools.store.dispatchEvent(new CustomEvent('storage-warning', { detail: { reason: 'forbidden' } }));
  ok(!notice.hidden && !the(notice, 'button').hidden && the(notice, 'p').textContent.includes('does not let'));
});

test('a page listens for the erasing of all', () => {
  const tools = testExamTools();
  let listened = '';
  tools.store.addEventListener = (/** @type {string} */ name) => {
    listened = name;
  };
  erased(document.body, tools);
  equal(listened, 'erased');
});
