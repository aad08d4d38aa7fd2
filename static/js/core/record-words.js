// The words of the mistake book and of one's own data.

export const RECORD_WORDS = {
  fetchingQuestions: 'Fetching the questions…',
  questionsNotFetched: 'The questions could not be fetched. Check your connection and load the page again.',
  exported: 'Exported. Keep the file where you will find it.',
  erased: 'Everything that was kept here is erased.',
  notErased: 'This browser did not let the site erase everything. Close its other tabs and try again.',
  notImported: 'The file was read, but this browser does not let the site keep it: it lasts until you close this page.',
  brokenFile: 'That file is damaged, or no JSON file. Nothing was changed.',
  foreignFile: 'That is no export of this site. Nothing was changed.',
  laterFile: 'That file was written by a later version of the site. Load the page again and try once more.',
};
