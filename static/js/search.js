// What is fetched when the search is opened for the first time. Nothing else belongs here.
import { searchDialog } from './components/search-dialog.js';

/** @type {any} */ (globalThis).lecprepSearch = searchDialog;
