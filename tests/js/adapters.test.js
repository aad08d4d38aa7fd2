import { clock } from '../../static/js/adapters/clock.js';
import { examTools } from '../../static/js/adapters/exam-tools.js';
import { loadPieces } from '../../static/js/adapters/pieces.js';
import { displaySettings } from '../../static/js/adapters/settings.js';
import { basePath } from '../../static/js/adapters/tools.js';
import { currentVisit } from '../../static/js/adapters/visit.js';
import { equal, ok, rejects, test } from './harness.js';

const forbidden = () => {
  throw new DOMException('no', 'SecurityError');
};

test('the base path is the folder above the script’s', () => {
  equal(basePath('https://example.org/assets/lecprep.12ab.js'), '/');
  equal(basePath('https://example.org/genai/assets/lecprep.12ab.js?x=1#y'), '/genai/');
  equal(basePath('file:///home/me/my%20assets/site/assets/lecprep.js'), '/home/me/my%20assets/site/');
});

test('the seed lasts for the visit and belongs to the site', () => {
  const first = currentVisit('/one/');
  equal(currentVisit('/one/').seed, first.seed);
  ok(Number.isInteger(first.seed) && first.seed >= 0);
  ok(currentVisit('/two/').seed !== first.seed || currentVisit('/three/').seed !== first.seed);
});

test('a damaged seed is replaced, and without storage there is one all the same', () => {
  sessionStorage.setItem('lecprep:/damaged/:visit', 'NaN');
  const { seed } = currentVisit('/damaged/');
  ok(Number.isInteger(seed));
  equal(currentVisit('/damaged/').seed, seed);
  ok(Number.isInteger(currentVisit('/none/', forbidden).seed));
});

test('new ids differ', () => {
  const { newId } = currentVisit('/ids/');
  equal(new Set(Array.from({ length: 1000 }, newId)).size, 1000);
});

test('display settings are kept by site', () => {
  const settings = displaySettings('/display/');
  settings.save({ theme: 'dark' });
  equal(displaySettings('/display/').load(), { theme: 'dark' });
  equal(displaySettings('/other/').load(), {});
  localStorage.removeItem('lecprep:/display/:display');
});

test('display settings bear damage and a closed storage', () => {
  localStorage.setItem('lecprep:/damaged/:display', '{');
  equal(displaySettings('/damaged/').load(), {});
  localStorage.setItem('lecprep:/damaged/:display', 'null');
  equal(displaySettings('/damaged/').load(), {});
  localStorage.removeItem('lecprep:/damaged/:display');
  const closed = displaySettings('/closed/', forbidden);
  closed.save({ theme: 'dark' });
  equal(closed.load(), {});
});

test('the monotonic clock goes on, and knows no date', () => {
  const before = clock.mono();
  ok(before >= 0 && clock.mono() >= before && before < clock.now() / 2);
});

// An address that is its own script: what a folder would serve, and the piece's name in a comment behind it.
const serving = (/** @type {string} */ script) => `data:text/javascript,${encodeURIComponent(script)}//`;
/** @type {(slug: string, piece?: string) => { slug: string, title: string, piece: string }} */
const lecture = (slug, piece = `questions/${slug}.0123456789.js`) => ({ slug, title: `Lecture ${slug}`, piece });
const counting = serving('globalThis.runs = (globalThis.runs ?? 0) + 1; (self.lecprepPieces ??= {})["one"] = [{ html: "<p>Why?</p>" }];');

test('a piece is fetched once, however often it is asked for', async () => {
  const pieces = await loadPieces([lecture('one'), lecture('one')], counting);
  equal(pieces, new Map([['one', [{ html: '<p>Why?</p>' }]]]));
  await loadPieces([lecture('one')], counting);
  equal(/** @type {any} */ (globalThis).runs, 1);
});

test('a piece that fails is fetched once more', async () => {
  /** @type {string[]} */
  const asked = [];
  const { append } = document.head;
  document.head.append = (/** @type {any} */ script) => {
    asked.push(script.src);
    if (asked.length === 1) script.src = '/nowhere.js';
    append.call(document.head, script);
  };
  try {
    const base = serving('(self.lecprepPieces ??= {})["again"] = [];');
    equal((await loadPieces([lecture('again')], base)).get('again'), []);
  } finally {
    document.head.append = append;
  }
  ok(asked.length === 2 && asked[1].endsWith('?again'), `${asked}`);
});

test('a piece that does not come, or is not what it says, is an error in words for the student', async () => {
  const patience = 40;
  for (const [base, piece] of [
    ['/nowhere/', undefined],
    [serving('1'), undefined],
    [serving('(self.lecprepPieces ??= {})["lost"] = "text";'), undefined],
    [serving('1'), '../other.js'],
    [serving('1'), 'https://example.org/questions/x.js'],
  ]) {
    const error = await rejects(() => loadPieces([lecture('one'), lecture('lost', piece)], /** @type {string} */ (base), patience));
    equal(/** @type {Error} */ (error).message, 'The questions of “Lecture lost” could not be fetched.');
  }
});

test('asking to keep what is stored is answered, also where it cannot be asked', async () => {
  const tools = examTools('/persist/');
  equal(typeof (await tools.persist()), 'boolean');
  const { storage } = navigator;
  Object.defineProperty(navigator, 'storage', { value: undefined, configurable: true });
  equal(await tools.persist(), false);
  Object.defineProperty(navigator, 'storage', { value: storage, configurable: true });
  await tools.store.close();
});
