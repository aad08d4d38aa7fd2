// What a student has done, as records, and how two accounts of it become one. Merging is commutative, associative and
// idempotent, so that tabs, devices and imported files may meet in any order, any number of times.
/** @import { Question, Response, Result, Verdict } from './scoring.js' */

/** The form of the records below. Records of a later form are kept as they are and left to a later script. */
export const SCHEMA = 1;

/**
 * One marked try. A try is never taken back; that of a self-marked question may be amended, and then `changed` moves.
 * @typedef {object} Try
 * @property {string} id
 * @property {number} at
 * @property {number} changed
 * @property {Response} response
 * @property {Result} result
 */
/**
 * A response that has not been marked.
 * @typedef {{ at: number, response: Response }} Draft
 */
/**
 * All that a student did with one version of one question. `id` names both: when the question changes, what was given
 * to its old wording stays under the old id. `tries` is in order of time, so the first answer is kept for ever.
 * `revealed`: when the answer was opened before any try.
 * @typedef {object} AnswerRecord
 * @property {number} schema
 * @property {string} id
 * @property {string} question
 * @property {string} version
 * @property {string} lecture
 * @property {number} changed
 * @property {number | null} revealed
 * @property {Draft | null} draft
 * @property {Try[]} tries
 */
/**
 * A section read to its end, and when for the first time.
 * @typedef {{ schema: number, id: string, lecture: string, section: string, at: number }} SectionRecord
 */
/**
 * Where a student was last in a lecture; `id` is the lecture.
 * @typedef {{ schema: number, id: string, section: string, title: string, at: number }} PlaceRecord
 */
/**
 * A question's markup; in attempts from before, it is nested arrays: element, attributes, children. It may come from a file
 * that somebody made.
 * @typedef {{ html?: string, tree?: [string, Record<string, string>, ...any[]] }} Marked
 */
/**
 * A question as one paper asks it. `order`: what stands at each place, for kinds whose choices or items are shuffled.
 * `see`: the section that explains it. `topics`: its own, or its lecture's.
 * @typedef {object} PaperQuestion
 * @property {Question} data
 * @property {string} label
 * @property {string} stem
 * @property {{ label: string, title: string, url: string } | null} see
 * @property {Marked['html']} [html]
 * @property {Marked['tree']} [tree]
 * @property {number[] | null} order
 * @property {'choose' | 'fill' | 'write'} section
 * @property {{ slug: string, label: string, title: string, url: string }} lecture
 * @property {{ id: string, title: string }[]} topics
 */
/**
 * The paper of one attempt, whole, so that it stays what it was when the course changes. Written once, never changed;
 * `id` is the attempt's. `limit` and `pace` (a question) are milliseconds; `code` is empty where no one else can draw it.
 * @typedef {object} PaperRecord
 * @property {number} schema
 * @property {string} id
 * @property {string} code
 * @property {string} title
 * @property {string} exam the id of the course's exam, or nothing
 * @property {number | null} limit
 * @property {number} pace
 * @property {number} pass
 * @property {boolean} pause
 * @property {boolean} certainty
 * @property {PaperQuestion[]} questions
 */
/**
 * @typedef {{ marks: number, of: number }} Marks
 * @typedef {Marks & { auto: Marks, self: Marks, pass: boolean, count: number }} Total
 */
/**
 * One sitting of a paper. `clock`: at the moment `at` by the wall clock, `used` milliseconds were used. `total`: from the
 * moment it is handed in.
 * @typedef {object} AttemptRecord
 * @property {number} schema
 * @property {string} id
 * @property {number} changed
 * @property {'sitting' | 'paused' | 'marking' | 'final'} state
 * @property {number} started
 * @property {{ used: number, at: number }} clock
 * @property {{ at: number, by: 'student' | 'time' } | null} ended
 * @property {number} current
 * @property {string} title
 * @property {string} code
 * @property {Total | null} total
 */
/**
 * What was done with one question of an attempt; `id` names attempt and number. `answered` is when the response was last
 * given, `changed` when anything else was; `spent` is the time on this question, `used` that of the whole exam by then.
 * @typedef {object} ResponseRecord
 * @property {number} schema
 * @property {string} id
 * @property {string} attempt
 * @property {number} number from 0
 * @property {number} changed
 * @property {number} answered
 * @property {Response} response
 * @property {boolean} flagged
 * @property {number[]} ruledOut
 * @property {0 | 1 | 2 | 3} certainty
 * @property {number} spent
 * @property {number} used
 */
