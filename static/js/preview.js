// Keeps a page up to date while its author writes: `lecprep serve` gives it to every page, and no site has it.
// A classic script at the end of the page. It listens to the server, and loads anew what has changed; where the reader was
// and which answers were open survives.
(() => {
  const KEPT = 'lecprep:preview';
  const RETRY = 400; // milliseconds

  /** @typedef {{ place: string, what: string, help: string }} Mistake */
  /** @typedef {{ build: number, reload: boolean, styles: string[], images: string[], mistakes: Mistake[], remarks: Mistake[] }} News */

  const built = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="lecprep-build"]'));
  let build = Number(built?.content ?? 0);

  /**
   * Returns what folds on the page, each under a name that an edit elsewhere leaves alone.
   * @returns {Map<string, HTMLDetailsElement>}
   */
  const folds = () => {
    const found = new Map();
    for (const fold of document.querySelectorAll('details')) {
      const near = fold.parentElement?.closest('[id]')?.id ?? '';
      let name = near;
      for (let place = 1; found.has(name); place += 1) name = `${near} ${place}`;
      found.set(name, fold);
    }
    return found;
  };

  /** Returns the first element with a name that is on the screen, or nothing. */
  const mark = () =>
    [...document.querySelectorAll('main [id]')].find((element) => element.getClientRects().length && element.getBoundingClientRect().bottom > 0);

  const keep = () => {
    const at = mark();
    const open = [...folds()].filter(([, fold]) => fold.open).map(([name]) => name);
    const kept = {
      page: location.pathname,
      open,
      id: at?.id ?? '',
      top: at?.getBoundingClientRect().top ?? 0,
      scroll: scrollY,
      focus: document.activeElement?.id ?? '',
    };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    sessionStorage.removeItem(KEPT);
    if (kept?.page !== location.pathname) return;
    history.scrollRestoration = 'manual';
    const there = folds();
    for (const name of kept.open) {
      const fold = there.get(name);
      if (fold) fold.open = true;
    }
    const scroll = () => {
      const at = kept.id && document.getElementById(kept.id);
      const top = at ? scrollY + at.getBoundingClientRect().top - kept.top : kept.scroll;
      scrollTo({ top, behavior: 'instant' });
    };
    scroll();
    // Not before: the browser would scroll to where it was, which is not where it is now.
    addEventListener('pagehide', () => {
      history.scrollRestoration = 'auto';
    });
    addEventListener('load', () => {
      scroll();
      if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
    });
  };

  /** @param {string} address */
  const fresh = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set('build', String(build));
    return url.href;
  };

  /** @param {string[]} paths */
  const loadStyles = (paths) => {
    for (const link of /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel=stylesheet]'))) {
      if (!paths.some((path) => new URL(link.href).pathname.endsWith(`/${path}`))) continue;
      const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
      next.href = fresh(link.href);
      // The old one goes when the new one is there: the page is never without.
      next.addEventListener('load', () => link.remove());
      link.after(next);
    }
  };

  /** @param {string[]} paths */
  const loadImages = (paths) => {
    /** @param {string} address */
    const isNew = (address) => paths.some((path) => new URL(address, location.href).pathname.endsWith(`/${encodeURI(path)}`));
    for (const image of document.querySelectorAll('img')) {
      if (isNew(image.src)) image.src = fresh(image.src);
    }
    for (const source of document.querySelectorAll('source')) {
      if (isNew(source.srcset)) source.srcset = fresh(source.srcset);
    }
  };

  const looks = new CSSStyleSheet();
  looks.replaceSync(`
    :host { position: fixed; inset: auto 0 0; z-index: 9999; max-block-size: 60vh; overflow: auto; display: block; }
    section { background: #2b0f0c; color: #fff; font: 1rem/1.5 system-ui, sans-serif; padding: 1rem 1.25rem; border-block-start: 4px solid #ff8d7a; }
    h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
    ul { margin: 0; padding: 0; list-style: none; display: grid; gap: .75rem; }
    code { color: #ffb4a6; font: .95rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
    p { margin: 0; overflow-wrap: anywhere; }
    .help { color: #d9d2d0; }
    :host(.remarks) { inset: auto 1rem 1rem auto; inline-size: fit-content; max-inline-size: min(34rem, calc(100vw - 2rem)); border-radius: 10px; }
    :host(.remarks) section { background: #2a2410; border-block-start: 0; border-inline-start: 4px solid #f2c14e; padding: .5rem 1rem; }
    :host(.remarks) code { color: #f5d98a; }
    summary { cursor: pointer; min-block-size: 1.5rem; }
    details[open] summary { margin-block-end: .5rem; }
    @media print { :host { display: none; } }
  `);
  const MOST = 8;
  const UNFOLDED = 'lecprep:remarks';
  /** @type {HTMLElement | undefined} */
  let panel;
  /** @type {HTMLElement | undefined} */
  let corner;
  let shown = '[]';
  let noted = '[]';

  /**
   * @param {string} name
   * @param {string} text
   * @param {string} [className]
   */
  const element = (name, text, className = '') => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  };

  /**
   * Returns the first of some mistakes as a list, and where the others are.
   * @param {Mistake[]} mistakes
   */
  const listed = (mistakes) => {
    const list = document.createElement('ul');
    for (const { place, what, help } of mistakes.slice(0, MOST)) {
      const item = document.createElement('li');
      if (place) item.append(element('code', place));
      item.append(element('p', what));
      if (help) item.append(element('p', help, 'help'));
      list.append(item);
    }
    return mistakes.length > MOST ? [list, element('p', 'The others are listed in the terminal.', 'help')] : [list];
  };

  /** @param {Mistake[]} mistakes */
  const show = (mistakes) => {
    if (shown === JSON.stringify(mistakes)) return; // it was read out when it appeared
    shown = JSON.stringify(mistakes);
    panel?.remove();
    panel = undefined;
    if (!mistakes.length) return;
    panel = document.createElement('div');
    panel.id = 'lecprep-mistakes';
    panel.setAttribute('role', 'alert');
    panel.tabIndex = 0; // it scrolls when there is much to say
    const root = panel.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [looks];
    const box = document.createElement('section');
    box.append(element('h2', mistakes.length === 1 ? 'A mistake to mend' : `${mistakes.length} mistakes to mend`));
    box.append(...listed(mistakes));
    root.append(box);
    document.body.append(panel);
  };

  /**
   * Shows warnings in a corner, folded until somebody wants to read them; they keep nobody from publishing.
   * @param {Mistake[]} remarks
   */
  const remark = (remarks) => {
    if (noted === JSON.stringify(remarks)) return;
    noted = JSON.stringify(remarks);
    const hadFocus = corner !== undefined && document.activeElement === corner;
    corner?.remove();
    corner = undefined;
    if (!remarks.length) return;
    corner = document.createElement('aside');
    corner.id = 'lecprep-remarks';
    corner.className = 'remarks';
    corner.setAttribute('aria-label', 'Remarks on this page');
    const root = corner.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [looks];
    const box = document.createElement('section');
    const fold = document.createElement('details');
    fold.open = sessionStorage.getItem(UNFOLDED) !== null;
    fold.addEventListener('toggle', () => {
      if (fold.open) sessionStorage.setItem(UNFOLDED, '');
      else sessionStorage.removeItem(UNFOLDED);
    });
    const count = element('summary', remarks.length === 1 ? '1 remark on this page' : `${remarks.length} remarks on this page`);
    fold.append(count, ...listed(remarks));
    box.append(fold);
    root.append(box);
    document.body.append(corner);
    if (hadFocus) count.focus();
  };

  /** @param {News} news */
  const take = (news) => {
    build = news.build;
    if (news.reload) {
      keep();
      location.reload();
      return;
    }
    loadStyles(news.styles);
    loadImages(news.images);
    show(news.mistakes);
    // What keeps the course from being published comes first.
    remark(news.mistakes.length ? [] : news.remarks);
  };

  const listen = () => {
    const address = new URL('/-/news', location.href);
    address.protocol = location.protocol.replace('http', 'ws');
    address.search = String(new URLSearchParams({ page: location.pathname, build: String(build) }));
    const socket = new WebSocket(address);
    socket.addEventListener('message', (message) => take(JSON.parse(message.data)));
    socket.addEventListener('close', () => setTimeout(listen, RETRY));
  };

  restore();
  listen();
})();
