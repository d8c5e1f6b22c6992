import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { parseMappings, relativePathOf } from '../../../src/sync/mapping.js';

const entry = { connection: 'demo', remote: '/www' };

test('an entry needs a connection and a remote folder, all else has a default', () => {
  assert.deepEqual(parseMappings([entry], '/home/me/site'), [
    {
      local: '/home/me/site',
      connection: 'demo',
      remote: '/www',
      uploadOnSave: true,
      ignore: ['.git', '.svn', '.hg', '.vscode', '.DS_Store', 'node_modules'],
    },
  ]);
});

test('no setting, no mappings', () => {
  assert.deepEqual([parseMappings(undefined, '/a'), parseMappings([], '/a')], [[], []]);
});

const folders: [folder: string, local: string, absolute: string][] = [
  ['/home/me', '.', '/home/me'],
  ['/home/me', './web/', '/home/me/web'],
  ['/home/me/', 'web/../src', '/home/me/src'],
  ['/', 'web', '/web'],
  ['/odd\\name', 'a', '/odd\\name/a'],
  ['C:\\sites', 'web\\src', 'c:/sites/web/src'],
  ['\\\\server\\share', 'web', '/server/share/web'],
];

for (const [folder, local, absolute] of folders) {
  test(`"${local}" in ${folder} is ${absolute}`, () => {
    assert.equal(parseMappings([{ ...entry, local }], folder)[0]?.local, absolute);
  });
}

const mistakes: [value: unknown, words: RegExp][] = [
  [{}, /ftpWorkspaces\.sync must be an array/],
  [['text'], /Entry 1 .* must be an object/],
  [[entry, { ...entry, local: 'a', typo: 1 }], /Entry 2 .*"typo" is not known/],
  [[{ remote: '/' }], /"connection" must name a connection/],
  [[{ ...entry, connection: '' }], /"connection" must name a connection/],
  [[{ connection: 'demo' }], /"remote" must be a path that starts with/],
  [[{ ...entry, remote: 'www' }], /"remote" must be a path that starts with/],
  [[{ ...entry, remote: '/../etc' }], /"remote" must not lead out/],
  [[{ ...entry, uploadOnSave: 'yes' }], /"uploadOnSave" must be true or false/],
  [[{ ...entry, ignore: '*.log' }], /"ignore" must be an array/],
  [[{ ...entry, ignore: [1] }], /"ignore" must be an array/],
  [[{ ...entry, local: '..' }], /"local" must be a folder inside/],
  [[{ ...entry, local: '../site-of-others' }], /"local" must be a folder inside/],
  [[{ ...entry, local: '/etc' }], /"local" must be a folder inside/],
  [[{ ...entry, local: 'C:\\Windows' }], /"local" must be a folder inside/],
  [[entry, { ...entry, local: './' }], /Entry 2 .* same "local" folder as entry 1/],
];

for (const [value, words] of mistakes) {
  test(`${JSON.stringify(value)} is refused by place and key`, () => {
    assert.throws(
      () => parseMappings(value, '/home/me/site'),
      (error) => isRemoteError(error, 'failed') && words.test(error.message),
    );
  });
}

const paths: [folder: string, path: string, relative: string | undefined][] = [
  ['/site', '/site/a.html', 'a.html'],
  ['/site', '/site/sub/a.html', 'sub/a.html'],
  ['/site', '/site/x/../a.html', 'a.html'],
  ['/site', '/site/../etc/passwd', undefined],
  ['/site', '/site', undefined],
  ['/site', '/sites/a.html', undefined],
  ['/site', '/other/a.html', undefined],
  ['/', '/a.html', 'a.html'],
  ['/site', '/site/back\\slash', 'back\\slash'],
  ['C:\\site', 'c:\\site\\sub\\a.html', 'sub/a.html'],
  ['c:\\site', 'd:\\site\\a.html', undefined],
];

for (const [folder, path, relative] of paths) {
  test(`${path} in ${folder} is ${relative ?? 'outside'}`, () => {
    const [mapping] = parseMappings([entry], folder);
    assert.equal(mapping && relativePathOf(mapping, path), relative);
  });
}
