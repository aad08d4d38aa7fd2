import { folded } from '../core/fold.js';
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { all, one } from './dom.js';

/**
 * Shows the terms that hold what is typed, in the term or in its meaning. The count is a status region of its own.
 * @param {HTMLElement} root
 */
export function glossaryFilter(root) {
  const input = one(root, '[data-find]');
  const count = one(root, '[data-count]');
  if (!(input instanceof HTMLInputElement)) return;
  const groups = all(root, '.letter').map((group) => ({
    group,
    terms: all(group, '.term').map((term) => ({ term, text: folded(term.textContent) })),
  }));
  const filter = () => {
    const wanted = folded(input.value);
    let found = 0;
    for (const { group, terms } of groups) {
      for (const { term, text } of terms) term.hidden = !text.includes(wanted);
      const here = terms.filter(({ term }) => !term.hidden).length;
      group.hidden = here === 0;
      found += here;
    }
    if (count) count.textContent = found > 0 ? say(word('count.terms'), { n: found }) : word('glossary.none');
  };
  input.addEventListener('input', filter);
  // A browser may bring back what was typed before a reload.
  if (input.value) filter();
}
