import { elementsOf } from '../../static/js/components/tree.js';
import { equal, ok, property, test } from './harness.js';
import { show, the } from './page.js';

const treeNode = (/** @type {any} */ tree) => elementsOf({ tree });

/**
 * @param {unknown} tree
 * @returns {string} as markup
 */
function markup(tree) {
  const root = document.createElement('div');
  root.append(treeNode(tree));
  return root.innerHTML;
}

test('a tree becomes the elements that it names, in their namespaces', () => {
  const root = show('<div id="here"></div>');
  the(root, '#here').append(
    treeNode([
      'form',
      { class: 'q q--single', id: 'q-one', 'data-question': '{"id":"one"}', novalidate: '' },
      ['p', {}, 'Which ', ['em', {}, 'one'], '?'],
      ['svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, ['use', { href: '#i-tick' }]],
      ['math', { display: 'block' }, ['mfrac', {}, ['mi', {}, 'a'], ['mn', {}, '2']]],
      ['select', { name: 'left-0' }, ['option', { value: '1' }, 'b']],
    ]),
  );
  const form = the(root, 'form');
  ok(form instanceof HTMLFormElement && form.dataset.question === '{"id":"one"}' && form.id === 'q-one');
  equal(form.textContent, 'Which one?a2b');
  ok(form.querySelector('use') instanceof SVGUseElement);
  equal(form.querySelector('mfrac')?.namespaceURI, 'http://www.w3.org/1998/Math/MathML');
  equal(form.querySelector('option')?.value, '1');
});

/** @type {[what: string, tree: unknown, markup: string][]} */
const HOSTILE = [
  ['a script', ['p', {}, ['script', { src: 'x.js' }, 'alert(1)']], '<p>alert(1)</p>'],
  ['a style sheet', ['style', {}, 'body { display: none }'], 'body { display: none }'],
  ['a frame', ['iframe', { src: 'https://example.org', srcdoc: '<b>' }, 'x'], 'x'],
  ['an object', ['object', { data: 'x.swf' }, ['embed', { src: 'x' }], 'x'], 'x'],
  ['a base address', ['base', { href: 'https://example.org/' }], ''],
  ['a meta element', ['meta', { 'http-equiv': 'refresh', content: '0;url=https://example.org' }], ''],
  ['a template', ['template', {}, ['p', {}, 'x']], '<p>x</p>'],
  ['a dialog of its own', ['dialog', { open: '' }, 'x'], 'x'],
  ['names in capitals', ['SCRIPT', {}, 'x'], 'x'],
  ['an inherited name', ['constructor', { ['__proto__x']: '1' }, 'x'], 'x'],
  ['handlers', ['p', { onclick: 'x()', ONCLICK: 'x()', 'on-click': 'x', onfocus: 'x()' }, 'x'], '<p>x</p>'],
  ['inline styles', ['p', { style: 'position:fixed' }, 'x'], '<p>x</p>'],
  [
    'where a form leads',
    ['form', { action: 'https://example.org', method: 'post', target: '_top', name: 'body' }, 'x'],
    '<form>x</form>',
  ],
  [
    'what a button does elsewhere',
    ['button', { type: 'reset', form: 'f', formaction: 'x', popovertarget: 'lp-menu', commandfor: 'd', command: 'close' }, 'x'],
    '<button>x</button>',
  ],
  ['fields that are not for answers', ['input', { type: 'password', name: 'answer' }], '<input name="answer">'],
  ['a file field', ['input', { type: 'file', autofocus: '' }], '<input>'],
  ['a field that hides a property of its form', ['input', { name: 'reset', type: 'text' }], '<input type="text">'],
  ['an id of the page', ['p', { id: 'lp-say' }, 'x'], '<p id="q--lp-say">x</p>'],
  ['an id that hides a property of the document', ['img', { id: 'currentScript', name: 'cookie', alt: '' }], '<img id="q--currentScript" alt="">'],
  ['a tabindex before all others', ['p', { tabindex: '5' }, 'x'], '<p>x</p>'],
  ['a value that is not text', ['p', { class: { a: 1 }, title: null, id: 3 }, 'x'], '<p>x</p>'],
  ['no attributes', ['p', null, 'x'], '<p>x</p>'],
  ['no tree', [['p'], 3, null, { a: 1 }, undefined], ''],
  ['nothing at all', null, ''],
];
for (const [what, tree, expected] of HOSTILE) {
  test(`a hostile tree: ${what}`, () => equal(markup(tree), expected));
}

/** @type {[address: string, isKept: boolean][]} */
const LINKS = [
  ['lectures/14-fine-tuning.html#s-lora', true],
  ['https://example.org/x', true],
  ['HTTP://example.org', true],
  ['mailto:someone@example.org', true],
  ['javascript:alert(1)', false],
  ['JaVaScRiPt:alert(1)', false],
  [' \u0001java\nscript:alert(1)', false],
  ['data:text/html,<script>alert(1)</script>', false],
  ['blob:https://example.org/x', false],
  ['view-source:https://example.org', false],
  ['file:///etc/passwd', false],
  ['https://[', false],
];
for (const [address, isKept] of LINKS) {
  test(`a link to ${JSON.stringify(address)}`, () => {
    const link = /** @type {Element} */ (treeNode(['a', { href: address }, 'x']));
    equal(link.getAttribute('href'), isKept ? address : null);
  });
}

/** @type {[address: string, isKept: boolean][]} */
const PICTURES = [
  ['assets/a.svg', true],
  ['../a.png', true],
  ['https://example.org/pixel.gif', false],
  ['//example.org/pixel.gif', false],
  ['\\\\example.org/pixel.gif', false],
  ['data:image/svg+xml,<svg/>', false],
];
for (const [address, isKept] of PICTURES) {
  test(`a picture at ${JSON.stringify(address)}`, () => {
    const image = /** @type {Element} */ (treeNode(['img', { src: address, alt: '' }]));
    equal(image.getAttribute('src'), isKept ? address : null);
  });
}

test('a drawing uses nothing but the sprite of the page', () => {
  const svg = /** @type {Element} */ (treeNode(['svg', { onload: 'x()' }, ['use', { href: 'https://example.org/#x', 'xlink:href': '#x' }]]));
  equal(svg.outerHTML, '<svg><use></use></svg>');
  equal(markup(['svg', {}, ['foreignObject', {}, ['p', {}, 'x']], ['animate', { onbegin: 'x()' }]]), '<svg><p>x</p></svg>');
});

test('places within a question are its own, and what points to them follows', () => {
  equal(
    markup(['form', { id: 'q-one' }, ['p', { id: 'lp-n1' }, 'x'], ['p', { 'aria-labelledby': 'lp-n1 q-one', 'aria-describedby': 'lp-q-one-stem' }, 'y'], ['a', { href: '#lp-n1' }, 'z']]),
    '<form id="q-one"><p id="q-one-lp-n1">x</p><p aria-labelledby="q-one-lp-n1 q-one" aria-describedby="lp-q-one-stem">y</p><a href="#q-one-lp-n1">z</a></form>',
  );
});

test('a tree that is too deep ends where it is too deep', () => {
  /** @type {unknown} */
  let tree = 'bottom';
  for (let i = 0; i < 5000; i += 1) tree = ['b', {}, tree];
  equal(treeNode(tree).textContent, '');
});

/**
 * @param {string} html
 * @returns {string}
 */
function fromMarkup(html) {
  const root = document.createElement('div');
  root.append(elementsOf({ html }));
  return root.innerHTML;
}

test('markup becomes the same elements by the same lists, and its comments nothing', () => {
  equal(fromMarkup('<p>a<br>b &amp; &lt;c&gt; &rarr;<!-- no --></p><p>not the first</p>'), '<p>a<br>b &amp; &lt;c&gt; →</p>');
  equal(fromMarkup('<pre>\n\n a\n</pre>'), '<pre>\n a\n</pre>');
  equal(fromMarkup('<form id="q-one" action="x"><p id="lp-n1" onclick="x()">a</p><script>b</script></form>'), '<form id="q-one"><p id="q-one-lp-n1">a</p>b</form>');
  equal(fromMarkup('<svg viewBox="0 0 1 1"><use href="#i"/><script>c</script></svg>'), '<svg viewBox="0 0 1 1"><use href="#i"></use>c</svg>');
  equal(fromMarkup(`${'<b>'.repeat(5000)}bottom`).replace(/<.?b>/g, ''), '');
  equal(fromMarkup(''), '');
});

test('nothing runs and nothing is loaded while markup is read', async () => {
  fromMarkup('<p><video src="/nowhere.webm" onerror="globalThis.ran = 1"></video><script>globalThis.ran = 1</script><iframe srcdoc="<script>parent.ran = 1</script>"></iframe></p>');
  await new Promise((resolve) => setTimeout(resolve, 100));
  ok(!('ran' in globalThis) && !performance.getEntriesByType('resource').some(({ name }) => name.includes('/nowhere')));
});

const NAMES = ['p', 'a', 'img', 'script', 'svg', 'use', 'math', 'form', 'input', 'iframe', 'x-y', '', 'mglyph', 'link', 'object', 'video'];
const GIVEN = ['href', 'src', 'onload', 'style', 'id', 'class', 'action', 'srcset', 'xlink:href', 'formaction', 'data-lp', 'ping', 'is', ''];
const WORTH = ['javascript:x', '#a', 'https://example.org', 'x', 'data:,x', '//a', 'lp-say', ''];

/**
 * @param {any} tree
 * @returns {string} as markup
 */
function written(tree) {
  if (!Array.isArray(tree)) return `${tree}`;
  const [tag, attributes, ...children] = tree;
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<${tag} ${pairs.join(' ')}>${children.map(written).join('')}</${tag}>`;
}

property(
  'no tree and no markup runs, loads or leads anywhere it should not',
  500,
  (random) => {
    /** @type {<T>(list: T[]) => T} */
    const any = (list) => list[Math.floor(random() * list.length)];
    /** @type {(depth: number) => unknown} */
    const tree = (depth) =>
      depth === 0 || random() < 0.2
        ? any(['text', 3, null, '<script>'])
        : [any(NAMES), { [any(GIVEN)]: any(WORTH), [any(GIVEN)]: any(WORTH) }, ...[1, 2, 3].map(() => tree(depth - 1))];
    return tree(4);
  },
  (tree) => {
    const root = document.createElement('div');
    root.append(treeNode(tree), elementsOf({ html: written(tree) }));
    for (const element of root.querySelectorAll('*')) {
      ok(!/^(?:script|iframe|object|link|video)$/i.test(element.tagName), element.tagName);
      for (const { name, value } of element.attributes) {
        ok(!/^(?:on|style$|action$|formaction$|srcset$|ping$|is$)/.test(name), name);
        if (name === 'href' || name === 'src') ok(!/^(?:javascript|data):/.test(value), value);
      }
    }
  },
);
