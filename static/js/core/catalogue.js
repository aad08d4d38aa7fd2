// The words of the interface stand in the catalogue of the course's language (src/lecprep/locales). When the scripts of a
// site are joined, each `word('key')` becomes its text and this module is left out; where modules are loaded one by one, as
// in tests, whoever loads them has put the words here.

/**
 * @param {string} key
 * @returns {string} the text, or its forms in the order of the language's plural categories, between bars
 */
export function word(key) {
  return /** @type {{ lecprepWords: Record<string, string> }} */ (/** @type {unknown} */ (globalThis)).lecprepWords[key];
}
