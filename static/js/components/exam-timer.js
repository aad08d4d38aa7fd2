/** @import { Settings } from '../adapters/settings.js' */
import { clockText } from '../core/exam-words.js';
import { one } from './dom.js';
import { isOn, turn } from './exam-settings.js';
import { fill, onAct } from './rows.js';

const LOW = 5 * 60_000;

/**
 * The clock in the bar. It is silent: only warnings, and whoever asks, hear it. Hidden, it goes on and stays hidden.
 * @param {HTMLElement} timer
 * @param {Settings} settings
 * @returns {(remaining: number | null) => void} shows what is left; nothing when there is no limit
 */
export function examTimer(timer, settings) {
  const time = one(timer, '[data-f="time"]');
  const stand = one(timer, '[data-f="time-hidden"]');
  const button = one(timer, '[data-act="hide-time"]');
  const showHidden = () => {
    const isHidden = !isOn(settings, 'time');
    if (time) time.hidden = isHidden;
    if (stand) stand.hidden = !isHidden;
    button?.setAttribute('aria-pressed', `${isHidden}`);
  };
  onAct(timer, {
    'hide-time': () => {
      turn(settings, 'time', !isOn(settings, 'time'));
      showHidden();
    },
  });
  settings.onChange(showHidden);
  showHidden();
  return (remaining) => {
    timer.hidden = remaining === null;
    timer.dataset.remainingMs = remaining === null ? '' : `${Math.round(remaining)}`;
    if (remaining === null) return;
    fill(timer, { time: clockText(remaining) });
    timer.toggleAttribute('data-low', remaining < LOW);
  };
}
