/**
 * The order in which a question shows its parts: the one that a paper was drawn with, as long as it fits the question, or
 * the one made here.
 * @param {number} count
 * @param {readonly number[] | null | undefined} drawn
 * @param {() => number[]} make
 * @returns {number[]}
 */
export function orderOf(count, drawn, make) {
  const fits = drawn?.length === count && new Set(drawn).size === count && drawn.every((index) => index >= 0 && index < count);
  return fits ? drawn.map(Math.floor) : make();
}