/**
 * How a question went in an exam, once its result is final; `at` is when it was handed in.
 * @typedef {object} OutcomeRecord
 * @property {number} schema
 * @property {string} id that of the response
 * @property {number} changed
 * @property {string} question
 * @property {string} version
 * @property {string} lecture
 * @property {number} at
 * @property {Verdict} verdict
 * @property {number} marks
 * @property {number} of
 */
/**
 * How well a card was known, in the student's own words. The records of a card are its history, in any order: nothing of it is
 * kept but them. `of`: the try whose mark it refines, where a question was answered. `undone`: when it was taken back, for good.
 * @typedef {object} ReviewRecord
 * @property {number} schema
 * @property {string} id
 * @property {string} card
 * @property {string | null} of
 * @property {number} at
 * @property {1 | 2 | 3 | 4} rating
 * @property {number | null} undone
 */
/**
 * What a student set for the plan; `id` is always the same. `exam` is a date, nothing is the course's own, and "none" is none.
 * @typedef {{ schema: number, id: string, changed: number, exam: string, cap: number }} PlanRecord
 */
/**
 * The records that are kept, by the name of their store.
 * @typedef {object} Records
 * @property {AnswerRecord} answers
 * @property {SectionRecord} sections
 * @property {PlaceRecord} places
 * @property {PaperRecord} papers
 * @property {AttemptRecord} attempts
 * @property {ResponseRecord} responses
 * @property {OutcomeRecord} outcomes
 * @property {ReviewRecord} reviews
 * @property {PlanRecord} plans
 */
/**
 * @typedef {keyof Records} RecordKind
 * @typedef {{ [Kind in RecordKind]: [Kind, Records[Kind]] }[RecordKind]} Entry a record and the store it belongs to
 */
/**
 * What counts of a record: the first answer. `seen`: the answer was opened before any try, so no try counts.
 * @typedef {{ state: 'none' | 'seen' | Verdict, marks: number, of: number, latest: Verdict | null }} Standing
 */

/**
 * @param {string} question
 * @param {string} version
 * @returns {string}
 */
export function answerId(question, version) {
  return `${question}@${version}`;
}

/**
 * @param {string} question
 * @param {string} version
 * @param {string} lecture
 * @returns {AnswerRecord}
 */
export function newAnswer(question, version, lecture) {
  return {
    schema: SCHEMA,
    id: answerId(question, version),
    question,
    version,
    lecture,
    changed: 0,
    revealed: null,
    draft: null,
    tries: [],
  };
}

/**
 * A moment after all that the record holds, for a clock may have been put back; the order of the tries must not change.
 * @param {AnswerRecord} record
 * @param {number} now
 * @returns {number}
 */
function after(record, now) {
  return Math.max(now, record.changed + 1);
}

/**
 * The record with one more try, or with its try of that id amended. The draft is done with.
 * @param {AnswerRecord} record
 * @param {string} id
 * @param {Response} response
 * @param {Result} result
 * @param {number} now
 * @returns {AnswerRecord}
 */
export function withTry(record, id, response, result, now) {
  const changed = after(record, now);
  const at = record.tries.find((known) => known.id === id)?.at ?? changed;
  const others = record.tries.filter((known) => known.id !== id);
  return { ...record, changed, draft: null, tries: [...others, { id, at, changed, response, result }].sort(byTime) };
}

/**
 * @param {AnswerRecord} record
 * @param {Response} response
 * @param {number} now
 * @returns {AnswerRecord}
 */
export function withDraft(record, response, now) {
  const at = after(record, now);
  return { ...record, changed: at, draft: { at, response } };
}

/**
 * The record with its answer opened; that means something only before the first try.
 * @param {AnswerRecord} record
 * @param {number} now
 * @returns {AnswerRecord}
 */
export function withReveal(record, now) {
  if (record.tries.length > 0 || record.revealed !== null) return record;
  const at = after(record, now);
  return { ...record, changed: at, revealed: at };
}

/**
 * What the page shows again on return: the latest response, marked or not.
 * @param {AnswerRecord} record
 * @returns {{ response: Response, attempt: Try | null } | null}
 */
