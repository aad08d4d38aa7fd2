/** @import { AnswerRecord, Entry, ResponseRecord } from '../../static/js/core/progress.js' */
import { Store, UPGRADES } from '../../static/js/adapters/store.js';
import { KINDS, SCHEMA, newAnswer, withDraft, withTry } from '../../static/js/core/progress.js';
import { RESULTS, aPaper, aResponseAccount, anAttemptAccount } from './generate.js';
import { equal, eventually, ok, test } from './harness.js';
import { randomFrom } from '../../static/js/core/random.js';

let number = 0;
const freshName = () => `lecprep:/test/${Date.now()}-${(number += 1)}/`;
/** @type {(question?: string) => AnswerRecord} */
const answer = (question = 'lora') => newAnswer(question, '1', '14-fine-tuning');
/** @type {(record: AnswerRecord, id: string, now: number) => AnswerRecord} */
const tried = (record, id, now) => withTry(record, id, [1], RESULTS.right, now);

/**
 * @param {string} name
 * @param {(store: Store, name: string) => Promise<void>} check
 * @param {() => IDBFactory} [factory]
 */
function testStore(name, check, factory) {
  test(name, async () => {
    const where = freshName();
    const store = new Store(where, factory);
    try {
      await check(store, where);
    } finally {
      await store.close();
      indexedDB.deleteDatabase(where);
    }
  });
}

/**
 * @param {string} name
 * @param {number} [version]
 * @param {(database: IDBDatabase) => void} [upgrade]
 * @returns {Promise<IDBDatabase>}
 */
function rawDatabase(name, version, upgrade) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade?.(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @param {string} shelf
 * @param {any} [value] to be put
 * @returns {Promise<any[]>} all that is there
 */
function rawShelf(database, shelf, value) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(shelf, 'readwrite');
    if (value) transaction.objectStore(shelf).put(value);
    const request = transaction.objectStore(shelf).getAll();
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * @param {Store} store
 * @returns {string[]} the reasons of its warnings, as they come
 */
function warningsOf(store) {
  /** @type {string[]} */
  const reasons = [];
  store.addEventListener('storage-warning', (event) => reasons.push(/** @type {CustomEvent} */ (event).detail.reason));
  return reasons;
}

testStore('what is saved is there for the next page', async (store, name) => {
  const record = tried(answer(), 'a', 5);
  equal(await store.save('answers', record), true);
  equal(await store.get('answers', record.id), record);
  await store.close();
  const next = new Store(name);
  equal(await next.get('answers', record.id), record);
  equal(await next.all('answers'), [record]);
  equal(await next.get('answers', 'other@1'), undefined);
  equal(await next.all('sections'), []);
  await next.close();
});

testStore('saving merges with what is there: the first answer stays, and no try is lost', async (store) => {
  const first = tried(answer(), 'a', 5);
  const second = tried(answer(), 'b', 9);
  await store.save('answers', second);
  await store.save('answers', first);
  const record = await store.get('answers', first.id);
  equal(
    record?.tries.map(({ id }) => id),
    ['a', 'b'],
  );
});

testStore('two tabs that save at once lose nothing, and hear of each other', async (store, name) => {
  const other = new Store(name);
  /** @type {string[][]} */
  const heard = [];
  other.onSaved('answers', ({ tries }) => heard.push(tries.map(({ id }) => id)));
  await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).save('answers', tried(answer(), `t${i}`, 100 + i))));
  equal((await store.get('answers', 'lora@1'))?.tries.length, 20);
  equal((await other.get('answers', 'lora@1'))?.tries.length, 20);
  await eventually(() => heard.some((ids) => ids.length === 20), 'the other tab was not told of the last write');
  await other.close();
});

testStore('an older answer to a changed question is kept beside the new one', async (store) => {
  await store.save('answers', tried(newAnswer('lora', '1', 'l'), 'a', 5));
  await store.save('answers', tried(newAnswer('lora', '2', 'l'), 'b', 6));
  equal((await store.all('answers')).map(({ version }) => version).sort(), ['1', '2']);
});

/** @type {[string, () => IDBFactory][]} */
const FORBIDDEN = [
  [
    'forbidden',
    () => {
      throw new DOMException('no', 'SecurityError');
    },
  ],
  ['missing', () => /** @type {any} */ (undefined)],
  [
    'broken',
    () =>
      /** @type {any} */ ({
        open: () => {
          throw new DOMException('no', 'UnknownError');
        },
      }),
  ],
];
for (const [how, factory] of FORBIDDEN) {
  testStore(
    `where storage is ${how}, answers last as long as the page, and the student is told once`,
    async (store) => {
      const reasons = warningsOf(store);
      equal(await store.get('answers', 'lora@1'), undefined);
      equal(reasons, []);
      equal(await store.save('answers', tried(answer(), 'a', 5)), false);
      equal(await store.save('answers', tried(answer(), 'b', 6)), false);
      equal((await store.get('answers', 'lora@1'))?.tries.length, 2);
      equal((await store.all('answers')).length, 1);
      equal(await store.all('sections'), []);
      equal(reasons, ['forbidden']);
    },
    factory,
  );
}

