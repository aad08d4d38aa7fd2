// A harness of one file, for tests that run in a real browser and need nothing installed.
//
// To run them: serve the root of the repository, open any page of that server, and evaluate
//
//     async (modules) => { for (const module of modules) await import(module); await finished(); return results; }
//
// with the addresses of every tests/js/*.test.js, when `lecprepWords` holds the words (see static/js/core/catalogue.js).
// `results` is an array of { name, ok, error }, one a test, in order; `error` is empty when the test passed. Tests run one
// after another; each has ten seconds.
/** @import { Random } from '../../static/js/core/random.js' */
import { hash, randomFrom } from '../../static/js/core/random.js';

/**
 * @typedef {{ name: string, ok: boolean, error: string }} TestResult
 */

const PATIENCE = 10_000;

/** @type {TestResult[]} */
const results = [];
/** @type {Promise<void>} */
let queue = Promise.resolve();

/** Resolves when every test that was asked for has run. */
async function finished() {
  let last;
  while (last !== queue) {
    last = queue;
    await last;
  }
}

Object.assign(globalThis, { results, finished });

/**
 * @param {string} name
 * @param {() => unknown} check
 */
export function test(name, check) {
  queue = queue.then(async () => {
    const tooLong = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`not done after ${PATIENCE / 1000} seconds`)), PATIENCE);
    });
    try {
      await Promise.race([check(), tooLong]);
      results.push({ name, ok: true, error: '' });
    } catch (error) {
      results.push({ name, ok: false, error: error instanceof Error ? `${error.message}\n${error.stack}` : `${error}` });
    }
  });
}

/**
 * Checks something of many random values. What fails is shown with its number, which makes the same value again.
 * @template T
 * @param {string} name
 * @param {number} count
 * @param {(random: Random) => T} generate
 * @param {(value: T) => unknown} check
 */
export function property(name, count, generate, check) {
  test(name, async () => {
    for (let i = 0; i < count; i += 1) {
      const value = generate(randomFrom(hash(`${name} ${i}`)));
      try {
        await check(value);
      } catch (error) {
        throw new Error(`value ${i}, ${show(value)}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
  });
}

/**
 * @param {unknown} condition
 * @param {string} [message]
 */
export function ok(condition, message = 'expected something true') {
  if (!condition) throw new Error(message);
}

/**
 * Compares values by what they hold.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [message]
 */
export function equal(actual, expected, message = '') {
  if (show(actual) !== show(expected)) throw new Error(`${message}${message && ': '}expected ${show(expected)}, got ${show(actual)}`);
}

/**
 * @param {() => Promise<unknown>} action
 * @returns {Promise<unknown>} what it was rejected with
 */
export async function rejects(action) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

/**
 * Waits until something is true, for what a page does a moment later.
 * @param {() => unknown} condition
 * @param {string} [message]
 */
export async function eventually(condition, message = 'it never came true') {
  for (let i = 0; i < 200; i += 1) {
    if (await condition()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  throw new Error(message);
}

/**
 * A value as text, the same for equal values whatever the order of their keys.
 * @param {unknown} value
 * @returns {string}
 */
function show(value) {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}${show([...value])}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value && typeof value === 'object') {
    const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${parts.map(([key, part]) => `${key}: ${show(part)}`).join(', ')}}`;
  }
  return JSON.stringify(value) ?? `${value}`;
}
