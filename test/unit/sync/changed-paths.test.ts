import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { parseNameStatus, scopeOfChanges } from '../../../src/sync/changed-paths.js';

const cases: [name: string, words: readonly string[], expected: readonly string[]][] = [
  ['nothing', [], []],
  [
    'changed, added and deleted files',
    ['M', 'a', 'A', 'b c', 'D', 'd'],
    ['changed a', 'changed b c', 'deleted d'],
  ],
  ['a rename', ['R087', 'old', 'new'], ['deleted old', 'changed new']],
  ['a copy', ['C100', 'from', 'to'], ['changed to']],
  ['a change of kind', ['T', 'link'], ['changed link']],
  ['names with line ends', ['M', 'a\nb'], ['changed a\nb']],
];

for (const [name, words, expected] of cases) {
  test(`${name} are read from what git tells`, () => {
    const output = words.map((word) => `${word}\0`).join('');
    assert.deepEqual(
      parseNameStatus(output).map(({ kind, path }) => `${kind} ${path}`),
      expected,
    );
  });
}

for (const output of ['M\0', 'R100\0old\0']) {
  test(`${JSON.stringify(output)} is half an answer`, () => {
    assert.throws(
      () => parseNameStatus(output),
      (error) => isRemoteError(error, 'protocol'),
    );
  });
}

test('what lies outside the mapped folder is left out, and each path is there once', () => {
  const changes = ['web/b', 'web/a', 'web/a', 'webs/c', 'd'].map((path) => ({
    kind: 'changed' as const,
    path,
  }));
  assert.deepEqual(
    [scopeOfChanges(changes, 'web'), scopeOfChanges(changes, '')],
    [
      ['a', 'b'],
      ['d', 'web/a', 'web/b', 'webs/c'],
    ],
  );
});
