// What a student did, kept in IndexedDB: localStorage loses the last seconds when a browser is killed. Every write merges
// with what is there, in one transaction, so that two tabs cannot undo each other. What cannot be written is held in
// memory, tried again with the next write, and the student is told. Who cannot wait to see what is there, a page that is
// about to go or an exam, adds what it has to a store of its own first, `late`, from which it is put in its place: a moment
// after, or by the next page.
/** @import { Entry, Records, RecordKind } from '../core/progress.js' */
/** @import { Everything } from '../core/export.js' */
import { KINDS, isLater, isSound, merge } from '../core/progress.js';

/**
 * Steps from one version of the database to the next; step i makes version i + 1. Steps are added, never changed.
 * `aside` holds what was found damaged; `late` what was written without a look at what is there, until it is put in its
 * place.
 * @type {readonly ((database: IDBDatabase) => void)[]}
 */
export const UPGRADES = [
  (database) => {
    for (const kind of ['answers', 'sections', 'places']) database.createObjectStore(kind, { keyPath: 'id' });
    database.createObjectStore('aside', { autoIncrement: true });
  },
  (database) => {
    for (const kind of ['papers', 'attempts', 'responses', 'outcomes']) database.createObjectStore(kind, { keyPath: 'id' });
    database.createObjectStore('late', { autoIncrement: true });
  },
  (database) => {
    for (const kind of ['reviews', 'plans']) database.createObjectStore(kind, { keyPath: 'id' });
  },
];

/**
 * @param {IDBFactory} factory
 * @param {string} name
 * @param {number} [version] none: as it is
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(factory, name, version) {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => UPGRADES.slice(oldVersion).forEach((step) => step(request.result));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {RecordKind} kind
 * @param {{ id: string }} record
 * @returns {string} what it is held under until it is written
 */
function keyOf(kind, { id }) {
  return `${kind} ${id}`;
}

const ERASED = 'erased';
// What was saved ahead is put in its place when the student is likely to read, or to think, again.
const PLACE_AFTER = 400;

/**
 * The records of one site. `storage-warning`, an event with `{ reason }` "forbidden" or "full", comes once: what is done
 * from then on lasts as long as the page.
 */
export class Store extends EventTarget {
  #name;
  #factory;
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  // The same, for who cannot wait.
  /** @type {IDBDatabase | null} */
  #database = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Map<string, { kind: RecordKind, record: any }>} */
  #unsaved = new Map();
  /** @type {Map<IDBValidKey, { key: string, held: unknown }>} what of `late` is among the unsaved: under which key, and as what */
  #late = new Map();
  /** @type {Entry[]} what was saved ahead of its place */
  #ahead = [];
  #hasWarned = false;
  #isLeaving = false;
  #closing = new AbortController();