testStore('when storage is full the answer is held, and written when there is room again', async (store, name) => {
  const reasons = warningsOf(store);
  await store.save('answers', tried(answer('kept'), 'a', 4));
  const { put } = IDBObjectStore.prototype;
  try {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    equal(await store.save('answers', tried(answer(), 'a', 5)), false);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  equal(reasons, ['full']);
  equal((await store.get('answers', 'lora@1'))?.tries.length, 1);
  equal((await store.all('answers')).length, 2);
  equal(await store.save('answers', tried(answer('other'), 'a', 6)), true);
  const next = new Store(name);
  equal((await next.all('answers')).map(({ question }) => question).sort(), ['kept', 'lora', 'other']);
  await next.close();
});

testStore('a write that is aborted is held and tried again', async (store) => {
  await store.save('answers', tried(answer('kept'), 'a', 4));
  const { put } = IDBObjectStore.prototype;
  try {
    IDBObjectStore.prototype.put = function abortive(/** @type {any[]} */ ...values) {
      const request = put.call(this, values[0]);
      this.transaction.abort();
      return request;
    };
    equal(await store.save('answers', tried(answer(), 'a', 5)), false);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  equal(await store.save('answers', tried(answer(), 'b', 6)), true);
  equal((await store.get('answers', 'lora@1'))?.tries.length, 2);
});

test('a newer database is left alone and used as it is', async () => {
  const name = freshName();
  const newer = await rawDatabase(name, UPGRADES.length + 3, (database) => {
    UPGRADES.forEach((step) => step(database));
    database.createObjectStore('notes', { keyPath: 'id' });
  });
  newer.close();
  const store = new Store(name);
  equal(await store.save('answers', tried(answer(), 'a', 5)), true);
  await store.close();
  const after = await rawDatabase(name);
  equal(after.version, UPGRADES.length + 3);
  ok(after.objectStoreNames.contains('notes'));
  after.close();
  indexedDB.deleteDatabase(name);
});

testStore('a record of a later form is left untouched, and the answer is held beside it', async (store, name) => {
  const reasons = warningsOf(store);
  await store.save('answers', tried(answer('other'), 'a', 1));
  const database = await rawDatabase(name);
  const later = { id: 'lora@1', schema: SCHEMA + 1, strange: true };
  await rawShelf(database, 'answers', later);
  equal(await store.get('answers', 'lora@1'), undefined);
  equal(await store.save('answers', tried(answer(), 'a', 5)), false);
  equal(reasons, ['forbidden']);
  equal(
    (await rawShelf(database, 'answers')).find(({ id }) => id === 'lora@1'),
    later,
  );
  equal((await store.get('answers', 'lora@1'))?.tries.length, 1);
  database.close();
});

testStore('a damaged record is put aside, never thrown away', async (store, name) => {
  await store.save('answers', tried(answer('other'), 'a', 1));
  const database = await rawDatabase(name);
  const damaged = { id: 'lora@1', schema: SCHEMA, tries: 'gone' };
  await rawShelf(database, 'answers', damaged);
  equal((await store.all('answers')).length, 1);
  equal(await store.save('answers', tried(answer(), 'a', 5)), true);
  equal(await rawShelf(database, 'aside'), [{ kind: 'answers', stored: damaged }]);
  equal((await store.get('answers', 'lora@1'))?.tries.length, 1);
  database.close();
});

testStore('an upgrade in another tab is not held up, and work goes on after it', async (store, name) => {
  await store.save('answers', tried(answer(), 'a', 5));
  const newer = await rawDatabase(name, UPGRADES.length + 1, (database) => database.createObjectStore('notes', { keyPath: 'id' }));
  equal(await store.save('answers', tried(answer(), 'b', 6)), true);
  equal((await store.get('answers', 'lora@1'))?.tries.length, 2);
  newer.close();
});

testStore('a draft is kept too', async (store) => {
  await store.save('answers', withDraft(answer(), 'half a th', 5));
  equal((await store.get('answers', 'lora@1'))?.draft, { at: 5, response: 'half a th' });
});

testStore('sixty answers are saved in well under a second', async (store) => {
  const started = performance.now();
  for (let i = 0; i < 60; i += 1) await store.save('answers', tried(answer(`q${i}`), 'a', i));
  ok(performance.now() - started < 1000, `took ${Math.round(performance.now() - started)} ms`);
});

/** @type {(place: number, attempt?: string) => ResponseRecord} */
const response = (place, attempt = 'a1') => ({ ...aResponseAccount(randomFrom(place)), id: `${attempt}/${place}`, attempt, number: place });
/** @type {Entry[]} */
const BEGUN = [
  ['papers', aPaper(randomFrom(1))],
  ['attempts', anAttemptAccount(randomFrom(1))],
  ['responses', response(0)],
];

testStore('what belongs together is saved together', async (store, name) => {
  equal(await store.saveAll(BEGUN), true);
  await store.close();
  const next = new Store(name);
  for (const [kind, record] of BEGUN) equal(await next.get(kind, record.id), /** @type {any} */ (record));
  await next.close();
});

testStore('of what belongs together, all is written or nothing', async (store, name) => {
  await store.save('answers', answer('other'));
  const { put } = IDBObjectStore.prototype;
  let puts = 0;
  try {
    IDBObjectStore.prototype.put = function failing(/** @type {any[]} */ ...values) {
      puts += 1;
      if (puts === 3) throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, values[0]);
    };
    equal(await store.saveAll(BEGUN), false);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  const database = await rawDatabase(name);
  for (const kind of ['papers', 'attempts', 'responses']) equal(await rawShelf(database, kind), [], kind);
  database.close();
  equal((await store.all('responses')).length, 1, 'it is held in memory');
  equal(await store.saveAll([['responses', response(1)]]), true);
  const next = new Store(name);
  equal((await next.all('responses')).length, 2);
  equal((await next.all('papers')).length, 1);
  await next.close();
});

testStore('nothing to save is safe at once, and the same record twice is one', async (store) => {
  equal(await store.saveAll([]), true);
  equal(await store.saveAll([BEGUN[2], BEGUN[2]]), true);
  equal((await store.all('responses')).length, 1);
});

testStore('the responses of one attempt are read by themselves, those in memory among them', async (store) => {
  await store.saveAll([
    ['responses', response(0)],
    ['responses', response(10)],
    ['responses', response(0, 'a10')],
    ['responses', response(0, 'a')],
  ]);
  equal((await store.all('responses', 'a1/')).map(({ id }) => id), ['a1/0', 'a1/10']);
  equal((await store.all('responses')).length, 4);
});

testStore('everything is everything, what could not be written as well', async (store) => {
  await store.saveAll(BEGUN);
  await store.save('answers', answer());
  const { put } = IDBObjectStore.prototype;
  try {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    await store.save('responses', response(1));
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  const { answers, sections, places, papers, attempts, responses, outcomes } = await store.everything();
  equal(
    [answers, sections, places, papers, attempts, responses, outcomes].map(({ length }) => length),
    [1, 0, 0, 1, 1, 2, 0],
  );
});

testStore('erasing leaves nothing, here and in another tab', async (store, name) => {
  const other = new Store(name);
  /** @type {string[]} */
  const heard = [];
  for (const [who, each] of /** @type {[string, Store][]} */ ([['here', store], ['there', other]])) {
    each.addEventListener('erased', () => heard.push(who));
  }
  await store.saveAll(BEGUN);
  await other.save('answers', answer());
  const database = await rawDatabase(name);
  await rawShelf(database, 'aside', { stored: 1 });
  equal(await store.erase(), true);
  for (const kind of [...KINDS, 'aside']) equal(await rawShelf(database, kind), [], kind);
  database.close();
  await eventually(() => heard.includes('there'), 'the other tab was not told');
  equal(heard, ['here', 'there']);
  equal(await store.save('answers', answer()), true);
  await other.close();
});

testStore(
  'where nothing can be stored, erasing forgets what the page holds',
  async (store) => {
    await store.saveAll(BEGUN);
    equal((await store.all('papers')).length, 1);
    equal(await store.erase(), false);
    equal(await store.all('papers'), []);
  },
  () => {
    throw new DOMException('no', 'SecurityError');
  },
);

test('a database of any earlier version is brought up to date with all that it holds', async () => {
  for (let version = 1; version < UPGRADES.length; version += 1) await upgradedFrom(version);
});

/** @param {number} version */
async function upgradedFrom(version) {
  const name = freshName();
  const first = await rawDatabase(name, version, (database) => UPGRADES.slice(0, version).forEach((step) => step(database)));
  const old = tried(answer(), 'a', 5);
  const section = { schema: SCHEMA, id: 'l#s', lecture: 'l', section: 's', at: 1 };
  await rawShelf(first, 'answers', old);
  await rawShelf(first, 'sections', section);
  await rawShelf(first, 'aside', { kind: 'answers', stored: 'damaged' });
  // A tab of that version lets go when it is asked to.
  first.onversionchange = () => first.close();
  const store = new Store(name);
  equal(await store.saveAll(BEGUN), true);
  equal(await store.get('answers', old.id), old);
  equal(await store.all('sections'), [section]);
  equal((await store.all('papers')).length, 1);
  equal(await store.save('reviews', { schema: SCHEMA, id: 'r', card: 'c', of: null, at: 1, rating: 3, undone: null }), true);
  await store.close();
  const after = await rawDatabase(name);
  equal(after.version, UPGRADES.length);
  equal((await rawShelf(after, 'aside')).length, 1);
  after.close();
  indexedDB.deleteDatabase(name);
}

testStore('another tab hears of every record of an exam', async (store, name) => {
  const other = new Store(name);
  /** @type {string[]} */
  const heard = [];
  other.onSaved('attempts', ({ id }) => heard.push(id));
  other.onSaved('responses', ({ id }) => heard.push(id));
  await store.saveAll(BEGUN);
  await eventually(() => heard.length === 2, 'it did not');
  equal(heard.sort(), ['a1', 'a1/0']);
  await other.close();
});

testStore('an answer is saved well within a frame', async (store) => {
  await store.saveAll(BEGUN);
  /** @type {number[]} */
  const times = [];
  for (let place = 0; place < 60; place += 1) {
    const started = performance.now();
    await store.save('responses', response(place));
    times.push(performance.now() - started);
  }
  const median = times.sort((a, b) => a - b)[30];
  ok(median < 16, `took ${median} ms`);
});

/**
 * A page that goes: its listeners run, and what they began to write in the usual way is cut off.
 * @param {() => void} save
 */
async function leaving(save) {
  const { put } = IDBObjectStore.prototype;
  addEventListener('pagehide', save, { once: true });
  try {
    IDBObjectStore.prototype.put = function cut() {
      this.transaction.abort();
      throw new DOMException('the page is gone', 'AbortError');
    };
    dispatchEvent(new Event('pagehide'));
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
}

testStore('what is saved as the page goes is there for the next, and put in its place by the next save', async (store, name) => {
  await store.saveAll(BEGUN);
  await leaving(() => void store.save('answers', withDraft(answer(), 'half a th', 5)));
  await store.close();
  const next = new Store(name);
  equal((await next.get('answers', 'lora@1'))?.draft?.response, 'half a th');
  equal((await next.all('responses')).length, 1);
  dispatchEvent(new Event('pagehide'));
  const database = await rawDatabase(name);
  equal((await rawShelf(database, 'late')).length, 1, 'a page that changes nothing adds nothing');
  equal(await next.save('responses', response(1)), true);
  equal(await rawShelf(database, 'late'), []);
  equal((await rawShelf(database, 'answers')).length, 1);
  database.close();
  await next.close();
});

testStore('what comes late overwrites nothing that is newer', async (store, name) => {
  const other = new Store(name);
  await store.save('answers', withDraft(answer(), 'first', 5));
  await leaving(() => void store.save('answers', withDraft(answer(), 'late', 7)));
  await store.close();
  equal(await other.save('answers', withDraft(answer(), 'newest', 9)), true);
  equal((await other.get('answers', 'lora@1'))?.draft?.response, 'newest');
  equal(await other.save('answers', tried(answer('other'), 'a', 1)), true);
  equal((await other.get('answers', 'lora@1'))?.draft?.response, 'newest');
  await other.close();
});

testStore('what was on its way as the page goes is not lost either', async (store, name) => {
  await store.save('answers', tried(answer('other'), 'a', 1));
  const { put } = IDBObjectStore.prototype;
  try {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    equal(await store.save('answers', tried(answer(), 'a', 5)), false);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await leaving(() => {});
  await store.close();
  const next = new Store(name);
  equal((await next.get('answers', 'lora@1'))?.tries.length, 1);
  await next.close();
});

testStore('a page that stays after all goes on as before', async (store, name) => {
  await store.save('answers', tried(answer(), 'a', 5));
  dispatchEvent(new Event('pagehide'));
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  equal(await store.save('answers', tried(answer(), 'b', 6)), true);
  const database = await rawDatabase(name);
  equal(await rawShelf(database, 'late'), []);
  database.close();
});

testStore('what is damaged among the late is left where it is', async (store, name) => {
  await store.save('answers', tried(answer(), 'a', 5));
  const database = await rawDatabase(name);
  for (const strange of [7, { kind: 'answers', record: { id: 'x' } }, { kind: 'unheard', record: {} }]) await rawShelf(database, 'late', strange);
  equal((await store.all('answers')).length, 1);
  equal(await store.save('answers', tried(answer(), 'b', 6)), true);
  equal((await rawShelf(database, 'late')).length, 3);
  database.close();
});

/**
 * @param {string} name
 * @param {string} shelf
 * @returns {Promise<any[]>}
 */
async function shelfOf(name, shelf) {
  const database = await rawDatabase(name);
  const values = await rawShelf(database, shelf);
  database.close();
  return values;
}

testStore('what is saved ahead is safe before it is in its place, and in its place a moment after', async (store, name) => {
  await store.saveAll(BEGUN);
  equal(await store.saveAhead([['responses', response(1)]]), true);
  equal((await shelfOf(name, 'responses')).length, 1);
  equal((await shelfOf(name, 'late')).length, 1);
  equal((await store.all('responses')).length, 2);
  /** @type {ResponseRecord[]} */
  const told = [];
  store.onSaved('responses', (record) => told.push(record));
  await eventually(async () => (await shelfOf(name, 'late')).length === 0, 'what was saved ahead stays beside its place');
  equal((await shelfOf(name, 'responses')).length, 2);
  equal(told, [response(1)], 'others are told once');
});

testStore('a page that dies before what it saved ahead is in its place loses nothing', async (store, name) => {
  await store.saveAll(BEGUN);
  for (const used of [1, 2, 3]) await store.saveAhead([['responses', { ...response(1), response: [used], answered: used, used }]]);
  await store.close();
  const next = new Store(name);
  equal((await next.get('responses', 'a1/1'))?.response, [3]);
  equal(await next.save('responses', response(2)), true);
  equal(await shelfOf(name, 'late'), []);
  equal((await shelfOf(name, 'responses')).map(({ id }) => id), ['a1/0', 'a1/1', 'a1/2']);
  await next.close();
});

testStore('what is saved ahead overwrites nothing that another tab saved later', async (store, name) => {
  const other = new Store(name);
  await store.saveAll(BEGUN);
  const before = { ...response(1), response: [1], answered: 5 };
  const after = { ...response(1), response: [2], answered: 9 };
  await store.saveAhead([['responses', before]]);
  await other.saveAll([['responses', after]]);
  await eventually(async () => (await shelfOf(name, 'late')).length === 0, 'what was saved ahead stays beside its place');
  for (const each of [store, other]) equal((await each.get('responses', 'a1/1'))?.response, [2]);
  equal((await shelfOf(name, 'responses'))[1].response, [2]);
  await other.close();
});

testStore('a later answer that waits is not taken for the earlier one that is there', async (store, name) => {
  await store.saveAll(BEGUN);
  await store.saveAhead([['responses', { ...response(1), response: [1], answered: 5 }]]);
  await leaving(() => void store.save('responses', { ...response(1), response: [2], answered: 9 }));
  await store.close();
  const next = new Store(name);
  equal((await next.get('responses', 'a1/1'))?.response, [2]);
  await next.close();
});

testStore('what is erased does not come back, though it was to be put in its place', async (store, name) => {
  await store.saveAll(BEGUN);
  await store.saveAhead([['responses', response(1)]]);
  equal(await store.erase(), true);
  await new Promise((resolve) => {
    setTimeout(resolve, 600);
  });
  for (const shelf of ['late', 'responses']) equal(await shelfOf(name, shelf), [], shelf);
  equal(await store.all('responses'), []);
});

testStore('where nothing can be saved ahead it is saved as ever, or the student is told', async (store, name) => {
  const reasons = warningsOf(store);
  equal(await store.saveAhead([]), true);
  equal(await store.saveAhead([['responses', response(0)]]), true, 'before the database is open');
  equal((await shelfOf(name, 'responses')).length, 1);
  const { add, put } = IDBObjectStore.prototype;
  try {
    IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    equal(await store.saveAhead([['responses', response(1)]]), false);
  } finally {
    Object.assign(IDBObjectStore.prototype, { add, put });
  }
  equal(reasons, ['full']);
  equal((await store.all('responses')).length, 2);
  equal(await store.saveAhead([['responses', response(2)]]), true);
  await store.close();
  const next = new Store(name);
  equal((await next.all('responses')).length, 3, 'what is safe is all that was to be saved');
  await next.close();
});
