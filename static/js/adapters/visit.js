// One visit: as long as a tab is open, over all its pages. Its seed decides every shuffle of the visit.

/**
 * @typedef {object} Visit
 * @property {number} seed
 * @property {() => string} newId an id that no other tab or device will make
 */

/**
 * @returns {string}
 */
function newId() {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('');
}

/**
 * @param {string} base the site's base path
 * @param {() => Storage} [storage] throws where storage is forbidden; the seed then lasts as long as the page
 * @returns {Visit}
 */
export function currentVisit(base, storage = () => sessionStorage) {
  const key = `lecprep:${base}:visit`;
  let [seed] = crypto.getRandomValues(new Uint32Array(1));
  try {
    const known = storage().getItem(key) ?? '';
    if (/^\d+$/.test(known)) seed = Number(known);
    storage().setItem(key, `${seed}`);
  } catch {
    // Nothing is lost: the choices are shuffled anew on the next page.
  }
  return { seed, newId };
}
