// The service worker of a site that is not for reading offline: in the browser of somebody who was here when it was, it
// takes the place of the one before, removes what that one kept, and goes.
(() => {
  const worker = /** @type {any} */ (globalThis);
  const prefix = `lecprep:${new URL(worker.registration.scope).pathname}:`;
  const leave = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
    await worker.registration.unregister();
  };
  worker.addEventListener('install', () => worker.skipWaiting());
  worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(leave()));
  // An old page, shown for the last time, may have asked for it once more in that very moment, which makes it stay.
  worker.addEventListener('fetch', (/** @type {any} */ event) => {
    if (event.request.mode === 'navigate') event.waitUntil(worker.registration.unregister());
  });
})();
