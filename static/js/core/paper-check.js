// Whether what is stored, or comes from a file that somebody made, is a paper and an answer to it: what passes can be sat,
// marked and shown without another look.
/** @import { PaperRecord } from './progress.js' */
/** @import { Question } from './scoring.js' */
import { SCHEMA } from './progress.js';

/**
 * @param {any} value
 * @param {...string} names
 * @returns {boolean}
 */
function hasTexts(value, ...names) {
  return names.every((name) => typeof value?.[name] === 'string');
}

/**
 * @param {any} list
 * @param {(item: any) => boolean} test
 * @returns {boolean}
 */
function isListOf(list, test) {
  return Array.isArray(list) && list.every(test);
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isIndex(value) {
  return Number.isInteger(value) && value >= 0;
}

/**
 * An address within the site. A paper may come from a file that somebody made: no scheme, no other host.
 * @param {any} value
 * @returns {boolean}
 */
function isInside(value) {
  return typeof value?.url === 'string' && /^[\w.#%][^\\:\s]*$/.test(value.url);
}

/** @type {(value: any) => boolean} */
const isChoice = ({ key }) => isListOf(key, isIndex) && key.length > 0;
/** @type {(value: any) => boolean} */
const isArranged = ({ count }) => isIndex(count) && count > 0 && count < 1000;
/** @type {(value: any) => boolean} */
const isWrittenKind = ({ points }) => isListOf(points, Number.isFinite);
/** @type {(response: any) => boolean} */
const isTyped = (response) => typeof response === 'string';
/** @type {(response: any) => boolean} */
const isMarkedText = (response) =>
  hasTexts(response, 'text') &&
  (response.met === null || isListOf(response.met, isIndex)) &&
  (response.given === null || (Number.isFinite(response.given) && response.given >= 0));

/**
 * By kind: what a question must have to be marked, and what an answer to it looks like.
 * @type {Readonly<Record<string, [question: (value: any) => boolean, response: (value: any) => boolean]>>}
 */
const FORMS = {
  single: [isChoice, (response) => isListOf(response, isIndex)],
  multiple: [isChoice, (response) => isListOf(response, isIndex)],
  numeric: [({ value, tolerance, unit }) => Number.isFinite(value) && Number.isFinite(tolerance) && typeof unit === 'string', isTyped],
  typed: [({ accepted }) => isListOf(accepted, (text) => typeof text === 'string'), isTyped],
  ordering: [isArranged, (response) => isListOf(response, isIndex)],
  matching: [isArranged, (response) => isListOf(response, (item) => item === null || isIndex(item))],
  short: [isWrittenKind, isMarkedText],
  coding: [isWrittenKind, isMarkedText],
};

/**
 * Whether a response is one to such a question, so that it can be marked and shown.
 * @param {Question} question
 * @param {any} response
 * @returns {boolean}
 */
export function fits({ kind }, response) {
  return response === null || FORMS[kind][1](response);
}

/**
 * @param {any} question
 * @returns {boolean}
 */
function isPaperQuestion(question) {
  const { data, see, order, section, html, tree, lecture, topics } = question ?? {};
  return (
    hasTexts(data, 'id', 'version', 'kind') &&
    Object.hasOwn(FORMS, data.kind) &&
    FORMS[data.kind][0](data) &&
    Number.isFinite(data.marks) &&
    data.marks > 0 &&
    hasTexts(question, 'label', 'stem') &&
    (see === null || (hasTexts(see, 'label', 'title') && isInside(see))) &&
    (order === null || (isListOf(order, (item) => isIndex(item) && item < order.length) && new Set(order).size === order.length)) &&
    ['choose', 'fill', 'write'].includes(section) &&
    (typeof html === 'string' || Array.isArray(tree)) &&
    hasTexts(lecture, 'slug', 'label', 'title') &&
    isInside(lecture) &&
    isListOf(topics, (topic) => hasTexts(topic, 'id', 'title'))
  );
}

/**
 * Whether a stored or imported value is a paper that can be sat, marked and shown.
 * @param {any} value
 * @returns {value is PaperRecord}
 */
export function isPaper(value) {
  return (
    value?.schema === SCHEMA &&
    hasTexts(value, 'id', 'code', 'title', 'exam') &&
    (value.limit === null || Number.isFinite(value.limit)) &&
    Number.isFinite(value.pace) &&
    Number.isFinite(value.pass) &&
    isListOf(value.questions, isPaperQuestion) &&
    value.questions.length > 0
  );
}
