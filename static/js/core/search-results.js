// What Pagefind answers, as the rows that are shown.
import { word } from './catalogue.js';
import { folded } from './fold.js';

/**
 * A part of a page that was found, as Pagefind gives it. The heading's element says what it stands for: the index is made
 * so, in search.py.
 * @typedef {object} Found
 * @property {string} title
 * @property {string} url
 * @property {{ element: string }} [anchor] none: the page itself
 * @property {readonly { weight: number, location: number }[]} weighted_locations
 * @property {string} excerpt words, those that were asked for between `<mark>` and `</mark>`, with `<` and `>` escaped
 */

/** @typedef {{ meta: { title?: string }, content: string, sub_results: readonly Found[] }} FoundPage */

/**
 * A row of results. `kind`: what it stands for, where it is no section; `where`: the title of its page; in `text` every other
 * part, from the second on, is what was asked for.
 * @typedef {{ url: string, title: string, kind: string, where: string, text: string[] }} Hit
 */

const MOST_OF_A_PAGE = 3;
// Forms of a word, and ways to write it, mostly differ in its second half. Pagefind takes much less for the same word.
const SHORTEST_STEM = 3;

/** What headings stand for, where it is no section. */
const FOUND_KINDS = new Map([
  ['h3', word('search.question')],
  ['h4', word('search.definition')],
]);

/**
 * Pagefind ranks lectures. Of what it found in them, a place that holds more of the words comes first, whatever its lecture.
 * @param {readonly FoundPage[]} pages the best first
 * @param {string} query
 * @returns {Hit[]} the best places of each
 */
export function hitsOf(pages, query) {
  const asked = folded(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((each) => each.slice(0, Math.max(SHORTEST_STEM, Math.ceil(each.length / 2))));
  return pages
    .flatMap(({ meta, content, sub_results: places }) => {
      const words = content.split(/\s+/);
      const ranked = places.map((place) => ({ place, distinct: wordsIn(place, words, asked), weight: weightOf(place) }));
      const sound = ranked.filter(({ distinct }) => distinct > 0);
      sound.sort((a, b) => b.distinct - a.distinct || b.weight - a.weight);
      return sound.slice(0, MOST_OF_A_PAGE).map(({ place, distinct }) => ({ hit: hitOf(place, meta.title ?? ''), distinct }));
    })
    .sort((a, b) => b.distinct - a.distinct)
    .map(({ hit }) => hit);
}

/**
 * @param {Found} place
 * @param {readonly string[]} words of its page
 * @param {readonly string[]} asked the beginnings of the words of the query
 * @returns {number} how many of these it holds
 */
function wordsIn({ weighted_locations: found }, words, asked) {
  const matched = folded(found.map(({ location: at }) => words[at] ?? '').join(' '));
  return asked.filter((stem) => matched.includes(stem)).length;
}

/**
 * @param {Found} place
 * @returns {number} more for words in headings
 */
function weightOf({ weighted_locations: found }) {
  return found.reduce((sum, { weight }) => sum + weight, 0);
}

/**
 * @param {Found} place
 * @param {string} page its title
 * @returns {Hit}
 */
function hitOf({ title, url, anchor, excerpt }, page) {
  const [kind, where] = anchor ? [FOUND_KINDS.get(anchor.element) ?? '', page] : ['', ''];
  return { url, title, kind, where, text: withoutTitle(marked(excerpt), title) };
}

/**
 * @param {string} excerpt
 * @returns {string[]} text, what was asked for, text, and so on
 */
export function marked(excerpt) {
  return excerpt.split(/<\/?mark>/).map((part) => part.replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
}

/**
 * An excerpt may begin with the heading that stands above it already, or with the end of it.
 * @param {readonly string[]} parts
 * @param {string} title
 * @returns {string[]}
 */
export function withoutTitle(parts, title) {
  const text = parts.join('');
  const words = title.split(' ');
  const end = words.map((_, first) => `${words.slice(first).join(' ')}.`).find((each) => text.startsWith(each)) ?? '';
  let left = end.length;
  const cut = parts.map((part) => {
    const gone = Math.min(left, part.length);
    left -= gone;
    return part.slice(gone);
  });
  const first = cut.findIndex((part) => part !== '');
  if (first >= 0) cut[first] = cut[first].trimStart();
  return cut;
}
