/** @import { Tools } from '../../static/js/adapters/tools.js' */
import { Store } from '../../static/js/adapters/store.js';
import { all, listen } from '../../static/js/components/dom.js';
import { question } from '../../static/js/components/question.js';
import { scoreStrip } from '../../static/js/components/score-strip.js';
import { KINDS } from './generate.js';
import { equal, eventually, ok, test } from './harness.js';
import { choose, questionMarkup, show, tap, testTools, the, type } from './page.js';

/** @type {string[]} */
let said = [];
listen('say', (text) => said.push(text));

/**
 * @param {string} kind
 * @param {Tools} [tools]
 * @param {object} [more]
 * @returns {Promise<{ form: any, tools: Tools, chip: any, score: any }>}
 */
async function open(kind, tools = testTools(), more = {}) {
  said = [];
  const root = show(
    `<article data-lecture="14"><section data-lp="practice"><ol class="strip"><li><a href="#q-${kind}" data-q="${kind}">1<span class="sr">, not answered</span></a></li></ol><b data-score>0</b>${questionMarkup(kind, more)}</section></article>`,
  );
  scoreStrip(the(root, '[data-lp="practice"]'));
  const form = the(root, 'form');
  await question(form, tools);
  return { form, tools, chip: the(root, '.strip a'), score: the(root, '[data-score]') };
}

/** @type {Record<string, (form: any) => void>} */
const ANSWER = {
  single: (form) => tap(the(form, '[data-choice="2"] input')),
  multiple: (form) => [0, 2].forEach((index) => tap(the(form, `[data-choice="${index}"] input`))),
  numeric: (form) => type(the(form, 'input'), '3,55 gb'),
  typed: (form) => type(the(form, 'input'), ' lora. '),
  ordering: (form) => {
    const places = () => all(form, '[data-item]').map((item) => Number(item.dataset.item));
    for (const item of [0, 1, 2, 3]) while (places().indexOf(item) > item) the(form, `[data-item="${item}"] [data-move="up"]`).click();
  },
  matching: (form) => all(form, 'select').forEach((list, left) => choose(list, `${left}`)),
  short: (form) => all(form, '.tickbox').forEach((box) => box.click()),
  coding: (form) => choose(the(form, '[data-award]'), '2'),
};

/** @param {any} form */
const check = (form) => form.requestSubmit();

for (const kind of KINDS) {
  test(`${kind}: the right answer is marked, scored, kept, and there again on return`, async () => {
    const { form, tools, chip, score } = await open(kind);
    ANSWER[kind](form);
    if (kind !== 'single') check(form);
    const { marks } = JSON.parse(form.dataset.question);
    equal([form.dataset.marked, chip.dataset.state, chip.textContent, score.textContent], ['right', 'right', '1, correct', `${marks}`]);
    equal(the(form, '.q-got').textContent, `${marks} of ${marks}`);
    ok(the(form, '.answer').open);
    await eventually(async () => (await tools.store.get('answers', `${kind}@1`))?.tries.length === 1);

    const other = testTools({ store: tools.store, visit: { seed: 99, newId: () => 'x' } });
    const again = await open(kind, other);
    equal([again.form.dataset.marked, again.chip.dataset.state, again.score.textContent], ['right', 'right', `${marks}`]);
    ok(!the(again.form, '.answer').open, 'the page does not open every explanation by itself');
  });

  test(`${kind}: a question that was changed is blank again, and the old answer is kept`, async () => {
    const { form, tools } = await open(kind);
    ANSWER[kind](form);
    if (kind !== 'single') check(form);
    await eventually(async () => (await tools.store.all('answers')).length === 1);
    const changed = await open(kind, tools, { version: '2' });
    equal([changed.form.dataset.marked, changed.chip.dataset.state], [undefined, undefined]);
    equal((await tools.store.all('answers')).length, 1);
  });
}

test('the letters follow what is shown, and so do the keys', async () => {
  /** @type {string[]} */
  const told = [];
  listen('letters', ({ letters }) => told.push(letters));
  for (let seed = 0; seed < 12; seed += 1) {
    const { form } = await open('single', testTools({ visit: { seed, newId: () => 'x' } }));
    const options = all(form, '.opt');
    equal(options.map((option) => the(option, '.key').textContent).join(''), 'ABCD');
    equal(options[3].dataset.choice, '3', 'the fixed choice keeps its place');
    const letter = the(form, '[data-choice="2"] .key').textContent;
    equal([the(form, '[data-answer-key]').textContent, told.at(-1)], [letter, letter]);
  }
});

