import { isNumber, normaliseText, readNumbers } from '../../static/js/core/answers.js';
import { integer, pick } from './generate.js';
import { equal, ok, property, test } from './harness.js';

/** @type {[text: string, numbers: number[], unit?: string][]} */
const NUMBERS = [
  ['42', [42]],
  [' 42 ', [42]],
  ['3.5', [3.5]],
  ['3,5', [3.5]],
  ['.5', [0.5]],
  [',5', [0.5]],
  ['5.', [5]],
  ['5,', [5]],
  ['+7', [7]],
  ['-2', [-2]],
  ['−2', [-2]],
  ['–2', [-2]],
  ['- 2', [-2]],
  ['1 000', [1000]],
  ['1\u00a0000', [1000]],
  ['1\u202f000\u202f000', [1000000]],
  ['1 000,5', [1000.5]],
  ['1 000.5', [1000.5]],
  ["1'000", [1000]],
  ['1’000.5', [1000.5]],
  ['1,000.5', [1000.5]],
  ['1.000,5', [1000.5]],
  ['1,000,000', [1000000]],
  ['1.000.000', [1000000]],
  ['1,00,000', [100000]],
  ['1.000', [1]],
  ['1,000', [1, 1000]],
  ['0,125', [0.125]],
  ['12,50', [12.5]],
  ['2e3', [2000]],
  ['2E3', [2000]],
  ['2e-3', [0.002]],
  ['2,5e3', [2500]],
  ['2×10^3', [2000]],
  ['2 x 10^3', [2000]],
  ['2·10³', [2000]],
  ['2.5 × 10⁻³', [0.0025]],
  ['10^6', [1000000]],
  ['10⁶', [1000000]],
  ['50%', [0.5]],
  ['50 %', [50], '%'],
  ['50', [50], '%'],
  ['50 percent', [50], '%'],
  ['５０', [50]],
  ['24GB', [24], 'GB'],
  ['24 gb', [24], 'GB'],
  ['24 G B.', [24], 'GB'],
  ['3 hours', [3], 'hour'],
  ['3 hour', [3], 'hours'],
  ['90 km / h', [90], 'km/h'],
  ['4 m²', [4], 'm²'],
  ['4 m2', [4], 'm²'],
  ['4 m^2', [4], 'm²'],
  ['5 µs', [5], 'μs'],
  ['$3.50', [3.5], '$'],
  ['-$3.50', [-3.5], '$'],
  ['€ 3,50', [3.5], '€'],
  ['1/2', [0.5]],
  ['-3 / 4 GB', [-0.75], 'GB'],
  ['1/0', []],
  ['≈ 42', [42]],
  ['= 42', [42]],
  ['~42', [42]],
  ['24 MB', [], 'GB'],
  ['24 GB', [], ''],
  ['50 %', [], 'GB'],
  ['', []],
  ['abc', []],
  ['-', []],
  ['.', []],
  ['e5', []],
  ['12 34', []],
  ['1,2,3', []],
  ['1.2.3', []],
  ['3-5', []],
  ['3 to 5', []],
  ['1e999', []],
  ['Infinity', []],
  ['0x10', []],
];

for (const [text, numbers, unit = ''] of NUMBERS) {
  test(`“${text}”${unit && ` in ${unit}`} reads as ${numbers.join(' or ') || 'no number'}`, () => {
    equal(
      readNumbers(text, unit).sort((a, b) => a - b),
      numbers,
    );
  });
}

property(
  'a number reads as itself in every common way of writing it',
  400,
  (random) => ({
    number: integer(random, -9999999, 9999999) / pick(random, [1, 4, 10, 100, 1000]),
    language: pick(random, ['en', 'de', 'fr', 'de-CH', 'en-IN', 'sv']),
  }),
  ({ number, language }) => {
    const text = new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(number);
    // A point in a single group of thousands is a decimal point here, whatever the language.
    if (/^\D?[1-9]\d{0,2}\.\d{3}$/.test(text) && language === 'de') return;
    ok(readNumbers(text).includes(number), `“${text}” reads as ${readNumbers(text).join(' or ')}`);
  },
);

property(
  'no text makes reading fail or take long',
  500,
  (random) => Array.from({ length: integer(random, 0, 40) }, () => pick(random, [..."0123456789.,  +-−e×x*^10%$GBs'’²³⁻"])).join(''),
  (text) => {
    for (const number of readNumbers(text)) ok(Number.isFinite(number));
    ok(typeof normaliseText(text) === 'string');
  },
);

test('very long texts are read at once', () => {
  const started = performance.now();
  for (const part of ['1', ' 1', '1,', '.1', ',', ' ', '-', '10^', '²', "1'", 'a.']) readNumbers(part.repeat(20000));
  ok(performance.now() - started < 1500, `took ${performance.now() - started} ms`);
});

test('a number in another unit is a number all the same', () => {
  ok(isNumber('24 MB') && isNumber('1,5') && !isNumber('about five') && !isNumber('') && !isNumber('12 34'));
});

/** @type {[string, string][]} */
const SAME = [
  ['RAG', 'rag'],
  ['  low   rank ', 'low rank'],
  ['low\u00a0rank\tadaptation\n', 'low rank adaptation'],
  ['low‑rank', 'low-rank'],
  ['low–rank', 'low-rank'],
  ['low−rank', 'low-rank'],
  ['don’t', "don't"],
  ['don`t', "don't"],
  ['“frozen”', '"frozen"'],
  ['«frozen»', '"frozen"'],
  ['Retrieval.', 'retrieval'],
  ['retrieval .', 'retrieval'],
  ['retrieval...', 'retrieval'],
  ['retrieval…', 'retrieval'],
  ['e.g.', 'e.g'],
  ['ﬁne-tuning', 'fine-tuning'],
  ['ＲＡＧ', 'rag'],
  ['e\u0301tude', 'étude'],
  ['ÉTUDE', 'étude'],
  ['fine\u00adtuning', 'finetuning'],
  ['RAG\u200b', 'rag'],
];
for (const [a, b] of SAME) {
  test(`“${a}” is the same answer as “${b}”`, () => equal(normaliseText(a), normaliseText(b)));
}

/** @type {[string, string][]} */
const DIFFERENT = [
  ['resume', 'résumé'],
  ['low rank', 'lowrank'],
  ['.net', 'net'],
  ['C', 'C#'],
  ['.', ''],
  ['no', 'no?'],
];
for (const [a, b] of DIFFERENT) {
  test(`“${a}” is not the same answer as “${b}”`, () => ok(normaliseText(a) !== normaliseText(b)));
}

property(
  'normalising twice changes nothing more',
  300,
  (random) =>
    String.fromCodePoint(
      ...Array.from({ length: integer(random, 0, 12) }, () =>
        pick(random, [
          46,
          32,
          39,
          0x2019,
          0x2014,
          0x130,
          0x1e9e,
          0xfb01,
          0x2126,
          0xad,
          0x200b,
          0x2026,
          65,
          0x3a3,
          integer(random, 32, 0x2fff),
        ]),
      ),
    ),
  (text) => equal(normaliseText(normaliseText(text)), normaliseText(text)),
);