export function latest({ draft, tries }) {
  const attempt = tries.at(-1) ?? null;
  if (draft && draft.at > (attempt?.changed ?? 0)) return { response: draft.response, attempt: null };
  return attempt && { response: attempt.response, attempt };
}

/**
 * @param {AnswerRecord} record
 * @returns {Standing}
 */
export function standing({ revealed, tries }) {
  const [first] = tries;
  const last = tries.at(-1)?.result.verdict ?? null;
  if (revealed !== null && !(first?.at < revealed)) return { state: 'seen', marks: 0, of: first?.result.of ?? 0, latest: last };
  if (!first) return { state: 'none', marks: 0, of: 0, latest: null };
  return { state: first.result.verdict, marks: first.result.marks, of: first.result.of, latest: last };
}

/**
 * How a student stands with each lecture: sections read, questions tried, and the first-try score as a number of
 * questions, where a part-marked answer counts in part. A question that was changed counts as it was last answered.
 * @param {readonly AnswerRecord[]} answers
 * @param {readonly SectionRecord[]} sections
 * @returns {Map<string, { read: number, tried: number, score: number }>}
 */
export function byLecture(answers, sections) {
  /** @type {Map<string, AnswerRecord>} */
  const current = new Map();
  for (const record of answers.filter((each) => standing(each).state !== 'none')) {
    const known = current.get(record.question);
    if (!known || known.changed < record.changed) current.set(record.question, record);
  }
  const lectures = new Map([...sections, ...current.values()].map(({ lecture }) => [lecture, { read: 0, tried: 0, score: 0 }]));
  for (const { lecture } of sections) {
    const sum = lectures.get(lecture);
    if (sum) sum.read += 1;
  }
  for (const record of current.values()) {
    const sum = lectures.get(record.lecture);
    const { marks, of } = standing(record);
    if (sum) sum.tried += 1;
    if (sum && of > 0) sum.score += marks / of;
  }
  return lectures;
}

/**
 * A text that is the same for equal values, to break ties in a way that does not depend on who comes first.
 * @param {unknown} value
 * @returns {string}
 */
function canonical(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part,
  );
}

/**
 * @template T
 * @param {T} a
 * @param {T} b
 * @param {...(value: T) => number} ranks the first that differs decides
 * @returns {T}
 */
function greater(a, b, ...ranks) {
  const rank = ranks.find((each) => each(a) !== each(b));
  if (rank) return rank(a) > rank(b) ? a : b;
  return canonical(a) >= canonical(b) ? a : b;
}

/** @type {(value: { changed: number }) => number} */
const byChange = ({ changed }) => changed;

/**
 * @param {Try} a
 * @param {Try} b
 * @returns {number}
 */
