// The result: marks and what they mean, what the student has still to mark, the marked paper, and where to go from here.
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { ExamEvent, Sitting } from '../core/attempt.js' */
/** @import { Bank } from '../core/blueprint.js' */
/** @import { PaperRecord } from '../core/progress.js' */
/** @import { Results } from '../core/results.js' */
import { step } from '../core/attempt.js';
import { ownBlueprint } from '../core/blueprint.js';
import { headline, percentOf, sectionTitles, sentence, signedMarks } from '../core/exam-words.js';
import { againPaper, makePaper } from '../core/paper.js';
import { resultsOf } from '../core/results.js';
import { word } from '../core/catalogue.js';
import { marksOf, marksOfMarks, marksText, percent, say } from '../core/words.js';
import { emit, one } from './dom.js';
import { showReread, showTimes, showTopics } from './exam-charts.js';
import { markedPaper } from './marked-paper.js';
import { fill, onAct, rowOf, setNumber } from './rows.js';

/**
 * @param {HTMLElement} root
 * @param {ExamTools} tools
 * @param {object} on
 * @param {Bank} on.bank
 * @param {(paper: PaperRecord) => void} on.begin
 * @param {(exam: string) => void} on.set a new paper, of that exam or of none
 */
export function examResult(root, tools, { bank, begin, set }) {
  const { store, clock, visit } = tools;
  const panel = /** @type {HTMLElement} */ (one(root, '[data-lp="exam-result"]'));
  /** @type {Sitting | null} */
  let sitting = null;
  /** @type {Results | null} */
  let results = null;

  /** @param {ExamEvent} event */
  const apply = (event) => {
    if (!sitting) return;
    const taken = step(sitting, event, { wall: clock.now(), mono: clock.mono(), gap: false });
    if (taken.writes.length > 0) void store.saveAll(taken.writes);
    if (taken.sitting.responses === sitting.responses && taken.sitting.attempt === sitting.attempt) return;
    sitting = taken.sitting;
    show();
  };
  const marked = markedPaper(root, (number, response) => apply({ type: 'mark', number, response }));

  const show = (isNew = false) => {
    if (!sitting) return;
    const { paper, attempt, responses } = sitting;
    results = resultsOf(paper, responses);
    const isFinal = attempt.state === 'final';
    Object.assign(panel.dataset, { score: `${results.marks}`, total: `${results.of}`, final: `${isFinal}` });
    showScore(results, paper);
    showMarks(results, paper);
    fill(panel, {
      headline: headline(results, isFinal),
      sentence: sentence(results, { used: attempt.clock.used, limit: paper.limit, pass: paper.pass, isTimeUp: attempt.ended?.by === 'time', isFinal }),
      code: paper.code,
    });
    const code = one(panel, '[data-share]');
    if (code) code.hidden = paper.code === '';
    const missed = missedOf(results).length;
    const retry = one(panel, '[data-act="retry"]');
    if (retry) retry.hidden = missed === 0;
    if (retry) retry.textContent = say(word('result.retry'), { n: missed });
    showMarking(results, !isFinal);
    showTopics(root, results);
    showTimes(root, paper, results);
    showReread(root, results);
    if (isNew) marked.build(sitting, results);
    else marked.update(sitting, results);
  };
  /**
   * @param {Results} now
   * @param {PaperRecord} paper
   */
  const showScore = (now, { pass }) => {
    const [share, at] = [percentOf(now, pass), Math.round(pass * 100)];
    fill(panel, { marks: marksText(now.marks), of: `${now.of}`, total: marksOf(now), percent: percent(share / 100), pass: say(word('result.pass-mark'), { percent: percent(pass) }) });
    const scale = one(panel, '[data-scale]');
    if (!scale) return;
    scale.setAttribute('aria-label', say(word('result.scale'), { percent: share, pass: at }));
    setNumber(scale, 'v', share);
    setNumber(scale, 'at', at);
  };
  /**
   * @param {Results} now
   * @param {PaperRecord} paper
   */
  const showMarks = (now, { questions }) => {
    const sections = sectionTitles(questions).map(({ section, title }) => {
      const own = now.questions.filter(({ number }) => questions[number].section === section);
      const [marks, of] = [own.reduce((sum, { result }) => sum + result.marks, 0), own.reduce((sum, { result }) => sum + result.of, 0)];
      return [title, marksOf({ marks, of })];
    });
    const apart = now.self.of > 0 && now.auto.of > 0;
    const lines = [
      ...sections,
      ...(apart ? [[word('result.marked-for-you'), marksOf(now.auto)]] : []),
      ...(now.self.of > 0 ? [[word('result.marked-by-you'), marksOf(now.self)]] : []),
      ...(now.certain ? [[word('result.how-sure'), say(word('question.score-now'), { marks: signedMarks(now.certain.marks), of: now.certain.of })]] : []),
    ];
    const rows = lines.map(([name, mark]) => {
      const row = /** @type {HTMLElement} */ (one(rowOf(panel, 'section'), 'tr'));
      fill(row, { name, mark });
      return row;
    });
    one(panel, '.examiner [data-rows]')?.replaceChildren(...rows);
  };
  /**
   * @param {Results} now
   * @param {boolean} isOpen
   */
  const showMarking = ({ unmarked }, isOpen) => {
    const part = one(panel, '[data-marking]');
    if (!part) return;
    part.hidden = !isOpen;
    fill(part, { unmarked: unmarked.length > 0 ? say(word('result.unmarked'), { n: unmarked.length }) : word('result.all-marked') });
    const next = one(part, '[data-act="next-unmarked"]');
    if (next) next.hidden = unmarked.length === 0;
  };

  let lastOpened = -1;
  const openNext = () => {
    const waiting = results?.unmarked ?? [];
    const number = waiting.find((each) => each > lastOpened) ?? waiting[0];
    if (number === undefined) return;
    lastOpened = number;
    marked.open(number);
  };
  const finishMarking = () => {
    const waiting = results?.unmarked ?? [];
    const unseen = waiting.find((number) => !marked.wasOpened(number));
    if (unseen !== undefined) {
      emit(panel, 'say', word('result.mark-first'));
      lastOpened = unseen;
      marked.open(unseen);
      return;
    }
    // Who has seen the model answer and ticked nothing has found nothing to tick.
    for (const number of waiting) {
      const data = sitting?.paper.questions[number].data;
      const hasPoints = data && 'points' in data && data.points.length > 0;
      apply({ type: 'mark', number, response: { text: '', met: hasPoints ? [] : null, given: hasPoints ? null : 0 } });
    }
    apply({ type: 'finish' });
    one(panel, '[data-f="headline"]')?.focus();
    if (results) emit(panel, 'say', marksOfMarks(results));
  };

  /**
   * What was missed, as the course asks it now, with its choices in a new order; as the paper had it, where the course
   * no longer does.
   * @returns {Promise<PaperRecord | null>}
   */
  const retryPaper = async () => {
    if (!sitting || !results) return null;
    const id = visit.newId();
    const old = againPaper(sitting.paper, id, missedOf(results));
    // Said once, however often it is retried; the title stands last.
    const [again] = word('sitting.again').split('{title}');
    const paper = { ...old, title: again + old.title.replace(again, '') };
    const picked = paper.questions.flatMap(({ data }) => bank.questions.find((question) => question.id === data.id) ?? []);
    try {
      const pieces = await tools.pieces(picked.map(({ lecture }) => lecture));
      const untimed = ownBlueprint(bank, { by: 'lectures', items: null, kinds: null, count: 'all', minutes: null });
      const now = makePaper(bank, untimed, { picked, wanted: 0, name: id, code: '' }, pieces, id);
      return { ...paper, questions: paper.questions.map((question) => now.questions.find(({ data }) => data.id === question.data.id) ?? question) };
    } catch {
      return paper;
    }
  };

  onAct(panel, {
    'next-unmarked': openNext,
    'finish-marking': finishMarking,
    retry: async () => {
      const paper = await retryPaper();
      if (paper) begin(paper);
    },
    again: () => sitting && begin(againPaper(sitting.paper, visit.newId())),
    new: () => set(sitting?.paper.exam ?? ''),
    print: () => print(),
    'copy-code': async (button) => {
      const place = one(panel, '[data-f="code"]');
      try {
        await navigator.clipboard.writeText(sitting?.paper.code ?? '');
        emit(button, 'say', word('result.code-copied'));
      } catch {
        if (place) getSelection()?.selectAllChildren(place);
      }
    },
  });
  return {
    /** @param {Sitting} ended */
    open: (ended) => {
      sitting = ended;
      lastOpened = -1;
      show(true);
      document.title = say(word('result.tab'), { title: ended.paper.title });
      one(panel, '[data-f="headline"]')?.focus({ preventScroll: true });
    },
    /** @param {ExamEvent & { type: 'merge' }} event */
    merge: (event) => {
      if (sitting?.attempt.id === (event.kind === 'attempts' ? event.record.id : event.record.attempt)) apply(event);
    },
    close: () => {
      if (!sitting) return;
      sitting = null;
      marked.clear();
    },
  };
}

/**
 * @param {Results} results
 * @returns {number[]}
 */
function missedOf({ questions }) {
  return questions.filter(({ status }) => status !== 'right').map(({ number }) => number);
}
