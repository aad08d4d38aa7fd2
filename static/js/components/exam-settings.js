/** @import { Settings } from '../adapters/settings.js' */

/**
 * What a student has chosen for every exam, kept beside the display settings: "keys" (single keys) and "time" (the clock in
 * view) are on unless they were turned off.
 * @param {Settings} settings
 * @param {'keys' | 'time'} name
 * @returns {boolean}
 */
export function isOn(settings, name) {
  return settings.load()[`exam-${name}`] !== 'off';
}

/**
 * @param {Settings} settings
 * @param {'keys' | 'time'} name
 * @param {boolean} on
 */
export function turn(settings, name, on) {
  settings.save({ ...settings.load(), [`exam-${name}`]: on ? 'on' : 'off' });
}
