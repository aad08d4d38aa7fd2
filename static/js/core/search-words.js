// What the search says to the student.
import { counted } from './words.js';

export const SEARCH_WORDS = {
  heading: 'Search the course',
  label: 'Words to look for',
  more: 'More results',
  close: 'Close',
  slash: 'The / key opens this',
  nothing: 'Nothing found. Try fewer words, or others.',
  failed: 'The search did not load. Check your connection, and type again.',
  onDisk:
    'Search needs the course to come from a web server: browsers let no page read other files from this disk. On the glossary you can find a term, and Ctrl-F finds words on one page.',
};

/**
 * @param {number} lectures
 * @returns {string}
 */
export function foundIn(lectures) {
  return lectures === 0 ? SEARCH_WORDS.nothing : `Found in ${counted(lectures, 'lecture')}.`;
}
