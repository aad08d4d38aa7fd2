// Setting a paper: the form, and the front page that says what one will get.
/** @import { ExamTools } from '../adapters/exam-tools.js' */
/** @import { Step } from '../core/attempt.js' */
/** @import { Bank, Blueprint, History } from '../core/blueprint.js' */
/** @import { Drawn } from '../core/draw.js' */
/** @import { PaperRecord } from '../core/progress.js' */
import { counts, remaining } from '../core/attempt.js';
import { OWN, ownBlueprint, pool } from '../core/blueprint.js';
import { newSeed, readCode } from '../core/codes.js';
import { draw } from '../core/draw.js';
import { spokenTime } from '../core/exam-words.js';
import { historyOf } from '../core/mistakes.js';
import { makePaper } from '../core/paper.js';
import { hash, randomFrom } from '../core/random.js';
import { word } from '../core/catalogue.js';
import { percent, say } from '../core/words.js';
import { all, emit, one } from './dom.js';
import { isOn, turn } from './exam-settings.js';
import { fill, onAct } from './rows.js';

const SETTLED = 700;

/**
 * @typedef {object} SetupActions
 * @property {Bank} bank
 * @property {(paper: PaperRecord) => void} begin
 * @property {(id: string) => Promise<Step | null>} load
 */

/**
 * @param {HTMLElement} root
 * @param {ExamTools} tools
 * @param {SetupActions} on
 */
