import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { parseMappings, relativePathOf } from '../../../src/sync/mapping.js';

const entry = { connection: 'demo', remote: '/www' };

test('an entry needs a connection and a remote folder, all else has a default', () => {
  assert.deepEqual(parseMappings([entry], '/home/me/site'), [
    {
      name: 'site',
      local: '/home/me/site',
      targets: [
        { name: 'demo', connection: 'demo', remote: '/www', branches: [], isProduction: false },
      ],
      uploadOn: 'anySave',
      ignore: [],
      gitignore: false,
      mirrorRenames: 'ask',
      mirrorDeletes: 'ask',
      watch: [],
      deleteLimit: { count: 50, share: 0.2 },
      hooks: { before: [], after: [] },
      preserveTimes: true,
    },
  ]);
});

test('an entry may say everything', () => {
  const full = {
    name: 'Shop',
    local: 'web',
    targets: [
      { name: 'live', connection: 'host', remote: '/www/', branch: 'main', production: true },
      { name: 'test', connection: 'host', remote: '/test', branch: ['feature/*', 'fix/*'] },
    ],
    uploadOn: 'explicitSave',
    ignore: ['*.log'],
    gitignore: true,
    mirrorRenames: 'always',
    mirrorDeletes: 'never',
    watch: ['dist/**'],
    deleteLimit: { count: 3, share: 0.5 },
    hooks: { before: 'build', after: ['flush cache', 'notify'] },
    preserveTimes: false,
  };
  assert.deepEqual(parseMappings([full], '/home/me'), [
    {
      ...full,
      local: '/home/me/web',
      targets: [
        {
          name: 'live',
          connection: 'host',
          remote: '/www',
          branches: ['main'],
          isProduction: true,
        },
        {
          name: 'test',
          connection: 'host',
          remote: '/test',
          branches: ['feature/*', 'fix/*'],
          isProduction: false,
        },
      ],
      hooks: { before: ['build'], after: ['flush cache', 'notify'] },
    },
  ]);
});

const savings: [setting: object, uploadOn: string][] = [
  [{}, 'anySave'],
  [{ uploadOnSave: true }, 'anySave'],
  [{ uploadOnSave: false }, 'manual'],
  [{ uploadOn: 'manual' }, 'manual'],
  [{ uploadOn: 'explicitSave' }, 'explicitSave'],
];
for (const [setting, uploadOn] of savings) {
  test(`${JSON.stringify(setting)} uploads on ${uploadOn}`, () => {
    assert.equal(parseMappings([{ ...entry, ...setting }], '/a')[0]?.uploadOn, uploadOn);
  });
}

test('a watch that is false watches nothing', () => {
  assert.deepEqual(parseMappings([{ ...entry, watch: false }], '/a')[0]?.watch, []);
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
  [[{ ...entry, name: '' }], /"name" must be a text/],
  [[{ ...entry, uploadOn: 'sometimes' }], /"uploadOn" must be one of "explicitSave", "anySave"/],
  [[{ ...entry, uploadOn: 'manual', uploadOnSave: true }], /"uploadOnSave" cannot stand beside/],
  [[{ ...entry, gitignore: 'yes' }], /"gitignore" must be true or false/],
  [[{ ...entry, mirrorRenames: true }], /"mirrorRenames" must be one of "ask", "always", "never"/],
  [[{ ...entry, mirrorDeletes: 'maybe' }], /"mirrorDeletes" must be one of/],
  [[{ ...entry, watch: true }], /"watch" must be an array of globs, or false/],
  [[{ ...entry, deleteLimit: 5 }], /Entry 1 .*, "deleteLimit" must be an object/],
  [[{ ...entry, deleteLimit: { count: -1 } }], /"deleteLimit": "count" must be a number from 0 up/],
  [
    [{ ...entry, deleteLimit: { share: 2 } }],
    /"deleteLimit": "share" must be a number from 0 to 1/,
  ],
  [[{ ...entry, deleteLimit: { part: 2 } }], /"deleteLimit": "part" is not known/],
  [[{ ...entry, hooks: { before: [1] } }], /"hooks": "before" must be an array of task names/],
  [[{ ...entry, hooks: 'build' }], /"hooks" must be an object/],
  [[{ ...entry, preserveTimes: 1 }], /"preserveTimes" must be true or false/],
  [[{ ...entry, branch: [''] }], /"branch" must be an array of globs/],
  [[{ ...entry, production: 'yes' }], /"production" must be true or false/],
  [[{ ...entry, targets: [entry] }], /"connection" stands in each of the "targets"/],
  [[{ targets: [] }], /"targets" must be an array with one target or more/],
  [[{ targets: entry }], /"targets" must be an array with one target or more/],
  [[{ targets: [entry, { connection: 'demo' }] }], /Entry 1 .*, target 2: "remote" must be a path/],
  [[{ targets: [{ ...entry, ignore: [] }] }], /target 1: "ignore" is not known/],
  [[{ targets: [entry, { ...entry, remote: '/b' }] }], /"targets" has two with the name "demo"/],
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
