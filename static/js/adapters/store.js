// What a student did, kept in IndexedDB: localStorage loses the last seconds when a browser is killed. Every write merges
// with what is there, in one transaction, so that two tabs cannot undo each other. What cannot be written is held in
// memory, tried again with the next write, and the student is told.
/** @import { Records, RecordKind } from '../core/progress.js' */
import { isLater, isSound, merge } from '../core/progress.js';

/**
 * Steps from one version of the database to the next; step i makes version i + 1. Steps are added, never changed.
 * `aside` holds what was found damaged.
 * @type {readonly ((database: IDBDatabase) => void)[]}
 */
export const UPGRADES = [
  (database) => {
    for (const kind of ['answers', 'sections', 'places']) database.createObjectStore(kind, { keyPath: 'id' });
    database.createObjectStore('aside', { autoIncrement: true });
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

/** @type {readonly RecordKind[]} */
const KINDS = ['answers', 'sections', 'places'];

/**
 * The records of one site. `storage-warning`, an event with `{ reason }` "forbidden" or "full", comes once: what is done
 * from then on lasts as long as the page.
 */
export class Store extends EventTarget {
  #name;
  #factory;
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Map<string, { kind: RecordKind, record: any }>} */
  #unsaved = new Map();
  #hasWarned = false;

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
      this.#channel.onmessage = ({ data }) => isSound(data.kind, data.record) && this.#tell(data.kind, data.record);
    } catch {
      // Without it another tab's answers show on the next load.
    }
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
   * @returns {Promise<Records[Kind][]>}
   */
  async all(kind) {
    const stored = await this.#read(kind, (shelf) => shelf.getAll());
    return [...this.#withUnsaved(kind, stored ?? []).values()];
  }

  /**
   * Adds a record to what is known under its id. Resolves when the transaction is complete: with true, when it is safe.
   * @template {RecordKind} Kind
   * @param {Kind} kind
   * @param {Records[Kind]} record
   * @returns {Promise<boolean>}
   */
  async save(kind, record) {
    const key = `${kind} ${record.id}`;
    const waiting = this.#unsaved.get(key)?.record;
    this.#unsaved.set(key, { kind, record: waiting ? merge(kind, waiting, record) : record });
    try {
      const kept = (await this.#write()).get(key);
      if (!kept) throw new DOMException('a later version wrote this record', 'VersionError');
      this.#tell(kind, kept);
      this.#channel?.postMessage({ kind, record: kept });
      return true;
    } catch (error) {
      this.#warn(error);
      return false;
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
    this.#channel?.close();
    this.#channel = null;
    const database = await this.#opening?.catch(() => null);
    database?.close();
    this.#opening = null;
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
  #database() {
    const forget = () => {
      this.#opening = null;
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
    const transaction = await this.#database()
      .then((database) => database.transaction(shelves, mode))
      .catch(async (error) => {
        // The connection was closed behind our back: once more, with a new one.
        if (error?.name !== 'InvalidStateError') throw error;
        this.#opening = null;
        return (await this.#database()).transaction(shelves, mode);
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
   * @param {RecordKind} kind
   * @param {(shelf: IDBObjectStore) => IDBRequest<any>} ask
   * @returns {Promise<any>} undefined where nothing can be read
   */
  #read(kind, ask) {
    return this.#transaction([kind], 'readonly', (transaction) => answerOf(ask(transaction.objectStore(kind)))).catch(() => undefined);
  }

  /**
   * Writes all that is unsaved, merged with what is there; what is kept leaves the memory.
   * @returns {Promise<Map<string, any>>} what was kept, as it now is
   */
  async #write() {
    const batch = [...this.#unsaved];
    /** @type {Map<string, any>} */
    const kept = new Map();
    await this.#transaction([...KINDS, 'aside'], 'readwrite', async (transaction) => {
      for (const [key, { kind, record }] of batch) {
        const shelf = transaction.objectStore(kind);
        const stored = await answerOf(shelf.get(record.id));
        if (isLater(stored)) continue;
        const known = isSound(kind, stored);
        if (stored !== undefined && !known) transaction.objectStore('aside').add({ kind, stored });
        kept.set(key, known ? merge(kind, stored, record) : record);
        shelf.put(kept.get(key));
      }
    });
    for (const [key, entry] of batch) {
      if (kept.has(key) && this.#unsaved.get(key) === entry) this.#unsaved.delete(key);
    }
    return kept;
  }
}
