// Pagefind, in the worker that comes with the index: it is asked by messages, and fetches the parts of the index it needs.
/** @import { FoundPage } from '../core/search-results.js' */

const LONGEST_ANSWER = 20_000;
const WORDS_OF_AN_EXCERPT = 24;

/**
 * What was found: how many pages, and the way to the next few of them, the best first.
 * @typedef {{ count: number, next: (most: number) => Promise<FoundPage[]> }} Findings
 */

/**
 * @typedef {object} Searcher
 * @property {(query: string) => Promise<Findings>} find
 * @property {() => void} close
 */

/**
 * @param {Worker} worker
 * @param {string} base the site's base path
 * @param {string} language of the course
 * @returns {Searcher}
 */
export function searcher(worker, base, language) {
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let last = 0;
  /** @param {string} why */
  const fail = (why) => {
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };
  worker.onmessage = ({ data: { id, result, error } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(result);
  };
  worker.onerror = () => fail('The worker did not load.');
  /**
   * @param {string} method
   * @param {...unknown} args
   * @returns {Promise<any>}
   */
  const ask = (method, ...args) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      waiting.set(id, { resolve, reject });
      setTimeout(() => {
        if (waiting.delete(id)) reject(new Error(`${method} took too long.`));
      }, LONGEST_ANSWER);
      worker.postMessage({ id, method, args });
    });

  const isThere = () =>
    fetch(`${base}pagefind/pagefind-entry.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  // Words that stand everywhere say nothing, and cost most: they are asked for only where there are no others.
  const common = fetch(`${base}pagefind/common.json`)
    .then((response) => response.json())
    .then((words) => new Set(words))
    .catch(() => new Set());
  /** @param {string} query */
  const withoutCommon = async (query) => {
    const words = query.split(/\s+/);
    const known = await common;
    const kept = words.filter((word) => !known.has(word.toLowerCase()));
    return kept.length === 0 || query.includes('"') ? query : kept.join(' ');
  };
  const options = { basePath: `${base}pagefind/`, baseUrl: base, language, excerptLength: WORDS_OF_AN_EXCERPT };
  const ready = ask('init', options);
  ready.catch(() => {});
  return {
    find: async (query) => {
      await ready;
      const { results } = await ask('search', await withoutCommon(query), {});
      // Pagefind takes a part of the index that it could not fetch for one that holds nothing.
      if (results.length === 0 && !(await isThere())) throw new Error('The index is out of reach.');
      let shown = 0;
      return {
        count: results.length,
        next: (most) => {
          const some = results.slice(shown, shown + most);
          shown += some.length;
          return Promise.all(some.map((/** @type {{ data: string }} */ { data }) => ask('getData', data)));
        },
      };
    },
    close: () => {
      fail('The search was closed.');
      worker.terminate();
    },
  };
}
