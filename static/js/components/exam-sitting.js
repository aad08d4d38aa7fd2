// The exam itself: one question at a time, the answer sheet, the clock. What may be done, and what it does to the attempt,
// is core/attempt.js's to say; here it is shown, and every change is written as it is made.
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { ExamEvent, Notice, Now, Sitting, Step } from '../core/attempt.js' */
/** @import { Entry } from '../core/progress.js' */
/** @import { Response } from '../core/scoring.js' */
/** @import { PaperForm } from './paper-form.js' */
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { counts, isBlank, isOpen, remaining, step } from '../core/attempt.js';
import { sectionTitles, spokenTime, timeWarning } from '../core/exam-words.js';
import { answerSheet } from './answer-sheet.js';
import { all, emit, one } from './dom.js';
import { examDialogs } from './exam-dialogs.js';
import { examKeys } from './exam-keys.js';
import { isOn, turn } from './exam-settings.js';
import { examTimer } from './exam-timer.js';
import { paperForm } from './paper-form.js';
import { fill, onAct, rowOf } from './rows.js';

const EDIT_PAUSE = 300;
const SECOND = 1000;

/**
 * @typedef {object} SittingView
 * @property {(step: Step) => Promise<void>} open shows an attempt, and takes answers when this tab is the one to take them
 * @property {() => void} close writes what is not written yet, and leaves
 * @property {() => void} drop leaves
 * @property {(event: ExamEvent & { type: 'merge' }) => void} merge
 */

/**
 * @param {Response} response
 * @returns {string} the same for equal answers
 */
function textOf(response) {
  return response && typeof response === 'object' && 'text' in response ? response.text : JSON.stringify(response);
}

/**
 * @param {HTMLElement} root
 * @param {ExamTools} tools
 * @param {object} on
 * @param {(id: string) => Promise<Step | null>} on.load the attempt as it is kept
 * @param {(sitting: Sitting) => void} on.handedIn
 * @param {() => void} on.left
 * @returns {SittingView}
 */
