// The review: one card at a time, each answer kept before the next card comes.
/** @import { Memory, Rating } from '../core/fsrs.js' */
/** @import { Card } from '../core/plan.js' */
/** @import { ReviewRecord } from '../core/progress.js' */
/** @import { Deck, DeckCard } from '../core/reviews.js' */
/** @import { Standings } from '../core/course-plan.js' */
/** @import { ExamTools } from '../adapters/exam-tools.js' */
import { doneOf, loadCards, loadDeck } from '../adapters/deck.js';
import { standings, PLAN_ID } from '../core/course-plan.js';
import { reviewed } from '../core/fsrs.js';
import { forecast, nextCard, planned } from '../core/plan.js';
import { SCHEMA, answerId } from '../core/progress.js';
import { memories, ratingOf } from '../core/reviews.js';
import { doneText, laterText } from '../core/review-words.js';
import { word } from '../core/catalogue.js';
import { say } from '../core/words.js';
import { copyCode } from './copy-code.js';
import { all, emit, isTyping, one } from './dom.js';
import { oneAtATime } from './one-at-a-time.js';
import { numberForm } from './paper-form.js';
import { question } from './question.js';
import { reviewPlan } from './review-plan.js';
import { isOn } from './exam-settings.js';
import { fill, onAct } from './rows.js';
import { elementsOf } from './tree.js';

/** @type {readonly Rating[]} */
const EVERY = [1, 2, 3, 4];

/**
 * @param {HTMLElement} main
 * @param {ExamTools} tools
 */
