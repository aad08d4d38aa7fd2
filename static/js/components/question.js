// A question on the page: answer, check, see why, try again; kept, and there again on return.
//
// What counts, as a fair teacher would have it: the first answer, given before the answer was opened. Who opens the answer
// first has spent the question: it earns nothing, it is not called wrong either, and answering it is practice. Hints are
// free. A written answer may be marked point by point and amended; "Try again" begins another try, for practice.
/** @import { Tools } from '../adapters/tools.js' */
/** @import { Question } from '../core/scoring.js' */
/** @import { Try } from '../core/progress.js' */
import { latest, merge, newAnswer, standing, withDraft, withReveal, withTry } from '../core/progress.js';
import { hash, randomFrom } from '../core/random.js';
import { score } from '../core/scoring.js';
import { word } from '../core/catalogue.js';
import { marksOf, say } from '../core/words.js';
import { CONTROLS } from './controls/registry.js';
import { showVerdict } from './controls/verdicts.js';
import { all, emit, one, onHidden, setState } from './dom.js';

const TYPING_PAUSE = 400;

/**
 * @param {HTMLElement} form
 * @param {Tools} tools
 * @param {boolean} [isFresh] asked anew: what was answered before is kept, but not shown
 */
export async function question(form, { store, clock, visit }, isFresh = false) {
  if (!(form instanceof HTMLFormElement)) return;
  /** @type {Question} */
  const data = JSON.parse(form.dataset.question ?? '');
  const lecture = /** @type {HTMLElement | null} */ (form.closest('[data-lecture]'))?.dataset.lecture ?? '';
  const answer = one(form, '.answer');
  const summary = answer && one(answer, 'summary');
  const label = answer && one(answer, 'summary span');
  const foot = one(form, '.q-foot');
  const got = one(form, '.q-got');
  const usualLabel = label?.textContent ?? '';
  let record = newAnswer(data.id, data.version, lecture);
  // The try that the page shows as marked; none while the question is being answered.
  let tryId = '';
  // What was last shown or done here, to tell it from news of another tab.
  let shown = '';
  let isBusy = isFresh;
  let cancelDraft = () => {};
  let hasDraft = false;

  form.reset();
  const control = CONTROLS[data.kind](form, data, {
    random: randomFrom(hash(`${visit.seed} ${data.id}`)),
    check: () => check(),
    changed: () => edited(),
  });
  // Only the page's status region speaks.
  for (const output of all(form, 'output')) output.setAttribute('aria-live', 'off');

  const mark = () => {
    const now = latest(record);
    return now ? `${now.attempt?.id} ${now.attempt?.changed ?? JSON.stringify(now.response)}` : '';
  };
  const tell = () => emit(form, 'answer', { question: data.id, standing: standing(record) });
  const keep = () => {
    shown = mark();
    hasDraft = false;
    cancelDraft();
    tell();
    void store.save('answers', record);
  };

  /** @param {boolean} isOpen */
  const open = (isOpen) => answer?.toggleAttribute('open', isOpen);
  /**
   * @param {Try} attempt
   * @returns {string} what to say
   */
  const showMarked = ({ id, response, result }) => {
    tryId = id;
    setState(form, 'marked', result.verdict);
    const { line, spoken } = control.mark(response, result);
    showVerdict(form, line, result.verdict);
    if (foot) foot.hidden = true;
    if (label && !control.isSelfMarked) label.textContent = word('question.explanation');
    const counts = standing(record).state !== 'seen' && record.tries[0]?.id === id;
    if (got) got.textContent = counts ? marksOf(result) : say(word('question.practice-marks'), { marks: marksOf(result) });
    return spoken;
  };
  const showBlank = () => {
    tryId = '';
    delete form.dataset.marked;
    delete form.dataset.all;
    control.clear();
    showVerdict(form, '', '');
    if (foot) foot.hidden = false;
    if (label) label.textContent = usualLabel;
    if (got) got.textContent = '';
  };
  const restore = () => {
    const now = latest(record);
    shown = mark();
    tell();
    if (!now) return;
    showBlank();
    control.write(now.response);
    if (now.attempt) showMarked(now.attempt);
  };

  const check = () => {
    if (tryId && !control.isSelfMarked) return;
    const response = control.read();
    const problem = control.problem();
    if (problem) {
      showVerdict(form, problem, '');
      emit(form, 'say', problem);
      control.focus();
      return;
    }
    const hadFocus = foot?.contains(document.activeElement);
    const id = tryId || visit.newId();
    record = withTry(record, id, response, score(data, response), clock.now());
    isBusy = false;
    const attempt = record.tries.find((each) => each.id === id);
    const spoken = attempt ? showMarked(attempt) : '';
    open(true);
    // The button goes; who pressed it must not be thrown back to the top of the page.
    if (hadFocus) summary?.focus();
    keep();
    emit(form, 'say', spoken);
  };
  const saveDraft = () => {
    if (!hasDraft) return;
    const response = control.read();
    record = tryId ? withTry(record, tryId, response, score(data, response), clock.now()) : withDraft(record, response, clock.now());
    keep();
  };
  const edited = () => {
    if (tryId && !control.isSelfMarked) return;
    isBusy = true;
    hasDraft = true;
    cancelDraft();
    cancelDraft = clock.later(TYPING_PAUSE, saveDraft);
    if (!tryId) showVerdict(form, '', '');
  };
  const again = () => {
    showBlank();
    isBusy = true;
    open(false);
    control.focus();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (control.isSelfMarked) open(true);
    else check();
  });
  form.addEventListener('input', edited);
  form.addEventListener('click', ({ target }) => {
    const action = target instanceof Element && /** @type {HTMLElement | null} */ (target.closest('[data-act]'))?.dataset.act;
    if (action === 'again') again();
    if (action !== 'others') return;
    form.dataset.all = '';
    emit(form, 'say', word('question.rest-explained'));
  });
  answer?.addEventListener('toggle', () => {
    if (!answer.hasAttribute('open') || tryId || control.isSelfMarked) return;
    const revealed = withReveal(record, clock.now());
    if (revealed === record) return;
    record = revealed;
    keep();
  });
  onHidden(saveDraft);
  store.onSaved('answers', (saved) => {
    if (saved.id !== record.id) return;
    record = merge('answers', record, saved);
    if (!isBusy && mark() !== shown) restore();
    else tell();
  });

  const saved = await store.get('answers', record.id);
  if (!saved) return;
  record = merge('answers', record, saved);
  if (!isBusy && !tryId) restore();
  else tell();
}
