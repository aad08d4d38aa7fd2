// The mock exam's page: setting a paper, sitting it, its result. The address says which: nothing, or `#a=` and an attempt.
// One document for all three, for what only the memory holds would not outlive a change of document.
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { Sitting, Step } from '../core/attempt.js' */
/** @import { PaperRecord } from '../core/progress.js' */
import { word } from '../core/catalogue.js';
import { newSitting, restore } from '../core/attempt.js';
import { bankOf } from '../core/blueprint.js';
import { all, emit, one } from './dom.js';
import { examResult } from './exam-result.js';
import { examSetup } from './exam-setup.js';
import { examSitting } from './exam-sitting.js';
import { bankOfPage } from './rows.js';

/**
 * @param {HTMLElement} main
 * @param {ExamTools} tools
 */
export async function exam(main, tools) {
  const { store, clock } = tools;
  const bank = bankOf(bankOfPage());
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (one(main, `[data-in="${name}"]`));
  const now = () => ({ wall: clock.now(), mono: clock.mono(), gap: true });
  // The attempt that the page shows, or is about to.
  let shownId = '';

  /** @param {'setup' | 'sitting' | 'result'} name */
  const show = (name) => {
    document.body.dataset.view = name;
    for (const view of all(main, '[data-in]')) view.hidden = view.dataset.in !== name;
  };
  /**
   * The attempt as it is kept. Where its time ran out meanwhile, it comes handed in.
   * @param {string} id
   * @returns {Promise<Step | null>}
   */
  const load = async (id) => {
    const [paper, attempt, responses] = await Promise.all([store.get('papers', id), store.get('attempts', id), store.all('responses', `${id}/`)]);
    return (attempt && restore(paper, attempt, responses, now())) ?? null;
  };
  /** @param {Sitting} sitting */
  const showResult = (sitting) => {
    shownId = sitting.attempt.id;
    show('result');
    scrollTo(0, 0);
    result.open(sitting);
  };
  /** @param {PaperRecord} paper */
  const begin = async (paper) => {
    sitting.close();
    shownId = paper.id;
    location.hash = `a=${paper.id}`;
    show('sitting');
    await sitting.open(newSitting(paper, now()));
  };
  /** @param {string} [where] */
  const leave = (where = '') => {
    location.hash = where;
  };

  const sitting = examSitting(part('sitting'), tools, {
    load,
    handedIn: (ended) => {
      showResult(ended);
      // A browser may ask the student about this: not before there is something worth keeping, nor during an exam.
      void tools.persist();
    },
    left: () => leave(),
  });
  const result = examResult(part('result'), tools, {
    bank,
    begin: (paper) => void begin(paper),
    set: (id) => leave(id && `exam=${id}`),
  });
  const setup = examSetup(part('setup'), tools, {
    bank,
    begin: (paper) => void begin(paper),
    load,
  });

  const route = async () => {
    const [, name = '', value = ''] = /^#(\w+)=(.*)$/.exec(location.hash) ?? [];
    const id = name === 'a' ? value : '';
    if (id !== '' && id === shownId) return;
    sitting.close();
    result.close();
    shownId = id;
    const found = id === '' ? null : await load(id);
    // Somebody may have gone elsewhere meanwhile.
    if (shownId !== id) return;
    if (!found) {
      shownId = '';
      show('setup');
      setup.open(name, value);
      if (id !== '') emit(main, 'say', word('set-up.gone'));
      return;
    }
    const { state } = found.sitting.attempt;
    if (state === 'sitting' || state === 'paused') {
      show('sitting');
      await sitting.open(found);
    } else {
      void store.saveAll(found.writes);
      if (found.notices.some(({ type }) => type === 'timeUp')) emit(main, 'say', word('sitting.time-up'));
      showResult(found.sitting);
    }
  };
  addEventListener('hashchange', () => void route());
  store.addEventListener('erased', () => sitting.drop());
  for (const kind of /** @type {const} */ (['responses', 'attempts'])) {
    store.onSaved(kind, (record) => {
      sitting.merge({ type: 'merge', kind, record });
      result.merge({ type: 'merge', kind, record });
    });
  }
  await route();
}
