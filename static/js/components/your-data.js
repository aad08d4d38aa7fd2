/** @import { ExamTools } from '../adapters/exam-tools.js' */
import { readImport } from '../core/transfer.js';
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { emit, one } from './dom.js';
import { downloadAll } from './download.js';
import { fill, onAct } from './rows.js';

/**
 * All that the browser keeps of the course: to a file, from a file, or gone.
 * @param {HTMLElement} section
 * @param {ExamTools} tools
 */
export function yourData(section, { store, clock }) {
  const dialog = /** @type {HTMLDialogElement} */ (one(section, '[data-dialog="erase"]'));
  const input = one(section, '[data-lp="progress-import"]');
  /** @param {string} text */
  const tell = (text) => {
    fill(section, { 'data-said': text });
    emit(section, 'say', text);
  };
  /** @param {string} text */
  const take = async (text) => {
    const read = readImport(text);
    if ('problem' in read) return { broken: word('data.broken'), foreign: word('data.foreign'), later: word('data.later') }[read.problem];
    const safe = await store.saveAll(read.records);
    const skipped = read.skipped > 0 ? ` ${say(word('data.skipped'), { n: read.skipped })}` : '';
    return (safe ? say(word('data.imported'), { n: read.records.length }) : word('data.not-imported')) + skipped;
  };
  one(section, '[data-lp="progress-export"]')?.addEventListener('click', async () => {
    await downloadAll({ store, clock });
    tell(word('data.exported'));
  });
  input?.addEventListener('change', async () => {
    const [file] = (input instanceof HTMLInputElement && input.files) || [];
    if (!file) return;
    tell(await take(await file.text()));
    // The same file may be chosen again.
    if (input instanceof HTMLInputElement) input.value = '';
  });
  onAct(section, {
    erase: () => dialog.showModal(),
    close: () => dialog.close(),
    'erase-all': async () => {
      dialog.close();
      const isErased = await store.erase();
      tell(isErased ? word('data.erased') : word('data.not-erased'));
    },
  });
}
