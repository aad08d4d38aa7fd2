// The service worker, as pages know it.
import { trusted } from './scripts.js';

/**
 * @typedef {object} Offline
 * @property {() => Promise<boolean>} isExamSat in any tab; then nothing is offered
 * @property {() => void} later the student does not want it now: until this tab is closed
 * @property {() => void} accept the next version takes over, and this page shows it
 */

/**
 * Keeps the site for reading offline, where the browser can and may. `onNext` is called when a later version is there, whole,
 * but does not rule yet.
 * @param {string} base the site's base path
 * @param {string} script
 * @param {(offline: Offline) => void} onNext
 * @returns {Promise<void>}
 */
export async function keepOffline(base, script, onNext) {
  const container = navigator.serviceWorker;
  const saves = /** @type {any} */ (navigator).connection?.saveData;
  if (!container || saves) return;
  const registration = await container.register(trusted(base, script), { scope: base, updateViaCache: 'none' });
  const postponed = `lecprep:${base}:later`;
  const offline = {
    isExamSat: async () => {
      const { held = [] } = (await navigator.locks?.query()) ?? {};
      return held.some(({ name }) => name?.startsWith(`lecprep:${base}:`));
    },
    later: () => {
      try {
        sessionStorage.setItem(postponed, 'yes');
      } catch {
        // Then the next page asks again.
      }
    },
    accept: () => {
      container.addEventListener('controllerchange', () => location.reload(), { once: true });
      registration.waiting?.postMessage('accept');
    },
  };
  const isPostponed = () => {
    try {
      return sessionStorage.getItem(postponed) !== null;
    } catch {
      return false;
    }
  };
  const look = () => {
    if (registration.waiting && container.controller && !isPostponed()) onNext(offline);
  };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  look();
}
