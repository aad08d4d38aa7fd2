// Rules for the scripts in static/js and their tests. Types find what is undefined or unused (tsconfig.json); here are the
// habits that keep the code readable, and what lets the build join the modules into one classic script.

const joinable = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: the build joins the modules.' },
  { selector: 'ExportAllDeclaration', message: 'Named exports only: the build joins the modules.' },
  { selector: 'ExportNamedDeclaration[declaration=null]', message: 'Export where it is declared: the build joins the modules.' },
  {
    selector: 'ImportDefaultSpecifier, ImportNamespaceSpecifier, ImportExpression, MetaProperty',
    message: 'Named imports only: the build joins the modules.',
  },
  { selector: 'AwaitExpression:not(:function *)', message: 'No await outside a function: the script is a classic one.' },
];

const safe = [
  {
    selector: 'AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]',
    message: 'Make elements: the policy of the page forbids markup in strings.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe)$/], CallExpression[callee.object.name="document"][callee.property.name=/^write/]',
    message: 'Make elements: the policy of the page forbids markup in strings.',
  },
  { selector: 'MemberExpression[property.name="style"]', message: 'Looks belong to the style sheet: set a class or a data attribute.' },
];

const habits = {
  'default-case-last': 'error',
  eqeqeq: 'error',
  'no-alert': 'error',
  'no-else-return': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-param-reassign': 'error',
  'no-shadow': ['error', { builtinGlobals: false, hoist: 'functions' }],
  'no-unused-expressions': ['error', { allowShortCircuit: true }],
  'no-useless-concat': 'error',
  'no-var': 'error',
  'no-warning-comments': 'error',
  'object-shorthand': 'error',
  'prefer-arrow-callback': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
};

const outsideCore = [
  'document',
  'window',
  'navigator',
  'location',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'performance',
  'setTimeout',
  'fetch',
];

export default [
  { ignores: ['**/node_modules/**', '.venv/**'] },
  {
    files: ['static/js/**/*.js', 'tests/js/**/*.js'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...habits, 'no-restricted-syntax': ['error', ...safe] },
  },
  {
    files: ['static/js/**/*.js'],
    rules: { 'no-restricted-syntax': ['error', ...joinable, ...safe] },
  },
  {
    files: ['static/js/core/**/*.js'],
    rules: {
      'no-restricted-globals': ['error', ...outsideCore.map((name) => ({ name, message: 'core/ has no page, no storage and no clock.' }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }, { object: 'Date', property: 'now' }],
      'no-restricted-imports': ['error', { patterns: ['**/adapters/*', '**/components/*'] }],
    },
  },
  {
    files: ['static/js/adapters/**/*.js'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/components/*'] }] },
  },
  {
    files: ['static/js/components/**/*.js'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['localStorage', 'sessionStorage', 'indexedDB', 'setTimeout'].map((name) => ({
          name,
          message: 'adapters/ own storage and clock.',
        })),
      ],
    },
  },
];
