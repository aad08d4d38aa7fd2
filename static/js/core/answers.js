// What a student types, read as a fair marker would read it: the form of a number or of a word costs no marks.

/**
 * Spellings that mean the same: width and ligatures (NFKC), case, white space, kinds of quotes and dashes, a final full stop.
 * @param {string} text
 * @returns {string}
 */
export function normaliseText(text) {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.replace(/[\s.]+$/, '') || plain;
}

/**
 * The number as typed, with what is only a way of writing made plain: minus signs, spaces, apostrophes, powers of ten.
 * @param {string} text
 * @returns {string}
 */
function plainNumber(text) {
  return text
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^${power.normalize('NFKC')}`)
    .normalize('NFKC')
    .replace(/[−‐-―]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[=≈~] ?/, '')
    .replace(/(?:(\d) ?[×x*·] ?|(?<![\d.,]))10 ?\^ ?([+-]?\d+)/i, (_, digit = '1', power) => `${digit}e${power}`)
    .replace(/(\d)['’](?=\d{3})/g, '$1 ')
    .replaceAll('^', '');
}

const PLAIN = /^(?:\d+\.?\d*|\.\d+)$/;
const SPACES_IN_THOUSANDS = /^\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/;
const COMMAS_IN_THOUSANDS = /^[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/;
const POINTS_IN_THOUSANDS = /^[1-9]\d{0,2}(?:(?:\.\d{3})+,\d*|(?:\.\d{3}){2,})$/;

/**
 * What digits with points, commas and spaces can mean. "3,125" may be three thousand or three and an eighth: a fair
 * marker takes either. A single point is always a decimal point.
 * @param {string} digits without sign and power of ten
 * @returns {string[]} in the form that Number() reads
 */
function readings(digits) {
  const tight = SPACES_IN_THOUSANDS.test(digits) ? digits.replaceAll(' ', '') : digits;
  const decimal = tight.replace(',', '.');
  const found = PLAIN.test(decimal) ? [decimal] : [];
  if (COMMAS_IN_THOUSANDS.test(tight)) found.push(tight.replaceAll(',', ''));
  if (POINTS_IN_THOUSANDS.test(tight)) found.push(tight.replaceAll('.', '').replace(',', '.'));
  return found;
}

/**
 * @param {string} unit
 * @returns {string}
 */
function looseUnit(unit) {
  return normaliseText(unit)
    .replace(/[\s.]/g, '')
    .replace(/^percent$/, '%')
    .replace(/(?<=..)s$/, '');
}

const NUMBER = /^([^\d.,+-]*)([+-]?) ?([^\d.,+-]*)((?:[\d.,]|(?<=\d) (?=\d))*\d[.,]?)(?:e([+-]?\d+))?(.*)$/i;
const FRACTION = /^ ?\/ ?([1-9]\d*)(.*)$/;

/**
 * @param {string} text
 * @returns {{ numbers: number[], unit: string } | null} what the text can mean, and the unit typed with it
 */
function parseNumber(text) {
  const match = NUMBER.exec(plainNumber(text));
  if (!match) return null;
  const [, before, sign, between, digits, power = '0', after] = match;
  const [, divisor = '1', unit = after] = FRACTION.exec(after) ?? [];
  const numbers = readings(digits).map((reading) => Number(`${sign}${reading}e${power}`) / Number(divisor));
  return { numbers: numbers.filter(Number.isFinite), unit: looseUnit(before + between + unit) };
}

/**
 * Whether the text can be marked as a number at all; a slip of the finger should not cost an answer.
 * @param {string} text
 * @returns {boolean}
 */
export function isNumber(text) {
  return (parseNumber(text)?.numbers.length ?? 0) > 0;
}

/**
 * Every number that the text can mean, in the unit asked for; none when it is no number or names another unit.
 * @param {string} text
 * @param {string} [unit] may be typed or left out, before or after the number
 * @returns {number[]}
 */
export function readNumbers(text, unit = '') {
  const parsed = parseNumber(text);
  const asked = looseUnit(unit);
  if (!parsed || parsed.unit === '' || parsed.unit === asked) return parsed?.numbers ?? [];
  return parsed.unit === '%' && asked === '' ? parsed.numbers.map((number) => number / 100) : [];
}
