/** @import { AnswerRecord } from '../../static/js/core/progress.js' */
import { Store, UPGRADES } from '../../static/js/adapters/store.js';
import { SCHEMA, newAnswer, withDraft, withTry } from '../../static/js/core/progress.js';
import { RESULTS } from './generate.js';
import { equal, eventually, ok, test } from './harness.js';

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
    database.createObjectStore('attempts', { keyPath: 'id' });
  });
  newer.close();
  const store = new Store(name);
  equal(await store.save('answers', tried(answer(), 'a', 5)), true);
  await store.close();
  const after = await rawDatabase(name);
  equal(after.version, UPGRADES.length + 3);
  ok(after.objectStoreNames.contains('attempts'));
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
  const newer = await rawDatabase(name, UPGRADES.length + 1, (database) => database.createObjectStore('attempts', { keyPath: 'id' }));
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
