/**
 * What two texts have in common when they differ only in case, accents and the width of gaps.
 * @param {string} text
 * @returns {string}
 */
export function folded(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
