// What was answered wrong, in practice or in an exam, until it has been answered right on two different days.
/** @import { AnswerRecord, OutcomeRecord } from './progress.js' */
/** @import { Verdict } from './scoring.js' */
/** @import { History } from './blueprint.js' */

/**
 * `version`: the one that was last answered. `rightDays`: on how many days it was right since it was last wrong.
 * @typedef {{ question: string, version: string, lecture: string, wrongAt: number, rightDays: 0 | 1 }} Mistake
 */
/**
 * @typedef {{ question: string, version: string, lecture: string, at: number, verdict: Verdict }} Marking
 */

/**
 * All that was ever marked, by question, in order of time. What was changed since counts as the same question.
 * @param {readonly AnswerRecord[]} answers
 * @param {readonly OutcomeRecord[]} outcomes
 * @returns {Map<string, Marking[]>}
 */
function markings(answers, outcomes) {
  /** @type {Marking[]} */
  const all = [
    ...answers.flatMap(({ question, version, lecture, tries }) =>
      tries.map(({ at, result }) => ({ question, version, lecture, at, verdict: result.verdict })),
    ),
    ...outcomes,
  ];
  /** @type {Map<string, Marking[]>} */
  const found = new Map();
  for (const each of all.filter(({ verdict }) => verdict !== 'blank').sort((a, b) => a.at - b.at)) {
    found.set(each.question, [...(found.get(each.question) ?? []), each]);
  }
  return found;
}

/**
 * @param {readonly AnswerRecord[]} answers
 * @param {readonly OutcomeRecord[]} outcomes
 * @param {(at: number) => unknown} dayOf the day of a moment, where the student is
 * @returns {Mistake[]} newest first
 */
export function mistakes(answers, outcomes, dayOf) {
  /** @type {Mistake[]} */
  const found = [];
  for (const [question, events] of markings(answers, outcomes)) {
    const last = events.findLastIndex(({ verdict }) => verdict !== 'right');
    const days = new Set(events.slice(last + 1).map(({ at }) => dayOf(at))).size;
    const { version, lecture } = events[events.length - 1];
    if (last >= 0 && days < 2) found.push({ question, version, lecture, wrongAt: events[last].at, rightDays: days === 1 ? 1 : 0 });
  }
  return found.sort((a, b) => b.wrongAt - a.wrongAt);
}

/**
 * @param {readonly AnswerRecord[]} answers
 * @param {readonly OutcomeRecord[]} outcomes
 * @returns {History}
 */
export function historyOf(answers, outcomes) {
  const missed = [...markings(answers, outcomes)].map(
    ([question, events]) => /** @type {[string, number]} */ ([question, events.filter(({ verdict }) => verdict !== 'right').length]),
  );
  return new Map(missed);
}
