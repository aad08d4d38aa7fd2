import { copyCode } from '../../static/js/components/copy-code.js';
import { courseMap } from '../../static/js/components/course-map.js';
import { courseNav } from '../../static/js/components/course-nav.js';
import { displayPanel } from '../../static/js/components/display-settings.js';
import { all, emit } from '../../static/js/components/dom.js';
import { examDate } from '../../static/js/components/exam-date.js';
import { glossaryFilter } from '../../static/js/components/glossary-filter.js';
import { oneAtATime } from '../../static/js/components/one-at-a-time.js';
import { reading } from '../../static/js/components/reading.js';
import { start } from '../../static/js/components/start.js';
import { status } from '../../static/js/components/status.js';
import { storageWarning } from '../../static/js/components/storage-warning.js';
import { SCHEMA, newAnswer, withTry } from '../../static/js/core/progress.js';
import { RESULTS } from './generate.js';
import { equal, eventually, ok, test } from './harness.js';
import { show, testTools, the, type } from './page.js';

test('a component that fails is reported, and the rest go on', async () => {
  const root = show('<p class="a"></p><p class="b"></p><p class="c"></p>');
  const { error } = console;
  /** @type {unknown[]} */
  const reported = [];
  /** @type {string[]} */
  const ran = [];
  console.error = (/** @type {unknown} */ first) => reported.push(first);
  try {
    start(
      root,
      [
        [
          '.a',
          () => {
            throw new Error('at once');
          },
        ],
        [
          '.b',
          async () => {
            throw new Error('later');
          },
        ],
        [
          '.c',
          (element) => {
            ran.push(element.className);
          },
        ],
        [
          '.nothing',
          () => {
            ran.push('nothing');
          },
        ],
      ],
      testTools(),
    );
    await eventually(() => reported.length === 2);
  } finally {
    console.error = error;
  }
  equal([ran, reported], [['c'], ['lecprep: .a', 'lecprep: .b']]);
});

test('what is said in one moment is said together, and the same words twice', async () => {
  const region = the(show('<div role="status" id="lp-say"></div>'), '#lp-say');
  status(region, testTools());
  emit(region, 'say', 'Correct.');
  emit(region, 'say', 'Not kept.');
  await eventually(() => region.textContent === 'Correct. Not kept.');
  emit(region, 'say', 'Correct. Not kept.');
  equal(region.textContent, '');
  await eventually(() => region.textContent === 'Correct. Not kept.');
});

test('the student is told once that nothing is kept', () => {
  const notice = the(show('<p data-lp="storage-warning" hidden></p>'), 'p');
  const tools = testTools();
  storageWarning(notice, tools);
  equal(notice.hidden, true);
  tools.store.dispatchEvent(new CustomEvent('storage-warning', { detail: { reason: 'full' } }));
  ok(!notice.hidden && notice.textContent.includes('no room'));
});

test('display settings are shown, kept and taken back', () => {
  const labels = ['auto', 'dark'].map(
    (value, i) => `<label data-setting="theme"><input type="radio" name="theme" value="${value}"${i ? '' : ' checked'}></label>`,
  );
  const panel = the(show(`<div id="d">${labels.join('')}</div>`), '#d');
  /** @type {Record<string, string>[]} */
  const saved = [];
  displayPanel(
    panel,
    testTools({ settings: { load: () => ({ theme: 'dark' }), save: (values) => saved.push(values), onChange: () => {} } }),
  );
  const [usual, dark] = /** @type {HTMLInputElement[]} */ (all(panel, 'input'));
  equal([dark.checked, document.documentElement.dataset.theme], [true, 'dark']);
  usual.click();
  equal([saved.at(-1), document.documentElement.dataset.theme], [{}, undefined]);
  dark.click();
  equal([saved.at(-1), document.documentElement.dataset.theme], [{ theme: 'dark' }, 'dark']);
  delete document.documentElement.dataset.theme;
});

