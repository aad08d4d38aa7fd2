// An attempt at a paper, as states and transitions:
//
//     sitting ⇄ paused        where the paper allows
//     sitting, paused → marking → final        handed in by the student or by time; written answers wait for their marks
//     sitting, paused → final                  when none does
//
// It knows no page, no storage and no clock. What an event changes comes back as a new sitting, with what to write, in the
// order in which to write it: were it cut off anywhere, the attempt could go on from what was written. An event that the
// state does not allow changes nothing. Time is what the monotonic clock says while the page is shown; over a gap (hidden,
// asleep, closed) the wall clock may add to it. Neither ever gives time back.
/** @import { AttemptRecord, Entry, OutcomeRecord, PaperQuestion, PaperRecord, ResponseRecord, Total } from './progress.js' */
/** @import { Question, Response, Result, Written } from './scoring.js' */
import { fits, isPaper } from './paper-check.js';
import { SCHEMA, isSound, merge } from './progress.js';
import { score } from './scoring.js';

/**
 * `gap`: the page was hidden, frozen or not there for some of the time since the last step.
 * @typedef {{ wall: number, mono: number, gap: boolean }} Now
 */
/**
 * An attempt as it goes on. `used`: of its time, by now. `isUnwritten`: time was spent on the current question that its
 * record does not hold yet.
 * @typedef {object} Sitting
 * @property {PaperRecord} paper
 * @property {AttemptRecord} attempt
 * @property {readonly ResponseRecord[]} responses one a question
 * @property {number} used
 * @property {{ wall: number, mono: number }} last
 * @property {boolean} isUnwritten
 */
/**
 * `hide`: the page is about to be hidden or left, and all is to be written. `merge`: what another tab wrote.
 * @typedef {(
 *   | { type: 'answer' | 'mark', number: number, response: Response }
 *   | { type: 'flag', number: number, on: boolean }
 *   | { type: 'ruleOut', number: number, choice: number, on: boolean }
 *   | { type: 'certainty', number: number, certainty: 0 | 1 | 2 | 3 }
 *   | { type: 'go', number: number }
 *   | { type: 'tick' | 'hide' | 'pause' | 'resume' | 'handIn' | 'finish' }
 *   | { type: 'merge', kind: 'responses' | 'attempts', record: any }
 * )} ExamEvent
 */
/**
 * `refused`: what was done came too late, or in a pause.
 * @typedef {(
 *   | { type: 'time', left: 'half' | '5' | '1' }
 *   | { type: 'clockMoved', by: number }
 *   | { type: 'timeUp' | 'refused' }
 * )} Notice
 */
/**
 * @typedef {{ sitting: Sitting, writes: Entry[], notices: Notice[] }} Step
 */
/**
 * A step in the making. What it holds is replaced, never changed.
 * @typedef {Step & { now: Now }} Draft
 */

const WRITE_EVERY = 15_000;
const DRIFT = 1000;
const JUMP = 5000;

/**
 * @param {PaperRecord} paper
 * @param {number} number
 * @returns {ResponseRecord}
 */
function blankResponse({ id }, number) {
  return {
    schema: SCHEMA,
    id: `${id}/${number}`,
    attempt: id,
    number,
    changed: 0,
    answered: 0,
    response: null,
    flagged: false,
    ruledOut: [],
    certainty: 0,
    spent: 0,
    used: 0,
  };
}

/**
 * @param {PaperRecord} paper
 * @param {Now} now
 * @returns {Step}
 */
export function newSitting(paper, now) {
  /** @type {AttemptRecord} */
  const attempt = {
    schema: SCHEMA,
    id: paper.id,
    changed: now.wall,
    state: 'sitting',
    started: now.wall,
    clock: { used: 0, at: now.wall },
    ended: null,
    current: 0,
    title: paper.title,
    code: paper.code,
    total: null,
  };
  const responses = paper.questions.map((_, number) => blankResponse(paper, number));
  return {
    sitting: { paper, attempt, responses, used: 0, last: now, isUnwritten: false },
    writes: [
      ['papers', paper],
      ['attempts', attempt],
    ],
    notices: [],
  };
}

/**
 * @param {Response} response
 * @returns {boolean}
 */
export function isBlank(response) {
  if (Array.isArray(response)) return response.every((item) => item === null);
  return (typeof response === 'string' ? response : (response?.text ?? '')).trim() === '';
}

/**
 * Whether the student marks it, against the model answer.
 * @param {Question} question
 * @returns {boolean}
 */