export async function review(main, tools) {
  const { store, clock, visit, settings } = tools;
  const deckView = /** @type {HTMLElement} */ (one(main, '[data-in="card"]'));
  const doneView = /** @type {HTMLElement} */ (one(main, '[data-in="done"]'));
  const body = /** @type {HTMLElement} */ (one(main, '[data-f="body"]'));
  const showRow = /** @type {HTMLElement} */ (one(main, '.show-row'));
  const rate = /** @type {HTMLElement} */ (one(main, '.rate'));
  const undoButton = /** @type {HTMLElement} */ (one(main, '[data-act="undo"]'));
  const buttons = all(rate, '[data-rating]');
  /** @type {Deck} */
  let deck;
  let now = /** @type {Standings} */ (/** @type {unknown} */ (null));
  /** @type {DeckCard | null} the card on the table */
  let current = null;
  /** @type {Card | null} the one before */
  let last = null;
  /** The try that the rating refines, where the card is a question that was answered. */
  let tryId = /** @type {string | null} */ (null);
  /** @type {readonly Rating[]} */
  let allowed = [];
  /** @type {ReviewRecord[]} what can be undone, newest last */
  const undoable = [];

  const look = async () => {
    const [done, plan] = await Promise.all([doneOf(store), store.get('plans', PLAN_ID)]);
    now = standings(deck, done, plan, new Date(clock.now()));
  };
  const plan = () => planned(now.cards, now.terms);

  const showCounts = () => {
    const left = plan();
    const total = now.today.size + left.filter(({ id }) => !now.today.has(id)).length;
    const count = (/** @type {(memory: Memory | null) => boolean} */ isOf) => left.filter(({ memory }) => isOf(memory)).length;
    fill(main, {
      due: `${count((memory) => memory?.state === 'review')}`,
      again: `${count((memory) => memory !== null && memory.state !== 'review')}`,
      new: `${count((memory) => memory === null)}`,
      // What comes again today is no further card.
      place: say(word('review.place'), { number: Math.min(now.today.size + 1, total), of: total }),
    });
  };

  /**
   * Offers the ratings that make sense, each with when the card comes next.
   * @param {readonly Rating[]} ratings
   */
  const offer = (ratings) => {
    allowed = ratings;
    showRow.hidden = true;
    rate.hidden = false;
    const before = memories(now.reviews.filter(({ id, card }) => card === current?.id && id !== tryId)).get(current?.id ?? '') ?? null;
    // One moment for all: 5 min 30 s that begin a moment earlier than they are measured would be shown as 5 min.
    const at = clock.now();
    for (const button of buttons) {
      const rating = /** @type {Rating} */ (Number(button.dataset.rating));
      button.hidden = !ratings.includes(rating);
      fill(button, { next: laterText(reviewed(before, rating, at).due - at) });
    }
  };

  /** Shows the other side of a card that is no question. */
  const turn = () => {
    const back = one(body, '.back-side');
    if (!back || showRow.hidden) return;
    back.hidden = false;
    offer(EVERY);
    back.focus();
    emit(main, 'say', word('review.shown'));
  };
  /** Takes the focus out of a field that is done with, so that the keys rate. */
  const leaveField = () => {
    if (document.activeElement?.matches('.index-body input, .index-body select')) one(rate, '.btn:not([hidden])')?.focus();
  };

  /** @param {HTMLFormElement} form */
  const ask = (form) => {
    numberForm(form, 0);
    one(form, '.q-no')?.remove();
    for (const button of all(form, '[data-act="copy"]')) copyCode(button, tools);
    const data = JSON.parse(form.dataset.question ?? '');
    const isSelfMarked = form.matches('.q--short, .q--coding');
    const isOnTable = () => form.isConnected && current?.id === data.id;
    form.addEventListener('lp:answer', async () => {
      const { marked } = form.dataset;
      if (!marked) return;
      await Promise.resolve();
      const record = await store.get('answers', answerId(data.id, data.version));
      const latest = record?.tries.at(-1);
      if (!latest || !isOnTable()) return;
      tryId = latest.id;
      const most = isSelfMarked ? 4 : (ratingOf(latest.result.verdict) ?? 1);
      offer(isSelfMarked || most === 3 ? EVERY : EVERY.filter((rating) => rating <= most));
      leaveField();
    });
    one(form, 'details.answer')?.addEventListener('toggle', ({ target }) => {
      // Who looks first did not know it.
      if (target instanceof HTMLDetailsElement && target.open && rate.hidden && isOnTable() && !form.dataset.marked) offer(isSelfMarked ? EVERY : [1]);
    });
    question(form, tools, true).catch((error) => console.error('lecprep: a question of the review', error));
  };

  /**
   * @param {DeckCard} card
   * @param {boolean} hasFocus
   */
  const show = async (card, hasFocus) => {
    current = card;
    tryId = null;
    body.inert = true;
    const { lecture } = card;
    fill(main, { lecture: lecture.label ? say(word('review.lecture'), { number: lecture.label, title: lecture.title }) : lecture.title });
    one(main, '[data-f="lecture"]')?.setAttribute('href', lecture.url);
    rate.hidden = true;
    showRow.hidden = true;
    const marked = await markedOf(card);
    if (current !== card) return;
    const node = elementsOf(marked);
    body.replaceChildren(node);
    body.inert = false;
    deckView.hidden = false;
    doneView.hidden = true;
    if (node instanceof HTMLFormElement) {
      body.dataset.lecture = card.isQuestion ? lecture.slug : '';
      ask(node);
    } else {
      const back = one(body, '.back-side');
      if (back) back.hidden = true;
      showRow.hidden = false;
    }
    showCounts();
    if (hasFocus) one(deckView, '.index-card')?.focus();
  };
  /** @param {DeckCard} card */
  const markedOf = async ({ id, lecture, isQuestion }) => {
    if (!isQuestion) return (await loadCards(tools, lecture)).find((each) => each.id === id);
    const pieces = await tools.pieces([lecture]);
    return pieces.get(lecture.slug)?.find(({ data }) => data.id === id);
  };

  /** @param {boolean} hasFocus whether the student is at work, so that the new card takes the focus */
  const next = async (hasFocus) => {
    const chosen = nextCard(plan(), clock.now(), last);
    const card = chosen && now.deck.find(({ id }) => id === chosen.id);
    undoButton.hidden = undoable.length === 0;
    if (card) {
      try {
        await show(card, hasFocus);
      } catch {
        fill(main, { starting: word('review.not-fetched') });
      }
      return;
    }
    current = null;
    deckView.hidden = true;
    doneView.hidden = false;
    const tomorrow = forecast(now.cards, now.terms, 2).days[1];
    fill(main, { done: doneText({ answered: now.today.size, tomorrow }), due: '0', again: '0', new: '0' });
    if (hasFocus) doneView.focus();
  };

  /** @param {Rating} rating */
  const give = async (rating) => {
    if (!current || rate.hidden || !allowed.includes(rating)) return;
    const card = current;
    current = null;
    // Nothing more is to be done with this card while the next one comes.
    body.inert = true;
    const record = { schema: SCHEMA, id: visit.newId(), card: card.id, of: tryId, at: clock.now(), rating, undone: null };
    undoable.push(record);
    last = { id: card.id, lecture: card.lecture.slug, memory: null };
    await store.save('reviews', record);
    await look();
    plans.update(now);
    await next(true);
  };
  const undo = async () => {
    const record = undoable.pop();
    const card = record && now.deck.find(({ id }) => id === record.card);
    if (!record || !card) return;
    await store.save('reviews', { ...record, undone: clock.now() });
    await look();
    last = null;
    plans.update(now);
    await show(card, true);
    undoButton.hidden = undoable.length === 0;
    emit(main, 'say', word('review.undone'));
  };

  fill(main, { starting: word('review.fetching') });
  try {
    deck = await loadDeck(tools, main.dataset.deck ?? '');
  } catch {
    fill(main, { starting: word('review.not-fetched') });
    return;
  }
  await look();
  fill(main, { starting: '' });
  const plans = reviewPlan(/** @type {HTMLElement} */ (one(main, '[data-lp="review-plan"]')), tools, deck.title, async () => {
    await look();
    plans.update(now);
    if (current) showCounts();
    if (!current || !plan().some(({ id }) => id === current?.id)) await next(false);
  });
  plans.update(now);
  onAct(main, { show: turn, undo: () => void undo(), ...Object.fromEntries(EVERY.map((rating) => [`rate-${rating}`, () => void give(rating)])) });
  document.addEventListener('keydown', (event) => {
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || event.defaultPrevented;
    if (isOther || isTyping(event) || !isOn(settings, 'keys') || document.querySelector('dialog[open]')) return;
    const isOnControl = event.target instanceof Element && event.target.closest('button, a, summary, input, select') !== null;
    if (event.key === ' ' && !isOnControl && !showRow.hidden) turn();
    else if (/^[1-4]$/.test(event.key) && !rate.hidden) void give(/** @type {Rating} */ (Number(event.key)));
    else if (event.key.toLowerCase() === 'u' && undoable.length > 0) void undo();
    else return;
    event.preventDefault();
  });
  // What another tab reviews is not asked here again.
  const lookAgain = oneAtATime(async () => {
    await look();
    plans.update(now);
    showCounts();
  });
  store.onSaved('reviews', ({ id }) => {
    if (!undoable.some((known) => known.id === id)) void lookAgain();
  });
  await next(false);
  if (current) emit(main, 'say', say(word('review.today'), { n: plan().length }));
}
