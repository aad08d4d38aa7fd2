// The service worker: keeps a whole version of the site, and answers from it with or without a network. A script that
// stands alone; offline.py puts what a version consists of before it, as `lecprepSite`. Paths are below the site's top.
(() => {
  const worker = /** @type {any} */ (globalThis);
  /** @type {{ version: string, kept: Record<string, string>, visited: Record<string, string> }} digests by path */
  const { version, kept, visited } = worker.lecprepSite;
  const base = new URL(worker.registration.scope).pathname;
  // Other sites of this origin have caches of their own.
  const prefix = `lecprep:${base}:`;
  const name = prefix + version;
  // What says that a version is whole.
  const LIST = '.lecprep-list';
  const AT_ONCE = 6;

  /** @param {string} path */
  const addressOf = (path) => base + path.split('/').map(encodeURIComponent).join('/');

  /** @param {ArrayBuffer} data */
  const digestOf = async (data) => {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data)).subarray(0, 8);
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };

  /**
   * A file as this version has it, and never one of the version before or after, whatever lies on the way.
   * @param {Response} response
   * @param {string} digest
   * @returns {Promise<Response>}
   */
  const checked = async (response, digest) => {
    const data = await response.arrayBuffer();
    if (!response.ok || (await digestOf(data)) !== digest) throw new Error(`${response.url} is not of this version.`);
    const headers = new Headers(response.headers);
    for (const header of ['content-encoding', 'content-length']) headers.delete(header);
    return new Response(data, { headers });
  };

  /** The versions that are whole, the newest last, with the digests of their files. */
  const versions = async () => {
    const names = (await caches.keys()).filter((each) => each.startsWith(prefix));
    const all = await Promise.all(
      names.map(async (each) => {
        const cache = await caches.open(each);
        const list = await cache.match(addressOf(LIST));
        return { name: each, cache, list: list ? await list.json() : null };
      }),
    );
    return { names, whole: all.filter(({ list }) => list) };
  };

  // What the version before has already is not fetched again, nor what an attempt that was broken off has brought.
  const install = async () => {
    const cache = await caches.open(name);
    const { whole } = await versions();
    /** @type {(path: string, digest: string) => Promise<void>} */
    const keep = async (path, digest) => {
      const address = addressOf(path);
      if (await cache.match(address)) return;
      const before = whole.find(({ list }) => list[path] === digest);
      const known = before && (await before.cache.match(address));
      await cache.put(address, known ?? (await checked(await fetch(address, { cache: 'no-cache' }), digest)));
    };
    const waiting = Object.entries(kept);
    const work = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await keep(...next);
    };
    // One that meets a failure stops; what the others are fetching is kept for the next attempt.
    for (const each of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
      if (each.status === 'rejected') throw each.reason;
    }
    await cache.put(addressOf(LIST), new Response(JSON.stringify(kept)));
  };

  // The version before stays: pages that are open may yet ask for something of it.
  const activate = async () => {
    const { names, whole } = await versions();
    const before = whole.filter((each) => each.name !== name).at(-1)?.name;
    await Promise.all(names.filter((each) => each !== name && each !== before).map((each) => caches.delete(each)));
    await worker.clients.claim();
  };

  /** @param {string} address */
  const pathOf = (address) => {
    try {
      return decodeURIComponent(address.slice(base.length));
    } catch {
      return '';
    }
  };

  /**
   * @param {Request} request
   * @param {string} path
   * @param {(work: Promise<unknown>) => void} meanwhile
   * @returns {Promise<Response>}
   */
  const answer = async (request, path, meanwhile) => {
    // As hosts find a page.
    const [found] = [path === '' || path.endsWith('/') ? `${path}index.html` : path, `${path}.html`].filter(
      (each) => Object.hasOwn(kept, each) || Object.hasOwn(visited, each),
    );
    const cache = await caches.open(name);
    if (found) {
      const known = await cache.match(addressOf(found));
      if (known) return known;
    } else {
      for (const { cache: other } of (await versions()).whole) {
        const known = await other.match(addressOf(path));
        if (known) return known;
      }
    }
    const response = await fetch(request);
    if (found && response.ok) {
      const copy = response.clone();
      const keep = async () => cache.put(addressOf(found), await checked(copy, kept[found] ?? visited[found]));
      meanwhile(keep().catch(() => {}));
    }
    return response;
  };

  worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(install()));
  worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(activate()));
  worker.addEventListener('message', (/** @type {any} */ event) => event.data === 'accept' && worker.skipWaiting());
  worker.addEventListener('fetch', (/** @type {any} */ event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    const isOurs = request.method === 'GET' && origin === worker.location.origin && pathname.startsWith(base);
    if (!isOurs || request.headers.has('range')) return;
    event.respondWith(answer(request, pathOf(pathname), (work) => event.waitUntil(work)));
  });
})();
