import { all } from './dom.js';

/**
 * The menu is a native popover. It closes when a link leads to a place on the same page; the list of lectures opens
 * where the reader is.
 * @param {HTMLElement} panel
 */
export function menu(panel) {
  panel.addEventListener('click', (event) => {
    const isLink = event.target instanceof Element && event.target.closest('a');
    if (isLink && panel.matches(':popover-open')) panel.hidePopover();
  });
  const current = all(panel, '.course-list [aria-current]')[0];
  const centre = () => {
    if (current) panel.scrollTop = current.offsetTop - panel.clientHeight / 2;
  };
  requestAnimationFrame(centre);
  panel.addEventListener('toggle', centre);
}
