/** @import { Component } from './start.js' */
import { displayPanel } from './display-settings.js';
import { erased } from './erased.js';
import { menu } from './menu.js';
import { searchButton } from './search-button.js';
import { status } from './status.js';
import { storageWarning } from './storage-warning.js';

/**
 * What runs on every page. Those that listen come before those that speak.
 * @type {readonly (readonly [string, Component])[]}
 */
export const EVERY_PAGE = [
  ['#lp-say', status],
  ['body', erased],
  ['[data-lp="storage-warning"]', storageWarning],
  ['[data-lp="display"]', displayPanel],
  ['#lp-menu', menu],
  ['[data-lp="search"]', searchButton],
];
