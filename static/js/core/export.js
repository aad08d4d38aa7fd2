// All that a student did, as one JSON file:
//
//     {
//       "format": "lecprep-progress",
//       "version": 1,
//       "course": "GenAI Exam Prep",
//       "exported": "2027-01-08T09:30:00.000Z",
//       "records": { "answers": […], "sections": […], "places": […], "papers": […], "attempts": […], "responses": […], "outcomes": […],
//                    "reviews": […], "plans": […] }
//     }
//
// The records are those of progress.js, as they are stored. How they are read again: transfer.js.
/** @import { RecordKind, Records } from './progress.js' */

export const FORMAT = 'lecprep-progress';
export const VERSION = 1;

/**
 * @typedef {{ [Kind in RecordKind]: Records[Kind][] }} Everything
 */

/**
 * @param {Everything} records
 * @param {{ course: string, exported: string }} meta when, as an ISO 8601 text
 * @returns {{ format: string, version: number, course: string, exported: string, records: Everything }}
 */
export function exportOf(records, { course, exported }) {
  return { format: FORMAT, version: VERSION, course, exported, records };
}
