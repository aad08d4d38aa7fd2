/** @import { Tools } from '../adapters/tools.js' */
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { SCHEMA } from '../core/progress.js';
import { all, listen, one, onHidden } from './dom.js';

const LONG_ENOUGH = 2000;

/**
 * Keeps what has been read of a lecture: a section counts when its end has been on screen for two seconds. Also keeps
 * where the reader was last.
 * @param {HTMLElement} article
 * @param {Tools} tools
 */
export async function reading(article, { store, clock }) {
  const lecture = article.dataset.lecture ?? '';
  const marks = all(article, 'h2, .pager').filter((mark) => !mark.closest('.print-only'));
  const sections = marks.filter((mark) => mark.matches('h2[data-section]'));
  const ends = new Map(sections.map((heading) => [heading, marks[marks.indexOf(heading) + 1] ?? article.lastElementChild]));
  /** @type {Set<string>} */
  const read = new Set();
  const show = () => {
    const field = one(article, '[data-sections-read]');
    if (field) field.textContent = say(word('lecture.sections-count'), { read: sections.filter(({ id }) => read.has(id)).length, of: sections.length });
  };
  /** @param {HTMLElement} heading */
  const finish = ({ id }) => {
    if (read.has(id)) return;
    read.add(id);
    show();
    void store.save('sections', { schema: SCHEMA, id: `${lecture}#${id}`, lecture, section: id, at: clock.now() });
  };

  /** @type {Map<Element, () => void>} */
  const waiting = new Map();
  const stop = () => {
    for (const cancel of waiting.values()) cancel();
    waiting.clear();
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      waiting.get(target)?.();
      waiting.delete(target);
      if (!isIntersecting || document.hidden) continue;
      const done = sections.filter((heading) => ends.get(heading) === target);
      waiting.set(
        target,
        clock.later(LONG_ENOUGH, () => done.forEach(finish)),
      );
    }
  });
  const watch = () => {
    stop();
    observer.disconnect();
    for (const end of ends.values()) if (end && !document.hidden) observer.observe(end);
  };
  document.addEventListener('visibilitychange', watch);

  let stay = () => {};
  listen('here', ({ section, title }) => {
    stay();
    stay = clock.later(LONG_ENOUGH, () => {
      void store.save('places', { schema: SCHEMA, id: lecture, section, title, at: clock.now() });
    });
  });
  onHidden(() => stay());

  store.onSaved('sections', (record) => {
    if (record.lecture === lecture) read.add(record.section);
    show();
  });
  watch();
  for (const record of await store.all('sections')) if (record.lecture === lecture) read.add(record.section);
  show();
}
