import { all, emit } from './dom.js';

/**
 * Marks the heading that is being read in every table of contents: the last one above a line near the top of the
 * window; at the end of the page the last of all.
 * @param {HTMLElement} page
 */
export function scrollSpy(page) {
  const links = all(page, '.toc a').filter((link) => link instanceof HTMLAnchorElement);
  const ids = new Set(links.map((link) => decodeURIComponent(link.hash.slice(1))));
  const headings = [...ids].map((id) => document.getElementById(id)).filter((heading) => heading !== null);
  const line = 140;
  let here = '';
  const update = () => {
    const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
    const above = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const heading = isAtEnd && scrollY > 0 ? headings.at(-1) : (above.at(-1) ?? headings[0]);
    if (!heading || heading.id === here) return;
    here = heading.id;
    for (const link of links) {
      if (decodeURIComponent(link.hash.slice(1)) === here) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    }
    emit(heading, 'here', { section: here, title: titleOf(heading) });
  };
  let isQueued = false;
  const queue = () => {
    if (isQueued) return;
    isQueued = true;
    requestAnimationFrame(() => {
      isQueued = false;
      update();
    });
  };
  addEventListener('scroll', queue, { passive: true });
  addEventListener('resize', queue, { passive: true });
  queue();
  for (const fold of all(page, '.toc-fold')) {
    fold.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a')) fold.removeAttribute('open');
    });
  }
}

/**
 * @param {HTMLElement} heading
 * @returns {string} its words, without the link to itself
 */
function titleOf(heading) {
  const copy = /** @type {HTMLElement} */ (heading.cloneNode(true));
  for (const link of all(copy, '.anchor')) link.remove();
  return copy.textContent.replace(/\s+/g, ' ').trim();
}
