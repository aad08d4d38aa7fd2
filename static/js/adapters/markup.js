// Markup of the site's own scripts becomes a tree, which is what an attempt keeps and what elements are made of.
/** @import { Tree } from '../core/progress.js' */
import { inert } from './scripts.js';

/**
 * @param {Node} node
 * @returns {any} the text of one that is no element, nothing for a comment
 */
function treeOf(node) {
  if (!(node instanceof Element)) return node instanceof Text ? node.data : '';
  const attributes = [...node.attributes].map(({ name, value }) => [name, value]);
  return [node.localName, Object.fromEntries(attributes), ...[...node.childNodes].map(treeOf)];
}

/**
 * Gives what holds markup the tree of its first element, which is made when it is asked for.
 * @template {{ html: string }} Marked
 * @param {Marked} marked
 * @returns {Marked & { readonly tree: Tree }}
 */
export function withTree(marked) {
  return {
    ...marked,
    get tree() {
      return treeOf(/** @type {Element} */ (inert(marked.html).body.firstElementChild));
    },
  };
}
