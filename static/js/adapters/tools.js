// What components are given: storage, time and chance, all named by the site's base path, for the sites of one account
// share one origin.
/** @import { Clock } from './clock.js' */
/** @import { Settings } from './settings.js' */
/** @import { Visit } from './visit.js' */
import { clock } from './clock.js';
import { PATIENCE, run, trusted } from './scripts.js';
import { displaySettings } from './settings.js';
import { Store } from './store.js';
import { currentVisit } from './visit.js';

/**
 * `base` is the site's base path; below it are the scripts that `run` runs, and those that become a `worker`.
 * @typedef {{
 *   store: Store, clock: Clock, visit: Visit, settings: Settings, base: string,
 *   run: (script: string) => Promise<void>, worker: (script: string) => Worker,
 * }} Tools
 */

/**
 * The folder that holds the site, from the address of its script, which lies in `assets/`.
 * @param {string} script
 * @returns {string}
 */
export function basePath(script) {
  return new URL(script).pathname.replace(/assets\/[^/]*$/, '');
}

/**
 * @param {string} base
 * @returns {Tools}
 */
export function siteTools(base) {
  return {
    store: new Store(`lecprep:${base}`),
    clock,
    visit: currentVisit(base),
    settings: displaySettings(base),
    base,
    run: (script) => run(base, script, PATIENCE),
    worker: (script) => new Worker(trusted(base, script)),
  };
}
