// Days as a calendar counts them.

/**
 * Days from a moment to a date, counted in calendar days where the student is: 0 is today, negative is past.
 * @param {string} date "2027-01-20"
 * @param {Date} now
 * @returns {number} NaN when the date is none
 */
export function daysUntil(date, now) {
  const [year, month, day] = date.split('-').map(Number);
  return (Date.UTC(year, month - 1, day) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000;
}