export function isWritten({ kind }) {
  return kind === 'short' || kind === 'coding';
}

/**
 * What a response is worth. One that waits for the student's marks is worth nothing yet.
 * @param {PaperQuestion} question
 * @param {ResponseRecord} record
 * @returns {Result & { isUnmarked: boolean }}
 */
export function markOf({ data }, { response }) {
  const result = score(data, isBlank(response) ? null : response);
  return { ...result, isUnmarked: result.verdict === 'blank' && isWritten(data) && !isBlank(response) };
}

/**
 * @param {PaperRecord} paper
 * @param {readonly ResponseRecord[]} responses
 * @returns {Total}
 */
export function totalOf({ questions, pass }, responses) {
  const auto = { marks: 0, of: 0 };
  const self = { marks: 0, of: 0 };
  questions.forEach((question, number) => {
    const { marks, of } = markOf(question, responses[number]);
    const sum = isWritten(question.data) ? self : auto;
    sum.marks += marks;
    sum.of += of;
  });
  const marks = auto.marks + self.marks;
  const of = auto.of + self.of;
  return { marks, of, auto, self, pass: marks / of >= pass, count: questions.length };
}

/**
 * @param {Sitting} sitting
 * @returns {number | null} milliseconds; null when the paper is untimed
 */
export function remaining({ paper, used }) {
  return paper.limit === null ? null : paper.limit - used;
}

/**
 * @param {Sitting} sitting
 * @returns {{ answered: number, blank: number[], flagged: number[] }}
 */
export function counts({ responses }) {
  const blank = responses.filter(({ response }) => isBlank(response)).map(({ number }) => number);
  const flagged = responses.filter((each) => each.flagged).map(({ number }) => number);
  return { answered: responses.length - blank.length, blank, flagged };
}

/**
 * A moment that is later than the one before, whatever the clock says.
 * @param {Draft} draft
 * @param {number} before
 * @returns {number}
 */
function stamp({ now }, before) {
  return Math.max(now.wall, before + 1);
}

/**
 * @param {Draft} draft
 * @param {number} number
 * @param {Partial<ResponseRecord>} changes
 */
function keepResponse(draft, number, changes) {
  const { sitting } = draft;
  const record = { ...sitting.responses[number], ...changes, used: sitting.used };
  const isUnwritten = sitting.isUnwritten && number !== sitting.attempt.current;
  draft.sitting = { ...sitting, responses: sitting.responses.with(number, record), isUnwritten };
  draft.writes.push(['responses', record]);
}

/**
 * Writes the attempt, with its clock as it stands now.
 * @param {Draft} draft
 * @param {Partial<AttemptRecord>} changes
 */
function keepAttempt(draft, changes) {
  const { sitting, now } = draft;
  const { attempt, used } = sitting;
  const record = { ...attempt, ...changes, changed: stamp(draft, attempt.changed), clock: { used, at: now.wall } };
  draft.sitting = { ...sitting, attempt: record };
  draft.writes.push(['attempts', record]);
}

/**
 * Writes the time spent on the current question, where that is not written yet.
 * @param {Draft} draft
 */
function keepSpent(draft) {
  if (draft.sitting.isUnwritten) keepResponse(draft, draft.sitting.attempt.current, {});
}

/**
 * Whether it is not handed in yet.
 * @param {AttemptRecord} attempt
 * @returns {boolean}
 */
export function isOpen({ state }) {
  return state === 'sitting' || state === 'paused';
}

/**
 * Writes what an attempt that was handed in came to. The outcomes go first: an attempt that is final has them all.
 * @param {Draft} draft
 * @param {Partial<AttemptRecord>} [changes]
 */
function keepTotal(draft, changes = {}) {
  const { paper, attempt, responses } = draft.sitting;
  const { state, ended } = { ...attempt, ...changes };
  const changed = stamp(draft, attempt.changed);
  paper.questions.forEach((question, number) => {
    const { verdict, marks, of } = markOf(question, responses[number]);
    if (state !== 'final' || verdict === 'blank') return;
    const { id, version } = question.data;
    const lecture = question.lecture.slug;
    const at = ended?.at ?? changed;
    /** @type {OutcomeRecord} */
    const outcome = { schema: SCHEMA, id: responses[number].id, changed, question: id, version, lecture, at, verdict, marks, of };
    draft.writes.push(['outcomes', outcome]);
  });
  keepAttempt(draft, { ...changes, total: totalOf(paper, responses) });
}

/**
 * The total follows the responses: a mark, or an answer that another tab saved at the last moment.
 * @param {Draft} draft
 */
