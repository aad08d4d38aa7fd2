import { displaySettings } from '../../static/js/adapters/settings.js';
import { basePath } from '../../static/js/adapters/tools.js';
import { currentVisit } from '../../static/js/adapters/visit.js';
import { equal, ok, test } from './harness.js';

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