export function examSetup(root, tools, { bank, begin, load }) {
  const { store, clock, visit, settings } = tools;
  const form = /** @type {HTMLFormElement} */ (one(root, '[data-lp="exam-form"]'));
  const front = /** @type {HTMLElement} */ (one(root, '[data-front]'));
  const running = /** @type {HTMLElement} */ (one(root, '[data-lp="exam-running"]'));
  const random = randomFrom(hash(visit.newId()));
  /** @type {History} */
  let history = new Map();
  let seed = newSeed(random);
  /** @type {{ blueprint: Blueprint, drawn: Drawn } | null} */
  let ready = null;
  let cancelSettling = () => {};
  let isStarting = false;

  /** @param {string} name */
  const inputs = (name) => all(form, `[name="${name}"]`).filter((field) => field instanceof HTMLInputElement);
  /** @param {string} name */
  const chosen = (name) => inputs(name).find(({ checked, type }) => checked || type === 'hidden')?.value ?? '';
  /** @param {string} name */
  const ticked = (name) => inputs(name).filter(({ checked }) => checked).map(({ value }) => value);
  /** @param {string} name */
  const someTicked = (name) => (ticked(name).length === inputs(name).length ? null : ticked(name));
  /** @param {string} name */
  const number = (name) => Math.max(1, Math.round(Number(inputs(name)[0]?.value) || 1));
  /**
   * @param {string} name
   * @param {readonly string[] | null} values null: all
   */
  const tickOnly = (name, values) => {
    for (const input of inputs(name)) input.checked = values === null || values.includes(input.value);
  };
  const isOwn = () => chosen('exam') === OWN;
  const by = () => (chosen('by') === 'topics' ? 'topics' : 'lectures');

  const list = () => (by() === 'topics' ? 'topic' : 'lecture');
  const examOf = () => bank.exams.find(({ id }) => id === chosen('exam'));

  /**
   * @param {number | 'pace' | null} minutes
   * @returns {Blueprint}
   */
  const own = (minutes) =>
    ownBlueprint(bank, {
      by: by(),
      items: someTicked(list()),
      kinds: someTicked('kind')?.join('') ?? null,
      count: number('count'),
      minutes,
    });
  /** @returns {Blueprint} what is to be drawn; how it is to be sat changes nothing about it */
  const asked = () => {
    const pace = chosen('pace');
    const mix = /** @type {'fair' | 'weak' | 'new'} */ (chosen('mix') || 'fair');
    return { ...(examOf() ?? own(pace === 'none' ? null : pace === 'own' ? number('minutes') : 'pace')), mix };
  };
  /**
   * @param {Blueprint} blueprint
   * @returns {Blueprint}
   */
  const asSat = (blueprint) => ({
    ...blueprint,
    minutes: chosen('pace') === 'none' ? null : blueprint.minutes,
    extra: Number(chosen('extra')) || 1,
    certainty: inputs('certainty')[0]?.checked ?? false,
  });
  /** @returns {string} what keeps the form from being a paper */
  const problem = () => {
    if (!isOwn()) return '';
    if (ticked(list()).length === 0) return by() === 'topics' ? word('set-up.choose-topic') : word('set-up.choose-lecture');
    return ticked('kind').length === 0 ? word('set-up.choose-kind') : '';
  };

  const update = () => {
    const blueprint = asSat(asked());
    const trouble = problem();
    const drawn = draw(bank, asked(), seed, history);
    ready = trouble === '' && drawn.picked.length > 0 ? { blueprint, drawn } : null;
    showForm(blueprint);
    const marks = drawn.picked.reduce((sum, question) => sum + question.marks, 0);
    const time = timeText(blueprint);
    const shortage = trouble || shortageText(drawn, blueprint);
    fill(front, {
      title: blueprint.title,
      scope: scopeText(blueprint, drawn),
      time,
      questions: `${drawn.picked.length}`,
      marks: `${marks}`,
      pass: percent(blueprint.pass),
      code: ready && drawn.code ? say(word('paper.code'), { code: drawn.code }) : '',
      shortage,
      starting: '',
    });
    const questions = say(word('count.questions'), { n: drawn.picked.length });
    return say(word('set-up.said'), { title: blueprint.title, questions, marks: say(word('count.marks'), { n: marks }), time, shortage });
  };
  /** @param {Blueprint} blueprint */
  const showForm = (blueprint) => {
    const exam = examOf();
    /** @type {[selector: string, isShown: boolean][]} */
    const parts = [
      ['[data-own], [data-own-time]', isOwn()],
      ['[data-by="lectures"]', by() === 'lectures'],
      ['[data-by="topics"]', by() === 'topics'],
      ['[data-clock]', exam?.minutes !== null],
      ['[data-extra]', blueprint.minutes !== null],
    ];
    for (const [selector, isShown] of parts) for (const part of all(form, selector)) part.hidden = !isShown;
    fill(form, {
      pace: say(word('set-up.pace-exam-minutes'), { time: timeText(exam ?? own('pace')) }),
      pool: say(word('set-up.all-of'), { n: pool(bank, blueprint, history).length }),
    });
  };
  /** The front page follows the form at once; whoever does not see it hears of it when the form has settled. */
  const changed = () => {
    const said = update();
    cancelSettling();
    cancelSettling = clock.later(SETTLED, () => {
      emit(front, 'say', said);
      fetchAhead();
    });
  };

  /** Each exam begins with what its author laid down. */
  const preset = () => {
    tickOnly('certainty', examOf()?.certainty ? null : []);
    tickOnly('pace', ['exam']);
  };
  /** @param {Blueprint} blueprint */
  const showAsked = ({ id, scope, kinds, questions, minutes }) => {
    tickOnly('exam', [id]);
    tickOnly('mix', ['fair']);
    preset();
    if (!scope) return;
    tickOnly('pace', [minutes === null ? 'none' : 'own']);
    tickOnly('by', [scope.by]);
    tickOnly(list(), scope.items);
    tickOnly('kind', kinds ? [...kinds] : null);
    for (const [name, value] of /** @type {const} */ ([['count', questions], ['minutes', minutes]])) if (value) inputs(name)[0].value = `${value}`;
  };
  /** @param {string} text */
  const takeCode = (text) => {
    const read = readCode(bank, text);
    if ('problem' in read) {
      tellCode(read.problem === 'unknown' ? word('set-up.code-unknown') : word('set-up.code-nonsense'));
      return;
    }
    seed = read.seed;
    showAsked(read.blueprint);
    tellCode(read.isCurrent ? '' : word('set-up.code-changed'));
    update();
    emit(front, 'say', word('set-up.code-taken'));
  };
  /** @param {string} text */
  const tellCode = (text) => {
    fill(form, { 'code-problem': text });
    const fold = one(form, '.by-code');
    if (text) fold?.setAttribute('open', '');
    if (text) emit(form, 'say', text);
  };

  const fetchPieces = () => tools.pieces([...new Set(ready?.drawn.picked.map(({ lecture }) => lecture))]);
  /** While the student reads the front page the questions come, so that the exam begins at once when Start is pressed. */
  const fetchAhead = () => {
    if (!tools.isSparing()) void fetchPieces().catch(() => {});
  };
  const start = async () => {
    if (isStarting) return;
    if (!ready) {
      const text = problem() || word('set-up.nothing');
      fill(front, { shortage: text });
      emit(front, 'say', text);
      return;
    }
    isStarting = true;
    cancelSettling();
    fill(front, { starting: word('set-up.fetching') });
    try {
      const { blueprint, drawn } = ready;
      const paper = makePaper(bank, blueprint, drawn, await fetchPieces(), visit.newId());
      fill(front, { starting: '' });
      seed = newSeed(random);
      begin(paper);
    } catch (error) {
      console.warn('lecprep: the paper', error);
      fill(front, { starting: word('set-up.not-fetched') });
      emit(front, 'say', word('set-up.not-fetched'));
    } finally {
      isStarting = false;
    }
  };

  /** An exam that is not handed in comes first. One whose time ran out meanwhile is handed in. */
  const showRunning = async () => {
    const attempts = (await store.all('attempts')).filter(({ state }) => state === 'sitting' || state === 'paused');
    let isRunning = false;
    for (const { id } of attempts.sort((a, b) => a.started - b.started)) {
      const found = await load(id);
      if (!found) continue;
      const { attempt, responses } = found.sitting;
      if (attempt.ended) {
        void store.saveAll(found.writes);
        continue;
      }
      const left = remaining(found.sitting);
      isRunning = true;
      fill(running, {
        title: attempt.title,
        answered: say(word('set-up.running-answered'), { answered: counts(found.sitting).answered, of: responses.length }),
        left: left === null ? '' : say(attempt.state === 'paused' ? word('set-up.running-left-paused') : word('set-up.running-left'), { time: spokenTime(Math.ceil(left / 60_000) * 60_000) }),
      });
      running.dataset.id = id;
    }
    running.hidden = !isRunning;
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', ({ target }) => {
    const { name = '' } = target instanceof HTMLInputElement ? target : {};
    if (name === 'code') return;
    if (name === 'keys') turn(settings, 'keys', inputs('keys')[0].checked);
    if (name === 'minutes') tickOnly('pace', ['own']);
    if (name === 'exam') preset();
    changed();
  });
  onAct(form, {
    count: (button) => {
      const wanted = button.getAttribute('value');
      const [field] = inputs('count');
      field.value = wanted === 'all' ? `${Math.max(1, pool(bank, asked(), history).length)}` : (wanted ?? '');
      changed();
    },
    all: () => {
      tickOnly(list(), null);
      changed();
    },
    none: () => {
      tickOnly(list(), []);
      changed();
    },
    code: () => takeCode(inputs('code')[0].value),
  });
  inputs('code')[0]?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    takeCode(inputs('code')[0].value);
  });
  const button = one(root, '[data-lp="exam-start"]');
  button?.addEventListener('click', () => void start());
  one(root, '[data-lp="exam-resume"]')?.addEventListener('click', () => {
    location.hash = `a=${running.dataset.id}`;
  });
  const learn = async () => {
    history = historyOf(await store.all('answers'), await store.all('outcomes'));
    update();
    fetchAhead();
  };

  form.reset();
  for (const box of inputs('keys')) box.checked = isOn(settings, 'keys');
  preset();
  return {
    /**
     * @param {string} name what the address asks for: `paper` with a code, `exam` with an id
     * @param {string} value
     */
    open: (name, value) => {
      if (name === 'exam' && inputs('exam').some((radio) => radio.value === value)) {
        tickOnly('exam', [value]);
        preset();
      }
      update();
      if (name === 'paper') takeCode(value);
      void showRunning();
      void learn();
    },
  };
}

/**
 * @param {Blueprint} blueprint
 * @returns {string}
 */
function timeText({ minutes, extra = 1 }) {
  return minutes === null ? word('paper.no-limit') : say(word('count.minutes-short'), { n: Math.round(minutes * extra * 10) / 10 });
}

/**
 * @param {Drawn} drawn
 * @param {Blueprint} blueprint
 * @returns {string} what the course cannot offer
 */
function shortageText({ picked, wanted }, { mix }) {
  if (picked.length >= wanted) return '';
  if (picked.length === 0) return mix === 'new' ? word('set-up.seen-all') : word('set-up.nothing');
  return say(mix === 'new' ? word('set-up.shortage-new') : word('set-up.shortage'), { n: picked.length, wanted });
}

/**
 * @param {Blueprint} blueprint
 * @param {Drawn} drawn
 * @returns {string}
 */
function scopeText({ scope, draw: how }, { picked }) {
  if (how === 'syllabus' && !scope) return word('paper.by-syllabus');
  const lectures = new Set(picked.map(({ lecture }) => lecture)).size;
  return say(how === 'lectures' ? word('paper.from-count-evenly') : word('paper.from-count'), { n: lectures });
}
