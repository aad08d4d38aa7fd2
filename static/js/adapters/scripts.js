// What the page's policy allows one maker alone to make: the addresses of scripts and workers, which are ours, and documents
// that nothing runs in.

/** How long a script may take, in milliseconds. */
export const PATIENCE = 15_000;
const OURS = /^(?:(?:questions|cards)\/[\w.-]+\.js(?:\?again)?|assets\/[\w.]+\.js|pagefind\/pagefind-worker\.js|sw\.js)$/;

const RULES = {
  /** @type {(script: string, base: string) => string} */
  createScriptURL: (path, folder) => {
    if (!OURS.test(path)) throw new TypeError(`${path} is not ours.`);
    return folder + path;
  },
  /** @type {(markup: string) => string} */
  createHTML: (markup) => markup,
};

/** @type {any} */
let policy;

const maker = () => (policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy('lecprep', RULES) ?? RULES);

/**
 * @param {string} base the site's base path
 * @param {string} script its path below that
 * @returns {any} a TrustedScriptURL, where browsers know it
 */
export function trusted(base, script) {
  return maker().createScriptURL(script, base);
}

/**
 * @param {string} markup
 * @returns {Document} what it says, in no window: there no script runs, and nothing is loaded
 */
export function inert(markup) {
  return new DOMParser().parseFromString(maker().createHTML(markup), 'text/html');
}

/**
 * Runs a script of the site.
 * @param {string} base
 * @param {string} path
 * @param {number} patience milliseconds
 * @returns {Promise<void>}
 */
export function run(base, path, patience) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(path));
    setTimeout(script.onerror, patience);
    script.src = trusted(base, path);
    document.head.append(script);
  });
}
