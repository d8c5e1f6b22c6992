import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bundle, startProblems, startWeight } from '../../support/runner/start-weight.js';

const parts = (modules: string, ...imports: [kind: string, path: string][]): object => ({
  inputs: Object.fromEntries(modules.split(' ').map((module) => [module, {}])),
  imports: imports.map(([kind, path]) => ({ kind, path })),
});

const bundle = {
  outputs: {
    start: parts(
      'src/extension.ts',
      ['import-statement', 'shared'],
      ['dynamic-import', 'later'],
      ['require-call', 'node:path'],
    ),
    shared: parts('src/base/abort.ts src/host/vscode-api.cjs'),
    later: parts('src/sync/plan.ts', ['import-statement', 'shared'], ['import-statement', 'deep']),
    deep: parts('node_modules/minimatch/index.js'),
  },
} as Bundle;

test('what waits for a first use is no weight at the start', () => {
  assert.deepEqual(startWeight(bundle, 'start'), {
    files: ['start', 'shared'],
    modules: ['src/extension.ts', 'src/base/abort.ts', 'src/host/vscode-api.cjs'],
  });
});

test('a package, the engine or a sync that is read at the start is named', () => {
  assert.deepEqual(startProblems(startWeight(bundle, 'start')), []);
  assert.deepEqual(startProblems(startWeight(bundle, 'later')), [
    'src/sync/plan.ts is read at the start',
    'node_modules/minimatch/index.js is read at the start',
  ]);
});
