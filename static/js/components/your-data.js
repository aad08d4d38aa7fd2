/** @import { ExamTools } from '../adapters/exam-tools.js' */
import { RECORD_WORDS } from '../core/record-words.js';
import { readImport } from '../core/transfer.js';
import { counted } from '../core/words.js';
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
  const say = (text) => {
    fill(section, { 'data-said': text });
    emit(section, 'say', text);
  };
  /** @param {string} text */
  const take = async (text) => {
    const read = readImport(text);
    if ('problem' in read) return RECORD_WORDS[`${read.problem}File`];
    const safe = await store.saveAll(read.records);
    const skipped = read.skipped > 0 ? ` ${counted(read.skipped, 'record')} could not be read and ${read.skipped === 1 ? 'was' : 'were'} left out.` : '';
    return (safe ? `Imported ${counted(read.records.length, 'record')}. What was newer here has stayed.` : RECORD_WORDS.notImported) + skipped;
  };
  one(section, '[data-lp="progress-export"]')?.addEventListener('click', async () => {
    await downloadAll({ store, clock });
    say(RECORD_WORDS.exported);
  });
  input?.addEventListener('change', async () => {
    const [file] = (input instanceof HTMLInputElement && input.files) || [];
    if (!file) return;
    say(await take(await file.text()));
    // The same file may be chosen again.
    if (input instanceof HTMLInputElement) input.value = '';
  });
  onAct(section, {
    erase: () => dialog.showModal(),
    close: () => dialog.close(),
    'erase-all': async () => {
      dialog.close();
      const isErased = await store.erase();
      say(isErased ? RECORD_WORDS.erased : RECORD_WORDS.notErased);
    },
  });
}