function followResponses(draft) {
  const { paper, attempt, responses } = draft.sitting;
  if (!isOpen(attempt) && JSON.stringify(totalOf(paper, responses)) !== JSON.stringify(attempt.total)) keepTotal(draft);
}

/**
 * @param {Draft} draft
 * @param {AttemptRecord['ended']} ended
 */
function handIn(draft, ended) {
  keepSpent(draft);
  const { paper, responses } = draft.sitting;
  const waits = paper.questions.some((question, number) => markOf(question, responses[number]).isUnmarked);
  keepTotal(draft, { state: waits ? 'marking' : 'final', ended });
}

/**
 * Lets time pass, and hands in when there is none left.
 * @param {Draft} draft
 */
function advance(draft) {
  const { sitting, now, notices } = draft;
  const { paper, attempt, responses, last, used } = sitting;
  // An answer may be taken a moment after it was given: that time is counted already.
  if (now.mono < last.mono) return;
  draft.sitting = { ...sitting, last: now };
  if (attempt.state !== 'sitting') return;
  const limit = paper.limit ?? Infinity;
  const before = limit - used;
  const wall = now.wall - last.wall;
  const mono = Math.max(0, now.mono - last.mono);
  const by = wall - mono;
  if (!now.gap && Math.abs(by) > JUMP) notices.push({ type: 'clockMoved', by });
  const passed = now.gap ? Math.max(mono, wall) : mono;
  const left = before - passed;
  draft.sitting.used = Math.min(limit, used + passed);
  // What passed while nobody saw the question was not spent on it.
  const spent = now.gap ? 0 : Math.min(mono, before);
  const here = responses[attempt.current];
  if (spent > 0) {
    draft.sitting.responses = responses.with(here.number, { ...here, spent: here.spent + spent });
    draft.sitting.isUnwritten = true;
  }
  if (left <= 0) {
    notices.push({ type: 'timeUp' });
    handIn(draft, { at: Math.max(attempt.started, now.wall + left), by: 'time' });
    return;
  }
  /** @type {['half' | '5' | '1', number][]} */
  const moments = [
    ['half', limit / 2],
    ['5', 300_000],
    ['1', 60_000],
  ];
  const [next] = moments.filter(([, moment]) => before > moment && left <= moment).sort(([, a], [, b]) => a - b);
  if (next) notices.push({ type: 'time', left: next[0] });
}

/**
 * Writes the clock when what is written no longer tells the time, and now and then in any case.
 * @param {Draft} draft
 */
function keepClock(draft) {
  const { attempt, used } = draft.sitting;
  const { clock, state } = attempt;
  const drift = clock.used + draft.now.wall - clock.at - used;
  if (state !== 'sitting' || (Math.abs(drift) <= DRIFT && used - clock.used < WRITE_EVERY)) return;
  keepSpent(draft);
  keepAttempt(draft, {});
}

/**
 * What an event changes of one question while the exam is sat; null for what cannot be.
 * @param {Sitting} sitting
 * @param {ResponseRecord} record
 * @param {ExamEvent} event
 * @returns {Partial<ResponseRecord> | null}
 */
function changesOf({ paper }, { number, response, ruledOut }, event) {
  const { data } = paper.questions[number];
  switch (event.type) {
    case 'answer': {
      if (!fits(data, event.response)) return null;
      // Marks are for later.
      const given = isWritten(data) && event.response ? unmarked(/** @type {Written} */ (event.response)) : event.response;
      return JSON.stringify(given) === JSON.stringify(response) ? null : { response: given };
    }
    case 'flag':
      return { flagged: event.on };
    case 'ruleOut': {
      const others = ruledOut.filter((choice) => choice !== event.choice);
      return { ruledOut: event.on ? [...others, event.choice] : others };
    }
    case 'certainty':
      return paper.certainty ? { certainty: event.certainty } : null;
    default:
      return null;
  }
}

/**
 * @param {Written} response
 * @returns {Written}
 */
function unmarked({ text }) {
  return { text, met: null, given: null };
}

/**
 * Takes in what another tab, or this one, has written.
 * @param {Draft} draft
 * @param {'responses' | 'attempts'} kind
 * @param {any} record
 */
