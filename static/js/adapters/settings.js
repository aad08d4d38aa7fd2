// Display settings: the one thing kept in localStorage, because boot.js needs them before the first paint.

/**
 * @typedef {object} Settings
 * @property {() => Record<string, string>} load
 * @property {(values: Record<string, string>) => void} save
 * @property {(listener: (values: Record<string, string>) => void) => void} onChange changes made in another tab
 */

/**
 * @param {string} base the site's base path
 * @param {() => Storage} [storage] throws where storage is forbidden; the settings then last as long as the page
 * @returns {Settings}
 */
export function displaySettings(base, storage = () => localStorage) {
  const key = `lecprep:${base}:display`;
  const load = () => {
    try {
      return JSON.parse(storage().getItem(key) ?? '{}') ?? {};
    } catch {
      return {};
    }
  };
  return {
    load,
    save: (values) => {
      try {
        storage().setItem(key, JSON.stringify(values));
      } catch {
        // The page shows the choice all the same.
      }
    },
    onChange: (listener) => addEventListener('storage', (event) => event.key === key && listener(load())),
  };
}
