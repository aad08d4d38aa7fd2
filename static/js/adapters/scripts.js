// The one way to make the address of a script or a worker: the page's policy allows a single maker, and it makes ours alone.

/** How long a script may take, in milliseconds. */
export const PATIENCE = 15_000;
const OURS = /^(?:(?:questions|cards)\/[\w.-]+\.js(?:\?again)?|assets\/[\w.]+\.js|pagefind\/pagefind-worker\.js|sw\.js)$/;

/** @type {{ createScriptURL: (path: string, base: string) => any } | null} */
let policy = null;

/**
 * @param {string} base the site's base path
 * @param {string} script its path below that
 * @returns {any} a TrustedScriptURL, where browsers know it
 */
export function trusted(base, script) {
  const rules = {
    /** @type {(script: string, base: string) => string} */
    createScriptURL: (path, folder) => {
      if (!OURS.test(path)) throw new TypeError(`${path} is no script of this site.`);
      return folder + path;
    },
  };
  policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy('lecprep', rules) ?? rules;
  return policy?.createScriptURL(script, base);
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
    script.onerror = () => reject(new Error(`${path} did not load.`));
    setTimeout(script.onerror, patience);
    script.src = trusted(base, path);
    document.head.append(script);
  });
}
