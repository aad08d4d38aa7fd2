/** @import { Tools } from '../adapters/tools.js' */
import { byLecture } from '../core/progress.js';
import { all, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';

/**
 * Ticks the lectures of which every section has been read.
 * @param {HTMLElement} nav
 * @param {Tools} tools
 */
export async function courseNav(nav, { store }) {
  const update = oneAtATime(async () => {
    const lectures = byLecture([], await store.all('sections'));
    for (const link of all(nav, 'a[data-lecture]')) {
      const sections = Number(link.dataset.sections);
      const tick = one(link, '[data-tick]');
      if (tick) tick.hidden = !(sections > 0 && (lectures.get(link.dataset.lecture ?? '')?.read ?? 0) >= sections);
    }
  });
  store.onSaved('sections', update);
  await update();
}