/** @type {[date: string, text: string, isHidden: boolean][]} */
const DATES = [
  ['2027-01-20', '1212 days tothe exam', false],
  ['2027-01-09', '11 day tothe exam', false],
  ['2027-01-08', 'The exam is today', false],
  ['2027-01-07', '', true],
  ['soon', '', true],
];
for (const [date, text, isHidden] of DATES) {
  test(`an exam on ${date}, seen on 2027-01-08`, async () => {
    const line = the(show(`<p data-exam-date="${date}" hidden></p>`), 'p');
    await examDate(line, testTools());
    equal([line.textContent, line.hidden], [text, isHidden]);
  });
}

test('the glossary finds terms and meanings, without accents and case', () => {
  const root = show(
    '<input data-find><p data-count></p><section class="letter" id="a"><dl class="term"><dt>Étude</dt><dd>A study</dd></dl></section><section class="letter" id="l"><dl class="term"><dt>LoRA</dt><dd>An adapter</dd></dl><dl class="term"><dt>Logit</dt><dd>A score</dd></dl></section>',
  );
  glossaryFilter(root);
  const shown = () => all(root, '.term').filter((term) => !term.hidden).length;
  const letters = () =>
    all(root, '.letter')
      .filter((letter) => !letter.hidden)
      .map(({ id }) => id);
  type(the(root, 'input'), 'etude');
  equal([shown(), letters(), the(root, '[data-count]').textContent], [1, ['a'], '1 term']);
  type(the(root, 'input'), 'ADAPT');
  equal([shown(), letters()], [1, ['l']]);
  type(the(root, 'input'), 'zzz');
  equal([shown(), the(root, '[data-count]').textContent], [0, 'No term matches. Try fewer letters.']);
  type(the(root, 'input'), '');
  equal([shown(), the(root, '[data-count]').textContent], [3, '3 terms']);
});

test('code that cannot be copied is selected', async () => {
  const root = show('<figure><button data-act="copy"><span>Copy</span></button><pre><code>a = 1</code></pre></figure>');
  const { clipboard } = navigator;
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
  try {
    copyCode(the(root, 'button'), testTools());
    the(root, 'button').click();
    await eventually(() => getSelection()?.toString() === 'a = 1');
  } finally {
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  }
  await eventually(() => the(root, 'span').textContent === 'Copy');
});

test('a section counts as read when its end has been on screen for a while', async () => {
  // Heights without inline styles: rows of text.
  const tall = '<br>'.repeat(120);
  const root = show(
    `<article data-lecture="14"><p data-sections-read>0 of 2</p><h2 id="s-one" data-section>One</h2>${tall}<h2 id="s-two" data-section>Two</h2>${tall}<h2 id="s-practice">Practice</h2>${tall}<nav class="pager"></nav><section class="print-only"><h2>Key</h2></section></article>`,
  );
  scrollTo(0, 0);
  const tools = testTools();
  await reading(the(root, 'article'), tools);
  equal(the(root, '[data-sections-read]').textContent, '0 of 2');
  the(root, '#s-two').scrollIntoView({ block: 'center' });
  await eventually(() => the(root, '[data-sections-read]').textContent === '1 of 2');
  emit(the(root, '#s-two'), 'here', { section: 's-two', title: '14.2 Two' });
  await eventually(async () => (await tools.store.get('places', '14'))?.section === 's-two');
  equal(
    (await tools.store.all('sections')).map(({ id }) => id),
    ['14#s-one'],
  );
  scrollTo(0, 0);
});

const MAP = `<p data-course-sum></p><div data-lp="continue"><h2 data-continue="label">Start here</h2><a data-continue="title" href="a.html">1 A</a><p data-continue="next"></p><a data-continue="go" href="a.html">Start</a></div><ol>${[
  ['a', 2, 2],
  ['b', 4, 5],
]
  .map(
    ([slug, sections, questions], i) =>
      `<li class="row" data-lecture="${slug}" data-sections="${sections}" data-questions="${questions}"><span class="n">${i + 1}</span><a href="${slug}.html">Lecture ${slug}</a><span class="meta" data-minutes="20">20 min</span><span class="seg-bar" role="img">${'<i></i>'.repeat(Number(sections))}</span><span class="got">${questions} questions</span></li>`,
  )
  .join('')}</ol>`;
/** @type {(lecture: string, section: string) => any} */
const section = (lecture, id) => ({ schema: SCHEMA, id: `${lecture}#${id}`, lecture, section: id, at: 1 });