  /**
   * @param {string} name
   * @param {() => IDBFactory} [factory] throws where storage is forbidden
   */
  constructor(name, factory = () => indexedDB) {
    super();
    this.#name = name;
    this.#factory = factory;
    try {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }) => {
        if (data === ERASED) {
          this.#forget();
          this.#tell('erased', null);
        } else if (KINDS.includes(data?.kind) && isSound(data.kind, data.record)) this.#tell(data.kind, data.record);
      };
    } catch {
      // Without it another tab's answers show on the next load.
    }
    this.leaveOn('pagehide', 'freeze');
  }

  /**
   * From these events on the page may be gone before it can be told anything. Of them all `beforeunload` leaves most time,
   * but costs some browsers their quick way back to the page: it is for pages that have to hear it anyway.
   * @param {...string} types
   */
  leaveOn(...types) {
    const { signal } = this.#closing;
    // Before all others, for it is they who save in that moment.
    for (const type of types) addEventListener(type, () => this.#leave(), { capture: true, signal });
  }

  /**
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {string} id
   * @returns {Promise<Records[Kind] | undefined>}
   */
  async get(kind, id) {
    const stored = await this.#read(kind, (shelf) => shelf.get(id));
    return this.#withUnsaved(kind, [stored]).get(id);
  }

  /**
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {string} [prefix] of the ids; none: all
   * @returns {Promise<Records[Kind][]>}
   */
  async all(kind, prefix = '') {
    const stored = await this.#read(kind, (shelf) => shelf.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)));
    return [...this.#withUnsaved(kind, stored ?? []).values()].filter(({ id }) => id.startsWith(prefix));
  }

  /**
   * All records that this script understands, those in memory among them.
   * @returns {Promise<Everything>}
   */
  async everything() {
    return /** @type {any} */ (Object.fromEntries(await Promise.all(KINDS.map(async (kind) => [kind, await this.all(kind)]))));
  }

  /**
   * Adds a record to what is known under its id. Resolves when the transaction is complete: with true, when it is safe.
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {Records[Kind]} record
   * @returns {Promise<boolean>}
   */
  save(kind, record) {
    return this.saveAll([/** @type {Entry} */ ([kind, record])]);
  }

  /**
   * Saves records together: all of them, or none.
   * @param {readonly Entry[]} entries
   * @returns {Promise<boolean>} whether all are safe
   */
  async saveAll(entries) {
    const keys = new Set(entries.map(([kind, record]) => this.#hold(kind, record)));
    if (keys.size === 0) return true;
    if (this.#isLeaving) void this.#addLate([...keys]);
    try {
      const kept = await this.#write();
      for (const [key, message] of kept) {
        if (!keys.delete(key)) continue;
        this.#tell(message.kind, message.record);
        this.#channel?.postMessage(message);
      }
      if (keys.size > 0) throw new DOMException('a later version wrote this record', 'VersionError');
      return true;
    } catch (error) {
      this.#warn(error);
      return false;
    }
  }

  /**
   * Saves records together, sooner than `saveAll`: without a look at what is there, and therefore beside it. A moment after
   * they are put in their places, and only then others are told of them.
   * @param {readonly Entry[]} entries
   * @returns {Promise<boolean>} whether all are safe
   */
  async saveAhead(entries) {
    if (entries.length === 0) return true;
    for (const [kind, record] of entries) this.#hold(kind, record);
    if (!(await this.#addLate(this.#keysAtRisk()))) return this.saveAll(entries);
    if (this.#ahead.length === 0) setTimeout(() => void this.#place(), PLACE_AFTER);
    this.#ahead.push(...entries);
    return true;
  }

  /**
   * Forgets all that was ever done here, and tells other tabs to forget it, too (`erased`).
   * @returns {Promise<boolean>}
   */
  async erase() {
    this.#forget();
    try {
      const shelves = [...(await this.#connected()).objectStoreNames];
      await this.#transaction(shelves, 'readwrite', async (transaction) => {
        for (const shelf of shelves) transaction.objectStore(shelf).clear();
      });
      this.#channel?.postMessage(ERASED);
      return true;
    } catch {
      return false;
    } finally {
      // Not before: whoever hears it begins the page anew, and what is not done by then stays undone.
      this.#tell('erased', null);
    }
  }

  /**
   * Calls back with every record of that kind that is written, in this tab or in another.
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {(record: Records[Kind]) => void} listener
   */
  onSaved(kind, listener) {
    this.addEventListener(kind, (event) => listener(/** @type {CustomEvent} */ (event).detail));
  }

  /** Lets go of the database and of other tabs. */
  async close() {
    this.#closing.abort();
    this.#channel?.close();
    this.#channel = null;
    const database = await this.#opening?.catch(() => null);
    database?.close();
    this.#opening = null;
    this.#database = null;
  }

  /** For as long as the page is told that it goes, which it may survive. */
  #leave() {
    this.#isLeaving = true;
    setTimeout(() => {
      this.#isLeaving = false;
    });
    const keys = this.#keysAtRisk();
    if (keys.length > 0) void this.#addLate(keys);
  }

  /** @returns {string[]} of what is nowhere but in memory */
  #keysAtRisk() {
    const safe = new Set([...this.#late.values()].map(({ held }) => held));
    return [...this.#unsaved].filter(([, held]) => !safe.has(held)).map(([key]) => key);
  }

  /**
   * Writes what is unsaved without waiting for anything, and over nothing. All of it has been asked of the browser when this
   * returns.
   * @param {readonly string[]} keys
   * @returns {Promise<boolean>} whether it is there
   */
  #addLate(keys) {
    return new Promise((resolve) => {
      try {
        const transaction = /** @type {IDBDatabase} */ (this.#database).transaction('late', 'readwrite');
        const late = transaction.objectStore('late');
        const added = keys.map((key) => {
          const held = this.#unsaved.get(key);
          return { key, held, request: late.add(held) };
        });
        transaction.oncomplete = () => {
          for (const { key, held, request } of added) this.#late.set(request.result, { key, held });
          resolve(true);
        };
        transaction.onabort = () => resolve(false);
        transaction.commit();
      } catch {
        resolve(false);
      }
    });
  }

  /** Puts in its place what was saved ahead of it. */
  async #place() {
    const entries = this.#ahead.splice(0);
    if (!this.#closing.signal.aborted) await this.saveAll(entries);
  }

  #forget() {
    this.#ahead = [];
    this.#late.clear();
    this.#unsaved.clear();
  }

  /**
   * @param {RecordKind} kind
   * @param {any} record
   * @returns {string} what it is held under until it is written
   */
  #hold(kind, record) {
    const key = keyOf(kind, record);
    const waiting = this.#unsaved.get(key)?.record;
    this.#unsaved.set(key, { kind, record: waiting ? merge(kind, waiting, record) : record });
    return key;
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {unknown} error */
  #warn(error) {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    this.#tell('storage-warning', { reason: isFull ? 'full' : 'forbidden' });
  }

  /**
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {unknown[]} stored
   * @returns {Map<string, Records[Kind]>}
   */
  #withUnsaved(kind, stored) {
    const records = new Map(
      stored
        .filter((value) => isSound(kind, value))
        .map((value) => [/** @type {Records[Kind]} */ (value).id, /** @type {Records[Kind]} */ (value)]),
    );
    for (const { kind: each, record } of this.#unsaved.values()) {
      const known = records.get(record.id);
      if (each === kind) records.set(record.id, known ? merge(kind, known, record) : record);
    }
    return records;
  }

  /** @returns {Promise<IDBDatabase>} */
  #connected() {
    const forget = () => {
      this.#opening = null;
      this.#database = null;
    };
    const open = async () => {
      const factory = this.#factory();
      const database = await openDatabase(factory, this.#name, UPGRADES.length).catch((error) => {
        // A later version of the site was here: its database is used as it is.
        if (error?.name === 'VersionError') return openDatabase(factory, this.#name);
        throw error;
      });
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      this.#database = database;
      return database;
    };
    this.#opening ??= open().catch((error) => {
      forget();
      throw error;
    });
    return this.#opening;
  }

  /**
   * @template T
   * @param {string[]} shelves
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => Promise<T>} work awaits nothing but requests of the transaction
   * @returns {Promise<T>} when the transaction is complete
   */
  async #transaction(shelves, mode, work) {
    const transaction = await this.#connected()
      .then((database) => database.transaction(shelves, mode))
      .catch(async (error) => {
        // The connection was closed behind our back: once more, with a new one.
        if (error?.name !== 'InvalidStateError') throw error;
        this.#opening = null;
        return (await this.#connected()).transaction(shelves, mode);
      });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error);
    });
    const worked = work(transaction).catch((error) => {
      // Nothing is written by halves. What failed by itself has been undone already.
      if (transaction.error === null) transaction.abort();
      throw error;
    });
    const [value] = await Promise.all([worked, done]);
    return value;
  }

  /**
   * Reads from a store, and takes what came late into the memory.
   * @param {RecordKind} kind
   * @param {(shelf: IDBObjectStore) => IDBRequest<any>} ask
   * @returns {Promise<any>} undefined where nothing can be read
   */
  async #read(kind, ask) {
    try {
      return await this.#transaction([kind, 'late'], 'readonly', async (transaction) => {
        const late = transaction.objectStore('late');
        const requests = [ask(transaction.objectStore(kind)), late.getAllKeys(), late.getAll()];
        const [stored, keys, values] = await Promise.all(requests.map(answerOf));
        for (const [index, value] of values.entries()) {
          if (this.#late.has(keys[index]) || !KINDS.includes(value?.kind) || !isSound(value.kind, value.record)) continue;
          const isAlone = !this.#unsaved.has(keyOf(value.kind, value.record));
          const key = this.#hold(value.kind, value.record);
          this.#late.set(keys[index], { key, held: isAlone ? this.#unsaved.get(key) : null });
        }
        return stored;
      });
    } catch {
      return undefined;
    }
  }

  /**
   * Writes all that is unsaved, merged with what is there; what is kept leaves the memory.
   * @returns {Promise<Map<string, { kind: RecordKind, record: any }>>} what was kept, as it now is
   */
  async #write() {
    const batch = [...this.#unsaved];
    /** @type {Map<string, { kind: RecordKind, record: any }>} */
    const kept = new Map();
    const shelves = new Set(batch.map(([, { kind }]) => kind));
    const late = [...this.#late];
    await this.#transaction([...shelves, 'aside', ...(late.length > 0 ? ['late'] : [])], 'readwrite', async (transaction) => {
      await Promise.all(
        batch.map(async ([key, { kind, record }]) => {
          const shelf = transaction.objectStore(kind);
          const stored = await answerOf(shelf.get(record.id));
          if (isLater(stored)) return;
          const known = isSound(kind, stored);
          if (stored !== undefined && !known) transaction.objectStore('aside').add({ kind, stored });
          const merged = known ? merge(kind, stored, record) : record;
          kept.set(key, { kind, record: merged });
          shelf.put(merged);
        }),
      );
      for (const [at, { key }] of late) if (kept.has(key)) transaction.objectStore('late').delete(at);
    });
    for (const [at, { key }] of late) if (kept.has(key)) this.#late.delete(at);
    for (const [key, entry] of batch) {
      if (kept.has(key) && this.#unsaved.get(key) === entry) this.#unsaved.delete(key);
    }
    return kept;
  }
}