test('a wrong choice shows its reason, the right choice, and both aloud', async () => {
  const { form, chip, score } = await open('single');
  tap(the(form, '[data-choice="0"] input'));
  equal(
    all(form, '.opt')
      .map(({ dataset }) => `${dataset.choice}${dataset.state ?? ''}`)
      .sort(),
    ['0wrong', '1', '2missed', '3'],
  );
  equal(said, [`Not this one. Why Size. The correct answer is ${the(form, '[data-choice="2"] .key').textContent}.`]);
  equal([chip.dataset.state, score.textContent, the(form, '.answer summary span').textContent], ['wrong', '0', 'Explanation']);
});

test('keys and assistive clicks only move the choice; the button marks it', async () => {
  const { form } = await open('single');
  the(form, '[data-choice="2"] input').click();
  equal(form.dataset.marked, undefined);
  tap(the(form, '[data-choice="0"] .why'));
  equal(form.dataset.marked, undefined, 'a tap beside the choices marks nothing');
  check(form);
  equal(form.dataset.marked, 'right');
});

test('a marked choice is locked until the student tries again', async () => {
  const { form } = await open('multiple');
  tap(the(form, '[data-choice="0"] input'));
  check(form);
  equal(form.dataset.marked, 'part');
  tap(the(form, '[data-choice="0"] input'));
  tap(the(form, '[data-choice="2"] input'));
  equal(
    all(form, 'input').map((input) => /** @type {HTMLInputElement} */ (input).checked),
    [true, false, false, false],
  );
});

test('the first answer counts; later tries are practice', async () => {
  const { form, tools, chip, score } = await open('single');
  tap(the(form, '[data-choice="0"] input'));
  the(form, '[data-act="again"]').click();
  equal([form.dataset.marked, the(form, '.answer').open, the(form, '.q-got').textContent], [undefined, false, '']);
  equal(document.activeElement, the(form, '.opt input'));
  tap(the(form, '[data-choice="2"] input'));
  equal([form.dataset.marked, chip.dataset.state, chip.textContent, score.textContent], ['right', 'wrong', '1, wrong, right since', '0']);
  equal(the(form, '.q-got').textContent, '1 of 1, practice');
  await eventually(async () => (await tools.store.get('answers', 'single@1'))?.tries.length === 2);
});

test('who opens the answer first is not scored, and may practise', async () => {
  const { form, tools, chip, score } = await open('single');
  the(form, '.answer').open = true;
  await eventually(() => chip.dataset.state === 'seen');
  tap(the(form, '[data-choice="2"] input'));
  equal(
    [form.dataset.marked, chip.dataset.state, score.textContent, the(form, '.q-got').textContent],
    ['right', 'seen', '0', '1 of 1, practice'],
  );
  await eventually(async () => (await tools.store.get('answers', 'single@1'))?.tries.length === 1);
});

test('opening the answer after checking is no peeking', async () => {
  const { form, chip } = await open('single');
  tap(the(form, '[data-choice="2"] input'));
  the(form, '.answer').open = false;
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  the(form, '.answer').open = true;
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  equal(chip.dataset.state, 'right');
});

/** @type {[string, string][]} */
const BLANKS = [
  ['single', 'Choose an answer first'],
  ['multiple', 'Choose an answer first'],
  ['numeric', 'Type a number, such as 3.5'],
  ['typed', 'Type an answer first'],
  ['matching', 'Choose a partner first'],
];
for (const [kind, words] of BLANKS) {
  test(`${kind}: a blank is not marked but asked for`, async () => {
    const { form, chip } = await open(kind);
    check(form);
    equal([form.dataset.marked, chip.dataset.state, said, the(form, '[data-verdict]').textContent], [undefined, undefined, [words], words]);
    ok(form.contains(document.activeElement));
  });
}

test('a slip that is no number costs nothing', async () => {
  const { form } = await open('numeric');
  type(the(form, 'input'), 'three');
  check(form);
  equal(form.dataset.marked, undefined);
  type(the(form, 'input'), '35');
  equal(the(form, '[data-verdict]').hidden, true);
  check(form);
  equal(form.dataset.marked, 'wrong');
});

