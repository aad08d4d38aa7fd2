import { withTree } from '../../static/js/adapters/markup.js';
import { equal, ok, test } from './harness.js';

const treeOf = (/** @type {string} */ html) => /** @type {any[]} */ (withTree({ html }).tree);

test('markup becomes lists: a name, attributes, then what stands inside', () => {
  for (const [markup, ...inside] of /** @type {[string, ...any[]][]} */ ([
    ['<p>a<br>b &amp; &lt;c&gt; &rarr;</p>', ['p', {}, 'a', ['br', {}], 'b & <c> →']],
    [`<form novalidate data-x='{"a": "&#39;"}'></form>`, ['form', { novalidate: '', 'data-x': `{"a": "'"}` }]],
    ['<pre>\n\n a\n</pre>', ['pre', {}, '\n a\n']],
    ["<svg viewBox='0 0 1 1'><use href='#i'/></svg>", ['svg', { viewBox: '0 0 1 1' }, ['use', { href: '#i' }]]],
    ['<p>a</b></p><!-- no --><hr>', ['p', {}, 'a'], '', ['hr', {}]],
  ])) {
    equal(treeOf(`<div>${markup}</div>`), ['div', {}, ...inside]);
  }
});

test('nothing runs and nothing is loaded while markup is read', async () => {
  const tree = treeOf('<p><img src="/nowhere.svg" onerror="globalThis.ran = 1"><script>globalThis.ran = 1</script></p>');
  equal(tree[2], ['img', { src: '/nowhere.svg', onerror: 'globalThis.ran = 1' }]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  ok(!('ran' in globalThis) && !performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/nowhere.svg')));
});

test('a tree is made when it is asked for', () => {
  const entry = withTree({ html: '<p>a</p>', stem: 'A?' });
  equal(Object.keys(entry), ['html', 'stem', 'tree']);
  equal(entry.tree, ['p', {}, 'a']);
});
