import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldersOfOthers, mappedPath, mappedScopes } from '../../../src/sync/mapped-path.js';
import { parseMappings } from '../../../src/sync/mapping.js';

const mappings = parseMappings(
  [
    { name: 'all', connection: 'c', remote: '/' },
    { name: 'web', local: 'web', connection: 'c', remote: '/web' },
  ],
  '/p',
);

const told = (path: string): string | undefined => {
  const mapped = mappedPath(mappings, path);
  return mapped && `${mapped.mapping.name}:${mapped.path}`;
};

const cases: [law: string, path: string, mapped: string | undefined][] = [
  ['a file belongs to the mapping around it', '/p/a/b.txt', 'all:a/b.txt'],
  ['the nearest mapping counts', '/p/web/index.html', 'web:index.html'],
  ['the folder of a mapping is its top', '/p/web', 'web:'],
  ['a folder with a similar name is another one', '/p/website', 'all:website'],
  ['what lies elsewhere belongs to none', '/q/a', undefined],
];

for (const [law, path, mapped] of cases) {
  test(law, () => {
    assert.equal(told(path), mapped);
  });
}

test('a selection falls apart into mappings; what lies in another selected folder is named once', () => {
  const paths = ['/p/b.txt', '/p/a/one', '/p/a', '/p/web/x', '/q/z'];
  const scopes = mappedScopes(mappings, paths).map(({ mapping, scope }) => [mapping.name, scope]);
  assert.deepEqual(scopes, [
    ['all', ['a', 'b.txt']],
    ['web', ['x']],
  ]);
});

test('a whole mapping leaves nothing else to name', () => {
  assert.deepEqual(mappedScopes(mappings, ['/p/web/x', '/p/web'])[0]?.scope, ['']);
});

test('the folders of mappings further in are no part of a mapping', () => {
  const [all, web] = mappings;
  assert.ok(all && web);
  assert.deepEqual([foldersOfOthers(all, mappings), foldersOfOthers(web, mappings)], [['web'], []]);
});