test('items move by button, say where they are, and keep the focus', async () => {
  const { form } = await open('ordering');
  const item = all(form, '[data-item]')[0];
  const button = the(item, '[data-move="down"]');
  button.focus();
  button.click();
  button.click();
  equal(all(form, '[data-item]').indexOf(item), 2);
  equal(document.activeElement, button);
  the(all(form, '[data-item]')[0], '[data-move="up"]').click();
  equal(said, ['Moved to 2 of 4', 'Moved to 3 of 4', 'Already first']);
});

test('the order begins as the visit has it, never right, and goes back to it', async () => {
  const { form } = await open('ordering');
  const places = () =>
    all(form, '[data-item]')
      .map((item) => item.dataset.item)
      .join('');
  const start = places();
  ok(start !== '0123');
  ANSWER.ordering(form);
  check(form);
  the(form, '[data-act="again"]').click();
  equal(places(), start);
});

test('what is typed is kept as it is typed, and a mark may be amended', async () => {
  const { form, tools, chip, score } = await open('short');
  type(the(form, 'textarea'), 'Because voice is');
  await eventually(async () => (await tools.store.get('answers', 'short@1'))?.draft !== undefined);
  equal(chip.dataset.state, undefined, 'a draft is no answer');
  const [one, two] = all(form, '.tickbox');
  one.click();
  equal([form.dataset.marked, chip.dataset.state, score.textContent, the(form, '[data-sum]').textContent], ['part', 'part', '1', '1']);
  two.click();
  equal([form.dataset.marked, score.textContent], ['right', '3']);
  type(the(form, 'textarea'), 'Because voice is behaviour');
  await eventually(async () => JSON.stringify(await tools.store.get('answers', 'short@1')).includes('behaviour'));
  const record = await tools.store.get('answers', 'short@1');
  equal(record?.tries.length, 1);
  const again = await open('short', tools);
  equal(
    [the(again.form, 'textarea').value, again.form.dataset.marked, again.score.textContent],
    ['Because voice is behaviour', 'right', '3'],
  );
});

test('another try of a written answer begins from its text', async () => {
  const { form, tools, score } = await open('short');
  type(the(form, 'textarea'), 'Mine');
  all(form, '.tickbox')[0].click();
  the(form, '[data-act="again"]').click();
  equal([the(form, 'textarea').value, form.dataset.marked, all(form, '.tickbox:checked').length], ['Mine', undefined, 0]);
  all(form, '.tickbox').forEach((box) => box.click());
  equal(score.textContent, '1', 'the first mark counts');
  await eventually(async () => (await tools.store.get('answers', 'short@1'))?.tries.length === 2);
});

test('every tick taken back is an answer worth nothing', async () => {
  const { form, chip } = await open('short');
  const [box] = all(form, '.tickbox');
  box.click();
  box.click();
  equal([form.dataset.marked, chip.dataset.state], ['wrong', 'wrong']);
});

test('an answer of another tab shows here, unless this one is being answered', async () => {
  const first = await open('single');
  const shown = first.form;
  let ids = 0;
  const { store } = first.tools;
  const elsewhere = questionMarkup('single');
  const twin = new DOMParser().parseFromString(elsewhere, 'text/html').body.firstElementChild;
  document.body.append(twin ?? '');
  await question(/** @type {HTMLElement} */ (twin), testTools({ store, visit: { seed: 3, newId: () => `other-${(ids += 1)}` } }));
  tap(the(/** @type {HTMLElement} */ (twin), '[data-choice="0"] input'));
  await eventually(() => shown.dataset.marked === 'wrong');
  the(shown, '[data-act="again"]').click();
  the(/** @type {HTMLElement} */ (twin), '[data-act="again"]').click();
  tap(the(/** @type {HTMLElement} */ (twin), '[data-choice="2"] input'));
  await eventually(() => first.chip.textContent.includes('right since'));
  equal(shown.dataset.marked, undefined);
});

test('where nothing can be kept, everything else works', async () => {
  const store = new Store('lecprep:/forbidden/', () => {
    throw new DOMException('no', 'SecurityError');
  });
  const { form, chip } = await open('single', testTools({ store }));
  tap(the(form, '[data-choice="2"] input'));
  equal([form.dataset.marked, chip.dataset.state], ['right', 'right']);
  const again = await open('single', testTools({ store }));
  equal(again.form.dataset.marked, 'right');
});