export function examSitting(root, tools, { load, handedIn, left }) {
  const { store, clock, settings } = tools;
  const sheet = /** @type {HTMLElement} */ (one(root, '[data-sheet]'));
  const warning = /** @type {HTMLElement} */ (one(root, '[data-lp="time-warning"]'));
  const certainty = /** @type {HTMLElement} */ (one(root, '[data-certainty]'));
  const saved = one(root, '[data-lp="exam-saved"]');
  const showTime = examTimer(/** @type {HTMLElement} */ (one(root, '[data-lp="exam-timer"]')), settings);
  const omr = answerSheet(/** @type {HTMLElement} */ (one(root, '[data-omr]')), (number) => {
    dialogs.close('sheet');
    go(number);
  });
  const usualTitle = document.title;

  /** @type {Sitting | null} */
  let sitting = null;
  /** @type {{ isLeader: () => boolean, take: () => Promise<void>, close: () => void } | null} */
  let leader = null;
  /** @type {PaperForm | null} */
  let shown = null;
  let hadGap = true;
  const moment = () => ({ wall: clock.now(), mono: clock.mono(), gap: hadGap || document.hidden });
  let isLeading = false;
  let hasEdits = false;
  // When the last letter was typed: an answer counts from when it was given, not from when it was taken.
  let editedAt = moment();
  let cancelTyping = () => {};
  let cancelTick = () => {};
  let visits = 0;
  let writing = 0;
  let written = 0;
  // How the latest of the writes went, whichever came back last.
  let latest = { write: 0, isKept: true };

  const showSaved = () => {
    const isSaving = hasEdits || writing > 0;
    const text = isSaving ? word('sitting.saving') : latest.isKept ? word('sitting.saved') : word('sitting.not-saved');
    if (!saved) return;
    saved.dataset.saved = `${!isSaving && latest.isKept}`;
    if (saved.textContent !== text) saved.textContent = text;
  };
  /**
   * @param {Entry[]} writes
   * @param {boolean} goesOn whether this is one of many writes, for which nobody has to wait but the student
   */
  const write = async (writes, goesOn) => {
    if (writes.length === 0) return;
    writing += 1;
    written += 1;
    const own = written;
    const saving = goesOn ? store.saveAhead(writes) : store.saveAll(writes);
    showSaved();
    const isKept = await saving;
    writing -= 1;
    if (own > latest.write) latest = { write: own, isKept };
    showSaved();
  };

  /**
   * @param {ExamEvent} event
   * @param {Now} [now]
   */
  const apply = (event, now = moment()) => {
    if (!sitting || !(isLeading || event.type === 'merge')) return;
    hadGap = document.hidden;
    accept(step(sitting, event, now));
  };
  /** @param {Step} taken */
  const accept = ({ sitting: next, writes, notices }) => {
    const before = sitting;
    sitting = next;
    if (isLeading) void write(writes, isOpen(next.attempt) && writes.every(([kind]) => kind !== 'papers'));
    if (!isOpen(next.attempt)) {
      finish(next, notices.some(({ type }) => type === 'timeUp'));
      return;
    }
    for (const notice of notices) notify(notice);
    render(before, next);
  };
  /** @param {Notice} notice */
  const notify = (notice) => {
    if (notice.type !== 'time' && notice.type !== 'clockMoved') return;
    const text = notice.type === 'time' ? timeWarning(notice.left, sitting?.paper.limit ?? null) : word('sitting.clock-moved');
    fill(warning, { text });
    warning.hidden = false;
    emit(warning, 'say', text);
  };
  /**
   * @param {Sitting} ended
   * @param {boolean} isTimeUp
   */
  const finish = (ended, isTimeUp) => {
    close();
    if (isTimeUp) emit(root, 'say', word('sitting.time-up'));
    handedIn(ended);
  };

  /**
   * @param {Sitting | null} before
   * @param {Sitting} now
   */
  const render = (before, now) => {
    const { attempt, responses } = now;
    const number = attempt.current;
    if (before?.attempt.current !== number) showQuestion(now);
    responses.forEach((response, each) => {
      const wasHere = each === before?.attempt.current;
      if (before?.responses[each] !== response || wasHere !== (each === number)) omr.paint(now, each);
    });
    if (before?.responses !== responses) omr.count(now);
    showState(now);
    showTime(remaining(now));
  };
  /** Shows an answer that another tab gave. What is being typed here is newer. */
  const showNews = () => {
    const response = sitting?.responses[sitting.attempt.current].response ?? null;
    if (shown && !hasEdits && textOf(shown.control.read()) !== textOf(response)) shown.control.write(response);
  };
  /** @param {Sitting} now */
  const showState = ({ attempt, paper, responses }) => {
    const { response, flagged, ruledOut, certainty: sure } = responses[attempt.current];
    const isPaused = attempt.state === 'paused';
    sheet.hidden = isPaused;
    certainty.hidden = isPaused || !paper.certainty || isBlank(response);
    for (const radio of all(certainty, 'input')) if (radio instanceof HTMLInputElement) radio.checked = radio.value === `${sure}`;
    one(root, '[data-act="flag"]')?.setAttribute('aria-pressed', `${flagged}`);
    fill(root, { flag: flagged ? word('sitting.flagged') : word('sitting.flag') });
    for (const option of all(sheet, '.opt')) {
      const isOut = ruledOut.includes(Number(option.dataset.choice));
      option.toggleAttribute('data-struck', isOut);
      one(option, '.strike')?.setAttribute('aria-pressed', `${isOut}`);
    }
    if (isPaused && isLeading) dialogs.open('paused');
  };

  /** @param {Sitting} now */
  const showQuestion = ({ attempt, paper, responses }) => {
    const number = attempt.current;
    const question = paper.questions[number];
    const last = paper.questions.length - 1;
    hasEdits = false;
    shown = paperForm(question, number, 'exam', { changed: () => edited(false) });
    const { form, control } = shown;
    for (const option of all(form, '.opt')) option.append(strikeOf(option));
    form.addEventListener('input', ({ target }) => edited(target instanceof Element && target.matches('textarea, input:not([type="radio"], [type="checkbox"])')));
    form.addEventListener('submit', () => go(number + 1));
    sheet.replaceChildren(form);
    control.write(responses[number].response);
    one(form, '.q-head')?.setAttribute('tabindex', '-1');
    const place = { number: number + 1, of: last + 1, title: paper.title };
    const section = sectionTitles(paper.questions).find((each) => each.section === question.section);
    fill(root, { where: say(word('sitting.where'), place), section: say(word('section.title'), { section: section?.title ?? '' }), next: number === last ? word('sitting.last') : word('sitting.next') });
    one(root, '[data-act="back"]')?.toggleAttribute('disabled', number === 0);
    one(root, '[data-act="next"]')?.toggleAttribute('data-last', number === last);
    document.title = say(word('sitting.tab'), place);
  };
  const focusQuestion = () => {
    scrollTo(0, 0);
    one(sheet, '.q-head')?.focus({ preventScroll: true });
  };
  /**
   * @param {HTMLElement} option
   * @returns {HTMLElement} the button that rules it out
   */
  const strikeOf = (option) => {
    const button = rowOf(root, 'strike');
    const name = one(option, '.key')?.textContent ?? '';
    button.setAttribute('aria-label', say(word('sitting.rule-out'), { choice: name }));
    button.addEventListener('click', () => {
      const on = button.getAttribute('aria-pressed') !== 'true';
      if (sitting) apply({ type: 'ruleOut', number: sitting.attempt.current, choice: Number(option.dataset.choice), on });
      emit(button, 'say', say(on ? word('sitting.ruled-out') : word('sitting.restored'), { choice: name }));
    });
    return button;
  };

  /** Takes what the page holds into the attempt. */
  const take = () => {
    cancelTyping();
    if (!hasEdits || !shown || !sitting || !isLeading) return;
    hasEdits = false;
    // Time does not go back, should the attempt have gone on since.
    const at = editedAt.mono < sitting.last.mono ? moment() : editedAt;
    apply({ type: 'answer', number: sitting.attempt.current, response: shown.control.read() }, at);
    showSaved();
  };
  /** @param {boolean} isTyping */
  const edited = (isTyping) => {
    // Counted from the first letter that is not written yet: whoever types without a pause loses no more than others.
    if (isTyping && !hasEdits) cancelTyping = clock.later(EDIT_PAUSE, take);
    hasEdits = true;
    editedAt = moment();
    showSaved();
    if (!isTyping) take();
  };
  /** @param {number} number */
  const go = (number) => {
    if (!sitting) return;
    take();
    if (number >= sitting.paper.questions.length) askToHandIn();
    else if (number >= 0) {
      apply({ type: 'go', number });
      focusQuestion();
    }
  };
  const flag = () => {
    if (!sitting) return;
    const number = sitting.attempt.current;
    const on = !sitting.responses[number].flagged;
    apply({ type: 'flag', number, on });
    emit(root, 'say', on ? word('sitting.flagged') : word('sitting.flag-removed'));
  };
  const askToHandIn = () => {
    take();
    if (sitting && isLeading) dialogs.askToHandIn(counts(sitting));
  };

  const tick = () => {
    cancelTick();
    take();
    apply({ type: 'tick' });
    if (!sitting || !isLeading || sitting.attempt.state === 'paused') return;
    const rest = remaining(sitting) ?? SECOND;
    cancelTick = clock.later(rest % SECOND || SECOND, tick);
  };

  const dialogs = examDialogs(root, {
    go,
    handIn: () => {
      take();
      apply({ type: 'handIn' });
    },
    resume: () => {
      if (sitting?.attempt.state !== 'paused' || !isLeading) return;
      apply({ type: 'resume' });
      focusQuestion();
      tick();
    },
    takeOver: async () => {
      await leader?.take();
      await lead();
    },
    left: () => {
      if (sitting && !isLeading) left();
    },
  });

  /** This tab is the one that takes answers: from what is kept, for another may have gone on. */
  const lead = async () => {
    if (!sitting) return;
    const kept = await load(sitting.attempt.id);
    isLeading = true;
    hadGap = true;
    dialogs.close('elsewhere');
    accept(kept ?? { sitting, writes: [], notices: [] });
    if (!sitting) return;
    showNews();
    focusQuestion();
    tick();
  };
  const stepBack = () => {
    if (!sitting) return;
    flush();
    isLeading = false;
    cancelTick();
    dialogs.closeAll();
    dialogs.open('elsewhere');
  };
  const flush = () => {
    take();
    apply({ type: 'hide' });
  };
  const close = () => {
    cancelTyping();
    cancelTick();
    leader?.close();
    leader = null;
    visits += 1;
    sitting = null;
    shown = null;
    isLeading = false;
    hasEdits = false;
    dialogs.closeAll();
    warning.hidden = true;
    sheet.replaceChildren();
    document.title = usualTitle;
  };

  onAct(root, {
    back: () => sitting && go(sitting.attempt.current - 1),
    next: () => sitting && go(sitting.attempt.current + 1),
    flag,
    pause: () => {
      take();
      apply({ type: 'pause' });
    },
    dismiss: () => {
      warning.hidden = true;
      focusQuestion();
    },
    keys: (box) => {
      turn(settings, 'keys', box instanceof HTMLInputElement && box.checked);
      showKeys();
    },
  });
  one(root, '[data-lp="exam-submit"]')?.addEventListener('click', askToHandIn);
  certainty.addEventListener('change', ({ target }) => {
    const value = target instanceof HTMLInputElement ? Number(target.value) : 0;
    if (sitting && (value === 1 || value === 2 || value === 3)) apply({ type: 'certainty', number: sitting.attempt.current, certainty: value });
  });
  /** @param {number} place */
  const optionAt = (place) => all(sheet, '.opt')[place] ?? null;
  examKeys({
    areOn: () => sitting !== null && isLeading && isOn(settings, 'keys'),
    choose: (place) => {
      const option = optionAt(place);
      const input = option && one(option, 'input');
      input?.focus();
      input?.click();
    },
    ruleOut: (place) => {
      const option = optionAt(place);
      if (option) one(option, '.strike')?.click();
    },
    keys: {
      n: () => sitting && go(sitting.attempt.current + 1),
      p: () => sitting && go(sitting.attempt.current - 1),
      f: flag,
      t: () => {
        const rest = sitting && remaining(sitting);
        emit(root, 'say', rest === null ? word('sitting.untimed') : say(word('sitting.left'), { time: spokenTime(rest) }));
      },
      '?': () => dialogs.open('keys'),
    },
  });
  const showKeys = () => {
    for (const hint of all(root, '[data-keys], kbd')) hint.hidden = !isOn(settings, 'keys') && !hint.closest('dialog');
    const box = one(root, '[name="keys-now"]');
    if (box instanceof HTMLInputElement) box.checked = isOn(settings, 'keys');
  };

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) flush();
    hadGap = true;
    if (!document.hidden) tick();
  });
  document.addEventListener('freeze', flush);
  addEventListener('pagehide', flush);
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    hadGap = true;
    tick();
  });
  // What could not be kept would be lost with the page.
  addEventListener('beforeunload', (event) => {
    flush();
    if (sitting && !latest.isKept) event.preventDefault();
  });

  return {
    close: () => {
      flush();
      close();
    },
    drop: close,
    merge: (event) => {
      const { kind, record } = event;
      if (sitting?.attempt.id !== (kind === 'attempts' ? record.id : record.attempt)) return;
      // Most of what comes was written here a moment ago.
      const known = kind === 'attempts' ? sitting?.attempt : sitting?.responses[record.number];
      if (JSON.stringify(known) === JSON.stringify(record)) return;
      apply(event);
      showNews();
    },
    open: async ({ sitting: first, writes }) => {
      visits += 1;
      const own = visits;
      sitting = first;
      const { paper } = first;
      fill(root, { title: paper.title });
      const pause = one(root, '[data-act="pause"]');
      if (pause) pause.hidden = !paper.pause;
      showKeys();
      omr.clear();
      render(null, first);
      focusQuestion();
      // The question is what one came for; its answer sheet follows in the next frame.
      requestAnimationFrame(() => {
        clock.later(0, () => {
          if (own === visits && sitting) omr.build(sitting);
        });
      });
      writing += 1;
      showSaved();
      const led = await tools.lead(paper.id, stepBack);
      writing -= 1;
      // Somebody may have left meanwhile.
      if (own !== visits || !sitting) return led.close();
      leader = led;
      isLeading = led.isLeader();
      if (isLeading) {
        hadGap = false;
        accept({ sitting, writes, notices: [] });
        tick();
      } else dialogs.open('elsewhere');
      return showSaved();
    },
  };
}
