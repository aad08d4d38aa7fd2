// Questions come as markup, and in attempts from before as a tree, `["p", { class: "x" }, "text", ["em", {}, "more"]]`. They
// become elements here, by lists of what is allowed, for either may come from a file that a stranger wrote: markup is read
// in a document without a window, where nothing runs and nothing is loaded.
/** @import { Marked } from '../core/progress.js' */
import { inert } from '../adapters/scripts.js';

const HTML = new Set(
  `a b blockquote br button caption code dd del details dfn div dl dt em fieldset figcaption figure form h3 h4 h5 h6 hr i img input
  label legend li mark ol option output p pre s samp section select small span strong sub summary sup table tbody td textarea th thead tr
  ul`.split(/\s+/),
);
const MATH = new Set(
  `math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup
  msup mtable mtd mtext mtr munder munderover`.split(/\s+/),
);
const SVG = new Set(['svg', 'use']);

const NAMESPACES = /** @type {const} */ ([
  [HTML, 'http://www.w3.org/1999/xhtml'],
  [SVG, 'http://www.w3.org/2000/svg'],
  [MATH, 'http://www.w3.org/1998/Math/MathML'],
]);

// No `style`, no `on…`, nothing that submits, loads a document, or speaks for another element of the page.
const ATTRIBUTES = new RegExp(
  `^(?:${[
    'accent|accentunder|alt|aria-[a-z]+|autocapitalize|autocomplete|checked|class|colspan|columnalign|data-[a-z-]+|decoding|dir|display',
    'displaystyle|for|height|hidden|href|id|inputmode|lang|loading|lspace|mathvariant|maxsize|minsize|name|notation|novalidate|open',
    'placeholder|rel|role|rows|rowspan|rspace|scope|scriptlevel|spellcheck|src|start|stretchy|tabindex|title|type|value|viewBox|width',
  ].join('|')})$`,
);

const DEEPEST = 100;

/**
 * The names of places within the page: each belongs to the question, so that two questions, or a question and the page,
 * never share one.
 * @param {string} value
 * @param {string} scope
 * @returns {string}
 */
function ownNames(value, scope) {
  return value.replace(/[^\s#]+/g, (name) => (/^(?:lp-)?q-/.test(name) ? name : `${scope}-${name}`));
}

/**
 * @param {string} value
 * @returns {URL | null}
 */
function addressOf(value) {
  try {
    return new URL(value, 'https://relative.invalid/');
  } catch {
    return null;
  }
}

/** @type {Readonly<Record<string, (value: string, tag: string, scope: string) => string | null>>} */
const VALUES = {
  id: (value, _, scope) => ownNames(value, scope),
  for: (value, _, scope) => ownNames(value, scope),
  'aria-labelledby': (value, _, scope) => ownNames(value, scope),
  'aria-describedby': (value, _, scope) => ownNames(value, scope),
  // A field whose name is that of a property of its form would hide that property.
  name: (value) => (value === 'answer' || value.includes('-') ? value : null),
  type: (value, tag) => {
    const types = { input: ['radio', 'checkbox', 'text'], button: ['button', 'submit'], ol: ['1', 'a', 'A', 'i', 'I'] }[tag];
    return types?.includes(value) ? value : null;
  },
  tabindex: (value) => (value === '0' || value === '-1' ? value : null),
  href: (value, tag, scope) => {
    if (tag === 'use') return value.startsWith('#') ? value : null;
    if (tag !== 'a') return null;
    if (value.startsWith('#')) return ownNames(value, scope);
    const address = addressOf(value);
    return address && ['http:', 'https:', 'mailto:'].includes(address.protocol) ? value : null;
  },
  src: (value, tag) => (tag === 'img' && addressOf(value)?.host === 'relative.invalid' ? value : null),
};

/**
 * @param {Element} element
 * @param {unknown} attributes
 * @param {string} tag
 * @param {string} scope
 */
function setAttributes(element, attributes, tag, scope) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value !== 'string' || !ATTRIBUTES.test(name)) continue;
    const allowed = Object.hasOwn(VALUES, name) ? VALUES[name](value, tag, scope) : value;
    if (allowed !== null) element.setAttribute(name, allowed);
  }
}

/**
 * @param {unknown} part
 * @returns {unknown} an element as a tree whose children are nodes, a text as a string, a comment as nothing
 */
function partOf(part) {
  if (!(part instanceof Element)) return part instanceof Text ? part.data : part;
  const pairs = [...part.attributes].map(({ name, value }) => [name, value]);
  return [part.localName, Object.fromEntries(pairs), ...part.childNodes];
}

/**
 * @param {unknown} source a node of another document, or a tree
 * @param {string} scope
 * @param {number} depth
 * @returns {Node}
 */
function nodeOf(source, scope, depth) {
  const tree = partOf(source);
  if (typeof tree === 'string') return document.createTextNode(tree);
  const part = document.createDocumentFragment();
  if (!Array.isArray(tree) || depth > DEEPEST) return part;
  const [tag, attributes, ...children] = tree;
  const namespace = NAMESPACES.find(([tags]) => tags.has(tag))?.[1];
  const element = namespace && document.createElementNS(namespace, tag);
  if (element) setAttributes(element, attributes, tag, scope);
  (element ?? part).append(...children.map((child) => nodeOf(child, scope, depth + 1)));
  return element ?? part;
}

/**
 * The elements of a question or a card. Of an element that is not allowed its text remains.
 * @param {Marked} [marked]
 * @returns {Node}
 */
export function elementsOf({ html, tree } = {}) {
  const root = partOf(tree ?? inert(html ?? '').body.firstElementChild);
  const id = /** @type {any} */ (root)?.[1]?.id;
  return nodeOf(root, /^q-[\w-]+$/.test(id) ? id : 'q-', 0);
}