function byTime(a, b) {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/**
 * @param {AnswerRecord} a
 * @param {AnswerRecord} b
 * @returns {AnswerRecord}
 */
function mergeAnswers(a, b) {
  /** @type {Map<string, Try>} */
  const tries = new Map(a.tries.map((each) => [each.id, each]));
  for (const each of b.tries)
    tries.set(each.id, greater(each, tries.get(each.id) ?? each, byChange));
  const { lecture } = greater({ changed: a.changed, lecture: a.lecture }, { changed: b.changed, lecture: b.lecture }, byChange);
  return {
    ...a,
    lecture,
    changed: Math.max(a.changed, b.changed),
    revealed: a.revealed === null || b.revealed === null ? (a.revealed ?? b.revealed) : Math.min(a.revealed, b.revealed),
    draft: a.draft && b.draft ? greater(a.draft, b.draft, ({ at }) => at) : (a.draft ?? b.draft),
    tries: [...tries.values()].sort(byTime),
  };
}

/** @type {readonly AttemptRecord['state'][]} */
const STATES = ['sitting', 'paused', 'marking', 'final'];

/**
 * Once handed in, an attempt is never opened again. The clock goes by itself: time that one account saw is used.
 * @param {AttemptRecord} a
 * @param {AttemptRecord} b
 * @returns {AttemptRecord}
 */
function mergeAttempts(a, b) {
  const clock = greater(
    a.clock,
    b.clock,
    ({ used }) => used,
    ({ at }) => at,
  );
  return greater({ ...a, clock }, { ...b, clock }, ({ state }) => Math.max(1, STATES.indexOf(state)), byChange);
}

/**
 * The response goes by itself: a flag that was set in another tab must not bring an older answer back.
 * @param {ResponseRecord} a
 * @param {ResponseRecord} b
 * @returns {ResponseRecord}
 */
function mergeResponses(a, b) {
  const [one, other] = [a, b].map(({ answered, response }) => ({ answered, response }));
  const given = greater(one, other, ({ answered }) => answered);
  const apart = { ...given, spent: Math.max(a.spent, b.spent), used: Math.max(a.used, b.used) };
  return greater({ ...a, ...apart }, { ...b, ...apart }, byChange);
}

/** @type {{ [Kind in RecordKind]: (a: Records[Kind], b: Records[Kind]) => Records[Kind] }} */
const MERGERS = {
  answers: mergeAnswers,
  sections: (a, b) => greater(a, b, ({ at }) => -at),
  places: (a, b) => greater(a, b, ({ at }) => at),
  papers: (a, b) => greater(a, b),
  attempts: mergeAttempts,
  responses: mergeResponses,
  outcomes: (a, b) => greater(a, b, byChange),
  reviews: (a, b) => greater(a, b, ({ undone }) => undone ?? 0, ({ at }) => at),
  plans: (a, b) => greater(a, b, byChange),
};

/**
 * One record of two with the same id.
 * @template {RecordKind} Kind
 * @param {Kind} kind
 * @param {Records[Kind]} a
 * @param {Records[Kind]} b
 * @returns {Records[Kind]}
 */
export function merge(kind, a, b) {
  return MERGERS[kind](a, b);
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isTry(value) {
  const result = value?.result;
  return typeof value?.id === 'string' && [value.at, value.changed, result?.marks, result?.of].every(Number.isFinite);
}

/** @type {Readonly<Record<RecordKind, (value: any) => boolean>>} */
const SHAPES = {
  answers: ({ question, version, lecture, changed, tries }) =>
    [question, version, lecture].every((text) => typeof text === 'string') &&
    Number.isFinite(changed) &&
    Array.isArray(tries) &&
    tries.every(isTry),
  sections: ({ lecture, at }) => typeof lecture === 'string' && Number.isFinite(at),
  places: ({ section, at }) => typeof section === 'string' && Number.isFinite(at),
  // What is on a paper is looked at where it is used (isPaper): it is long, and only the exam shows it.
  papers: ({ questions }) => Array.isArray(questions),
  attempts: ({ changed, started, state, current, clock, ended, total }) =>
    [changed, started, current, clock?.used, clock?.at, ended ? ended.at : 0, total ? total.marks + total.of : 0].every(Number.isFinite) &&
    STATES.includes(state),
  responses: ({ attempt, number, changed, answered, spent, used, ruledOut }) =>
    typeof attempt === 'string' && [number, changed, answered, spent, used].every(Number.isFinite) && Array.isArray(ruledOut),
  outcomes: ({ question, version, lecture, changed, at, verdict, marks, of }) =>
    [question, version, lecture, verdict].every((text) => typeof text === 'string') && [changed, at, marks, of].every(Number.isFinite),
  reviews: ({ card, at, rating, undone }) =>
    typeof card === 'string' && Number.isFinite(at) && [1, 2, 3, 4].includes(rating) && (undone === null || Number.isFinite(undone)),
  plans: ({ changed, exam, cap }) => Number.isFinite(changed) && typeof exam === 'string' && Number.isFinite(cap),
};

/** @type {readonly RecordKind[]} */
export const KINDS = ['answers', 'sections', 'places', 'papers', 'attempts', 'responses', 'outcomes', 'reviews', 'plans'];

/**
 * Whether a stored value is a record that this script understands; what is not is never shown and never thrown away.
 * @param {RecordKind} kind
 * @param {any} value
 * @returns {boolean}
 */
export function isSound(kind, value) {
  return value?.schema === SCHEMA && typeof value.id === 'string' && SHAPES[kind](value);
}

/**
 * Whether a stored value comes from a later version of the site: it is left untouched.
 * @param {any} value
 * @returns {boolean}
 */
export function isLater(value) {
  return value?.schema > SCHEMA;
}
