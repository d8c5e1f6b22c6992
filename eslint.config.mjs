import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The staircase: a folder may import what stands before it (see src/ARCHITECTURE.md). */
const folders = {
  base: ['ftp', 'remote', 'import', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  'ftp/protocol': ['net', 'remote', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  'ftp/net': ['remote', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  ftp: ['remote', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  remote: ['protocol', 'net', 'import', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  import: ['ftp', 'protocol', 'net', 'search', 'sync', 'transfers', 'diagnosis', 'host', 'node:*'],
  search: ['ftp', 'protocol', 'net', 'import', 'sync', 'transfers', 'diagnosis', 'host'],
  sync: ['ftp', 'protocol', 'net', 'import', 'search', 'transfers', 'diagnosis', 'host'],
  transfers: ['ftp', 'protocol', 'net', 'import', 'search', 'sync', 'diagnosis', 'host'],
};

/**
 * @param {string} folder
 * @param {string[]} above
 * @returns {import('eslint').Linter.Config}
 */
function staircaseRule(folder, above) {
  const inProtocol = folder === 'ftp/protocol';
  const noNode = folder === 'base' || inProtocol;
  const patterns = [...above.map((name) => `**/${name}/**`), '**/extension.js'];
  if (noNode) patterns.push('node:*');
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { paths: ['vscode'], patterns }],
      ...(inProtocol && {
        'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'process', 'Promise'],
        // Date.UTC is arithmetic; the clock is an argument.
        'no-restricted-properties': ['error', { object: 'Date', property: 'now' }],
      }),
    },
  };
}

const houseRules = {
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/explicit-module-boundary-types': 'error',
  '@typescript-eslint/prefer-readonly': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  eqeqeq: 'error',
  'no-console': 'error',
  'no-param-reassign': 'error',
  'no-warning-comments': 'error',
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', 10],
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Name every export.' },
    { selector: 'ExportAllDeclaration', message: 'Import from the file that owns the name.' },
    {
      selector: "CallExpression[callee.property.name='removeAllListeners'][arguments.length=0]",
      message: 'It also removes the error listener.',
    },
    {
      selector:
        'CallExpression[callee.property.name=/^show(Information|Warning|Error)Message$/]:not([arguments.0.callee.name=/^(withoutLinks|describeError)$/])',
      message: 'A server may have put a link in it that runs a command: use withoutLinks.',
    },
  ],
};

const nodeTest = {
  from: 'package',
  name: ['test', 'suite', 'describe', 'it'],
  package: 'node:test',
};

export default defineConfig(
  { ignores: ['out', 'dist', '.vscode-test'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: /** @type {any} */ (houseRules),
  },
  ...Object.entries(folders).map(([folder, above]) => staircaseRule(folder, above)),
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [nodeTest] }],
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-console': 'off',
    },
  },
  {
    // Plain JavaScript has its types in comments, which these rules do not read.
    files: ['**/*.mjs'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
