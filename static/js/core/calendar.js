// The plan as a calendar: an iCalendar file (RFC 5545) of whole days.

/**
 * `day` is a date, "2027-01-20".
 * @typedef {{ day: string, title: string, text: string }} Appointment
 */

const LONGEST_LINE = 73;

/**
 * @param {string} text
 * @returns {string}
 */
const escapedText = (text) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

/**
 * A line of at most 75 bytes, and what follows it.
 * @param {string} line
 * @returns {string}
 */
function foldedLine(line) {
  const encoder = new TextEncoder();
  let [whole, length] = ['', 0];
  for (const character of line) {
    const bytes = encoder.encode(character).length;
    if (length + bytes > LONGEST_LINE) [whole, length] = [`${whole}\r\n `, 1];
    whole += character;
    length += bytes;
  }
  return whole;
}

/**
 * @param {string} day
 * @param {number} [days] later
 * @returns {string} "20270120"
 */
function compactDay(day, days = 0) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

/**
 * @param {readonly Appointment[]} appointments
 * @param {{ name: string, id: string, now: Date }} calendar `id` makes its days those of this course alone
 * @returns {string}
 */
export function calendarOf(appointments, { name, id, now }) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const events = appointments.flatMap(({ day, title, text }) => [
    'BEGIN:VEVENT',
    `UID:${compactDay(day)}-${id}@lecprep.invalid`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compactDay(day)}`,
    `DTEND;VALUE=DATE:${compactDay(day, 1)}`,
    `SUMMARY:${escapedText(title)}`,
    `DESCRIPTION:${escapedText(text)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//lecprep//review//EN', `X-WR-CALNAME:${escapedText(name)}`, ...events, 'END:VCALENDAR'];
  return `${lines.map(foldedLine).join('\r\n')}\r\n`;
}
