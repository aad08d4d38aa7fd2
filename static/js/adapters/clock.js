// Time, in one place, so that tests can hold it.

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970; may jump when the system's clock is set
 * @property {() => number} mono milliseconds since the page came; never jumps, and may stand still while the machine sleeps
 * @property {() => Date} today
 * @property {(milliseconds: number, action: () => void) => () => void} later runs the action once; what it returns cancels it
 */

/** @type {Clock} */
export const clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  today: () => new Date(),
  later: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
