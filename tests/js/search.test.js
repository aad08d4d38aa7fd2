import { searcher } from '../../static/js/adapters/searcher.js';
import { hitsOf, marked, withoutTitle } from '../../static/js/core/search-results.js';
import { equal, rejects, test } from './harness.js';

/** @type {(title: string, found: [number, number][], element?: string) => any} */
const place = (title, found, element = 'h2') => ({
  title,
  url: `/x.html#${title}`,
  anchor: { element },
  weighted_locations: found.map(([location, weight]) => ({ location, weight })),
  excerpt: `${title}. some <mark>words</mark> of it`,
});

test('an excerpt is text and what was asked for, in turn', () => {
  equal(marked('a &lt;b&gt; <mark>c</mark> d'), ['a <b> ', 'c', ' d']);
  equal(marked('<mark>a</mark> b'), ['', 'a', ' b']);
  equal(marked('a'), ['a']);
});

test('an excerpt does not repeat its heading, nor the end of it', () => {
  equal(withoutTitle(['14.1 Low rank. Then ', 'text', ''], '14.1 Low rank'), ['Then ', 'text', '']);
  equal(withoutTitle(['Low ', 'rank.', ' Then'], '14.1 Low rank'), ['', '', 'Then']);
  equal(withoutTitle(['Low ranks are'], '14.1 Low rank'), ['Low ranks are']);
  equal(withoutTitle([''], ''), ['']);
});

test('a place that holds more of the words comes first, then what has them in its heading', () => {
  const content = 'low apples rank rank pears low-rank tuning Fine-Tuned';
  const page = { meta: { title: '1 One' }, content, sub_results: [place('rank', [[2, 6], [3, 1]]), place('both', [[5, 1]]), place('low', [[0, 1]])] };
  const other = { meta: { title: '2 Two' }, content, sub_results: [place('other', [[5, 1]], 'h3')] };
  equal(
    hitsOf([page, other], 'Low rank').map(({ title, kind, where }) => [title, kind, where]),
    [['both', '', '1 One'], ['other', 'Question', '2 Two'], ['rank', '', '1 One'], ['low', '', '1 One']],
  );
  equal(hitsOf([{ ...page, sub_results: [place('forms', [[7, 1]], 'h4')] }], 'tuning').map(({ kind, where }) => [kind, where]), [['Definition', '1 One']]);
});

test('what only begins with the same letter is not what was asked for', () => {
  const page = { meta: {}, content: 'x optimisation', sub_results: [place('x', [[0, 1]]), place('s', [[1, 1]])] };
  equal([hitsOf([page], 'xylophone').length, hitsOf([page], 'optimization').map(({ title }) => title)], [0, ['s']]);
});

test('of a page at most three places are shown', () => {
  const many = ['a', 'b', 'c', 'd'].map((title) => place(title, [[0, 1]]));
  equal(hitsOf([{ meta: {}, content: 'low', sub_results: many }], 'low').length, 3);
});

/** @type {(answer: (method: string, args: any[]) => any) => any} */
const workerOf = (answer) => {
  /** @type {any} */
  const worker = {
    ended: false,
    terminate: () => (worker.ended = true),
    postMessage: (/** @type {any} */ { id, method, args }) => queueMicrotask(() => worker.onmessage({ data: { id, ...answer(method, args) } })),
  };
  return worker;
};

test('the worker is told where the index is, and gives what it found a few at a time', async () => {
  /** @type {any[]} */
  const asked = [];
  const worker = workerOf((method, args) => {
    asked.push([method, ...args]);
    if (method === 'search') return { result: { results: ['a', 'b', 'c'].map((data) => ({ data })) } };
    return { result: method === 'getData' ? args[0].toUpperCase() : true };
  });
  const found = await searcher(worker, '/genai/', 'en').find('low rank');
  equal([found.count, await found.next(2), await found.next(2), await found.next(2)], [3, ['A', 'B'], ['C'], []]);
  equal(asked.slice(0, 2), [
    ['init', { basePath: '/genai/pagefind/', baseUrl: '/genai/', language: 'en', excerptLength: 24 }],
    ['search', 'low rank', {}],
  ]);
});

test('words that stand everywhere are looked for only where there are no others', async () => {
  /** @type {string[]} */
  const asked = [];
  const worker = workerOf((method, [query]) => {
    if (method === 'search') asked.push(query);
    return { result: { results: [{ data: 'x' }] } };
  });
  const { fetch: real } = globalThis;
  globalThis.fetch = async () => new Response('["the", "its", "and"]');
  try {
    const engine = searcher(worker, '/', 'en');
    for (const query of ['The river and its bends', 'the  and', '"the river"']) await engine.find(query);
  } finally {
    globalThis.fetch = real;
  }
  equal(asked, ['river bends', 'the  and', '"the river"']);
});

test('what the worker cannot do is an error, and closing ends it', async () => {
  const worker = workerOf((method) => (method === 'init' ? { result: true } : { error: 'no index' }));
  const engine = searcher(worker, '/', 'en');
  equal(/** @type {Error} */ (await rejects(() => engine.find('x'))).message, 'no index');
  const silent = searcher(/** @type {any} */ ({ postMessage: () => {}, terminate: () => {} }), '/', 'en');
  const waiting = rejects(() => silent.find('x'));
  silent.close();
  equal(/** @type {Error} */ (await waiting).message, 'The search was closed.');
  engine.close();
  equal(worker.ended, true);
});