function takeIn(draft, kind, record) {
  const { sitting } = draft;
  const { paper, attempt, responses } = sitting;
  if (!isSound(kind, record)) return;
  if (kind === 'attempts' && record.id === attempt.id) {
    const merged = merge('attempts', attempt, record);
    draft.sitting = {
      ...sitting,
      attempt: { ...merged, current: attempt.current },
      used: Math.max(sitting.used, merged.clock.used),
    };
  }
  const known = responses[record.number];
  if (kind === 'responses' && known?.id === record.id && fits(paper.questions[record.number].data, record.response)) {
    const merged = merge('responses', known, record);
    draft.sitting = { ...sitting, responses: responses.with(known.number, merged), used: Math.max(sitting.used, merged.used) };
  }
  followResponses(draft);
}

/**
 * @param {Draft} draft
 * @param {ExamEvent} event
 */
function act(draft, event) {
  const { paper, attempt, responses } = draft.sitting;
  const { state } = attempt;
  const isSitting = state === 'sitting';
  switch (event.type) {
    case 'tick':
      return;
    case 'hide':
      keepSpent(draft);
      if (isSitting) keepAttempt(draft, {});
      return;
    case 'merge':
      takeIn(draft, event.kind, event.record);
      return;
    case 'pause':
      if (!isSitting || !paper.pause) return;
      keepSpent(draft);
      keepAttempt(draft, { state: 'paused' });
      return;
    case 'resume':
      if (state === 'paused') keepAttempt(draft, { state: 'sitting' });
      return;
    case 'handIn':
      if (isOpen(attempt)) handIn(draft, { at: draft.now.wall, by: 'student' });
      return;
    case 'finish':
      if (state === 'marking') keepTotal(draft, { state: 'final' });
      return;
    default:
  }
  const record = responses[event.number];
  if (!record) return;
  if (event.type === 'mark') {
    const { data } = paper.questions[record.number];
    if (state !== 'marking' || !isWritten(data) || isBlank(record.response) || !event.response || !fits(data, event.response)) return;
    // What was handed in stays as it is; only the marks are new.
    const { text } = /** @type {Written} */ (record.response);
    const response = { .../** @type {Written} */ (event.response), text };
    keepResponse(draft, record.number, { response, answered: stamp(draft, record.answered) });
    followResponses(draft);
    return;
  }
  if (!isSitting) {
    draft.notices.push({ type: 'refused' });
    return;
  }
  if (event.type === 'go') {
    keepSpent(draft);
    keepAttempt(draft, { current: record.number });
    return;
  }
  const changes = changesOf(draft.sitting, record, event);
  const moment = event.type === 'answer' ? 'answered' : 'changed';
  if (changes) keepResponse(draft, record.number, { ...changes, [moment]: stamp(draft, record[moment]) });
}

/**
 * Time passes first: an answer that comes with the end of the time comes too late.
 * @param {Sitting} sitting
 * @param {ExamEvent} event
 * @param {Now} now
 * @returns {Step}
 */
export function step(sitting, event, now) {
  /** @type {Draft} */
  const draft = { sitting, writes: [], notices: [], now };
  advance(draft);
  act(draft, event);
  keepClock(draft);
  return { sitting: draft.sitting, writes: draft.writes, notices: draft.notices };
}

/**
 * The attempt as its records tell it. Responses that are missing or damaged count as blank.
 * @param {unknown} paper
 * @param {AttemptRecord} attempt
 * @param {readonly unknown[]} records responses, in any order, of this attempt or of others
 * @param {Now} now
 * @returns {Step | null} null when there is no paper to go on with
 */
export function restore(paper, attempt, records, now) {
  if (!isPaper(paper) || paper.id !== attempt.id) return null;
  /** @type {Map<string, ResponseRecord>} */
  const known = new Map(records.filter((each) => isSound('responses', each)).map((each) => [/** @type {any} */ (each).id, /** @type {any} */ (each)]));
  const responses = paper.questions.map((question, number) => {
    const blank = blankResponse(paper, number);
    const record = known.get(blank.id);
    return record && fits(question.data, record.response) ? { ...record, attempt: paper.id, number } : blank;
  });
  const { clock } = attempt;
  const used = Math.max(clock.used, ...responses.map((each) => each.used));
  // The wall clock tells how long nobody was here; a clock that was put back tells nothing.
  const last = { wall: clock.at + used - clock.used, mono: now.mono };
  const current = paper.questions[attempt.current] ? attempt.current : 0;
  /** @type {Draft} */
  const draft = {
    sitting: { paper, attempt: { ...attempt, current }, responses, used, last, isUnwritten: false },
    writes: [],
    notices: [],
    now: { ...now, gap: true },
  };
  advance(draft);
  followResponses(draft);
  keepClock(draft);
  return { sitting: draft.sitting, writes: draft.writes, notices: draft.notices };
}
