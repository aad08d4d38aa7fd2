/** @import { Kind, Response, Result } from '../../core/scoring.js' */
/** @import { Random } from '../../core/random.js' */
import { choiceControl } from './choice.js';
import { matchingControl } from './matching.js';
import { orderingControl } from './ordering.js';
import { typedControl } from './typed.js';
import { writtenControl } from './written.js';

/**
 * What a kind of question can do with its own controls. It knows nothing of storage, of the score or of the rest of the
 * question, so that practice and exam can share it.
 * @typedef {object} Control
 * @property {() => Response} read what is answered; null when nothing is
 * @property {(response: Response) => void} write
 * @property {(response: Response, result: Result) => { line: string, spoken: string }} mark shows what is right and locks;
 *   the words for the verdict's line (may be empty), and for the status region
 * @property {() => void} clear empties and unlocks
 * @property {() => void} focus
 * @property {() => string} problem what to say when the answer cannot be marked, such as a blank; nothing when it can
 * @property {boolean} [isSelfMarked]
 */
/**
 * @typedef {object} ControlTools
 * @property {Random} random seeded by visit and question
 * @property {() => void} check asks for the answer to be marked
 * @property {() => void} changed says that the answer changed without an event of the browser
 * @property {readonly number[] | null} [order] of the choices or items, where a paper has fixed it already
 */

/** @type {Readonly<Record<Kind, (form: HTMLFormElement, question: any, tools: ControlTools) => Control>>} */
export const CONTROLS = {
  single: choiceControl,
  multiple: choiceControl,
  numeric: typedControl,
  typed: typedControl,
  ordering: orderingControl,
  matching: matchingControl,
  short: writtenControl,
  coding: writtenControl,
};