test('the course map says what was read and scored, and where to go on', async () => {
  const root = show(MAP);
  const tools = testTools();
  await courseMap(root, tools);
  equal(
    [the(root, '[data-continue="label"]').textContent, the(root, '[data-course-sum]').textContent, the(root, '.got').textContent],
    ['Start here', '', '2 questions'],
  );
  await tools.store.save('sections', section('b', 's1'));
  await tools.store.save('places', { schema: SCHEMA, id: 'b', section: 's2', title: '2.2 More', at: 5 });
  await eventually(() => the(root, '[data-continue="label"]').textContent === 'Continue where you left');
  const rows = all(root, '.row');
  equal(
    [
      the(root, '[data-continue="title"]').textContent,
      the(root, '[data-continue="go"]').getAttribute('href'),
      the(root, '[data-continue="next"]').textContent,
    ],
    ['2 Lecture b', 'b.html#s2', 'Next: 2.2 More. About 15 minutes to go.'],
  );
  equal(
    [
      rows[1].classList.contains('is-now'),
      the(rows[1], '.seg-bar').getAttribute('aria-label'),
      all(rows[1], '.on').length,
      the(rows[1], '.got').textContent,
    ],
    [true, '1 of 4 sections read', 1, '5 to do'],
  );
  for (const id of ['q1', 'q2'])
    await tools.store.save('answers', withTry(newAnswer(id, '1', 'a'), 't', [0], RESULTS[id === 'q1' ? 'right' : 'part'], 5));
  for (const id of ['q3', 'q4', 'q5', 'q6'])
    await tools.store.save('answers', withTry(newAnswer(id, '1', 'b'), 't', [0], RESULTS.right, 5));
  await eventually(() => the(rows[1], '.got').textContent.startsWith('4 of 5'));
  equal(
    [all(rows[0], '.got b')[0].textContent, rows[0].querySelectorAll('.got svg').length, rows[1].querySelectorAll('.got svg').length],
    ['1½', 0, 1],
    'four in five earn a tick',
  );
  equal(the(root, '[data-course-sum]').textContent, '0 of 2 lectures read, 5½ of 6 questions right at the first try');
});

test('a lecture that is done leads to the next', async () => {
  const root = show(MAP);
  const tools = testTools();
  for (const id of ['s1', 's2']) await tools.store.save('sections', section('a', id));
  await tools.store.save('places', { schema: SCHEMA, id: 'a', section: 's2', title: '1.2', at: 5 });
  await courseMap(root, tools);
  equal(the(root, '[data-continue="next"]').textContent, 'All sections read, 2 questions to do.');
  for (const id of ['q1', 'q2']) await tools.store.save('answers', withTry(newAnswer(id, '1', 'a'), 't', [0], RESULTS.right, 5));
  await eventually(() => the(root, '[data-continue="label"]').textContent === 'Next lecture');
  equal(
    [the(root, '[data-continue="go"]').getAttribute('href'), the(root, '[data-continue="next"]').textContent],
    ['b.html', 'About 20 minutes to read.'],
  );
});

test('a lecture is ticked in the list when every section has been read', async () => {
  const root = show(
    '<nav><a data-lecture="a" data-sections="2"><span data-tick hidden></span></a><a data-lecture="b" data-sections="0"><span data-tick hidden></span></a></nav>',
  );
  const tools = testTools();
  await courseNav(the(root, 'nav'), tools);
  await tools.store.save('sections', section('a', 's1'));
  const ticks = () => all(root, '[data-tick]').map(({ hidden }) => !hidden);
  equal(ticks(), [false, false]);
  await tools.store.save('sections', section('a', 's2'));
  await eventually(() => ticks()[0]);
  equal(ticks(), [true, false]);
});

test('what is asked for a thousand times while it runs, runs once more, and again after it failed', async () => {
  let [runs, most, now, fails] = [0, 0, 0, false];
  const run = oneAtATime(async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    runs += 1;
    now -= 1;
    if (fails) throw new Error('this time');
  });
  await Promise.all(Array.from({ length: 1000 }, run));
  equal([runs, most], [2, 1]);
  fails = true;
  ok(await run().then(() => false, () => true));
  fails = false;
  await run();
  equal([runs, most], [4, 1]);
});
