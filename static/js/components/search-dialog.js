/** @import { Findings, Searcher } from '../adapters/searcher.js' */
/** @import { Tools } from '../adapters/tools.js' */
/** @import { Hit } from '../core/search-results.js' */
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { searcher } from '../adapters/searcher.js';
import { hitsOf } from '../core/search-results.js';
import { all, make } from './dom.js';
import { isOn, turn } from './exam-settings.js';

// A pause in typing, after which it is looked for.
const PAUSE = 100;
const LECTURES_AT_ONCE = 5;

/**
 * @param {string} className
 * @param {string} text
 * @returns {HTMLElement}
 */
function button(className, text) {
  const made = make('button', className, [text]);
  made.setAttribute('type', 'button');
  return made;
}

/**
 * @param {Hit} hit
 * @param {string} language that of the words for its kind
 * @returns {HTMLElement}
 */
function rowFor({ url, title, kind, where, text }, language) {
  const link = make('a', '', [title]);
  link.setAttribute('href', url);
  const marks = text.map((part, index) => (index % 2 && part ? make('mark', '', [part]) : part));
  const is = make('bdi', '', [kind]);
  is.lang = language;
  return make('li', 'hit', [link, make('p', 'hit-where', [is, kind && where && ' · ', where]), make('p', 'hit-text', [...marks, ' …'])]);
}

/**
 * The search in a dialog of its own, made when it is first opened. Results are links in a list; the arrow keys lead from
 * the field through them and back, and Enter in the field opens the first.
 * @param {HTMLElement} opener
 * @param {Tools} tools
 * @returns {{ open: () => void }}
 */
export function searchDialog(opener, { base, clock, settings, worker }) {
  const isOnDisk = location.protocol === 'file:';
  const heading = make('h2', '', [word('search.title')]);
  heading.id = 'lp-search-h';
  const input = /** @type {HTMLInputElement} */ (make('input', 'input'));
  Object.assign(input, { type: 'search', id: 'lp-search-q', autocomplete: 'off', spellcheck: false, enterKeyHint: 'search' });
  const label = make('label', '', [word('search.label'), input]);
  const form = make('form', '', [label]);
  form.setAttribute('role', 'search');
  const status = make('p', 'hit-count');
  status.setAttribute('role', 'status');
  const list = make('ol', 'hits');
  const more = button('btn', word('search.more'));
  const slash = /** @type {HTMLInputElement} */ (make('input', 'tickbox'));
  slash.type = 'checkbox';
  const close = button('btn', word('search.close'));
  const foot = make('div', 'slip-foot', isOnDisk ? [close] : [make('label', 'hit-slash', [slash, word('search.slash')]), close]);
  const body = make('div', 'slip-body', isOnDisk ? [word('search.on-disk')] : [form, status, list, more]);
  const dialog = /** @type {HTMLDialogElement} */ (make('dialog', 'slip search', [heading, body, foot]));
  dialog.setAttribute('aria-labelledby', heading.id);
  // The words may be in another language than the course, and so than what is found in it.
  dialog.lang = /** @type {HTMLElement} */ (opener.closest('[lang]')).lang;
  Object.assign(list, { lang: document.documentElement.lang, dir: document.dir });
  const sheet = make('link', '');
  sheet.setAttribute('rel', 'stylesheet');
  sheet.setAttribute('href', `${base}${opener.dataset.styles}`);
  document.head.append(sheet);
  document.body.append(dialog);

  /** @type {Searcher | null} */
  let engine = null;
  const ready = () => (engine ??= searcher(worker('pagefind/pagefind-worker.js'), base, document.documentElement.lang.toLowerCase()));
  /** @type {Findings | null} */
  let findings = null;
  let left = 0;
  let searches = 0;
  let cancel = () => {};

  /** @param {Hit[]} hits */
  const add = (hits) => {
    list.append(...hits.map((hit) => rowFor(hit, dialog.lang)));
    more.hidden = left === 0;
  };
  const clear = () => {
    findings = null;
    left = 0;
    list.replaceChildren();
    add([]);
  };
  /** @param {number} own the search that asks; a later one may have begun meanwhile */
  const next = async (own) => {
    const pages = (await findings?.next(LECTURES_AT_ONCE)) ?? [];
    if (own !== searches) return null;
    left = Math.max(0, left - LECTURES_AT_ONCE);
    return hitsOf(pages, input.value);
  };
  const search = async () => {
    cancel();
    const query = input.value.trim();
    searches += 1;
    const own = searches;
    if (query === '') {
      clear();
      status.textContent = '';
      return;
    }
    try {
      const found = await ready().find(query);
      if (own !== searches) return;
      findings = found;
      left = found.count;
      const hits = await next(own);
      if (!hits) return;
      list.replaceChildren();
      add(hits);
      status.textContent = hits.length > 0 || left > 0 ? say(word('search.found'), { n: found.count }) : word('search.nothing');
    } catch {
      if (own !== searches) return;
      engine?.close();
      engine = null;
      clear();
      status.textContent = word('search.failed');
    }
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    all(list, 'a')[0]?.click();
  });
  input.addEventListener('input', () => {
    cancel();
    cancel = clock.later(PAUSE, search);
  });
  more.addEventListener('click', async () => {
    const shown = list.children.length;
    const hits = await next(searches).catch(() => null);
    if (!hits) return;
    add(hits);
    all(list, 'a')[shown]?.focus();
  });
  dialog.addEventListener('keydown', (event) => {
    // A search field would be emptied first.
    if (event.key === 'Escape') {
      event.preventDefault();
      dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [input, ...all(list, 'a'), ...(more.hidden ? [] : [more])];
    const place = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (place < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(place + step, 0), stops.length - 1)].focus();
  });
  // A result on this very page is under the dialog.
  list.addEventListener('click', ({ target }) => target instanceof Element && target.closest('a') && dialog.close());
  close.addEventListener('click', () => dialog.close());
  slash.addEventListener('change', () => turn(settings, 'keys', slash.checked));
  clear();

  return {
    open: () => {
      slash.checked = isOn(settings, 'keys');
      dialog.showModal();
      if (isOnDisk) return;
      input.focus();
      input.select();
      // Fetched while the student types.
      ready();
    },
  };
}
