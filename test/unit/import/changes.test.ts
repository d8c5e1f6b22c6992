import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImportedConnection, type ImportedMapping } from '../../../src/import/imported.js';
import { importText } from '../../../src/import/import-text.js';
import { removableSecrets, removeSecrets } from '../../../src/import/remove-secrets.js';
import { replaceFolderUris } from '../../../src/import/remote-workspace.js';
import { mappingChanges, withConnections } from '../../../src/import/settings-change.js';
import { parseMappings } from '../../../src/sync/mapping.js';
import { contextOf } from '../../support/import-samples.js';

const mapping: ImportedMapping = {
  folder: '/p',
  local: 'web',
  remote: '/',
  uploadOnSave: true,
  ignore: ['*.log'],
};

function connection(name: string, ...mappings: ImportedMapping[]): ImportedConnection {
  const profile = { host: `${name}.example` };
  return { name, profile, mappings, notes: [], isSuggested: true, secrets: [], folders: [] };
}

test('the connections that were there stay, and none carries a password', () => {
  const chosen = [{ ...connection('b'), password: 's3cret' }];
  assert.deepEqual(withConnections({ a: { host: 'a' } }, chosen), {
    a: { host: 'a' },
    b: { host: 'b.example' },
  });
});

test('mappings are added to those of their folder, as settings that are understood', () => {
  const before = [{ local: 'docs', connection: 'x', remote: '/' }];
  const { changes, leftOut } = mappingChanges([connection('a', mapping)], () => before);
  const value = [
    ...before,
    { local: 'web', connection: 'a', remote: '/', uploadOnSave: true, ignore: ['*.log'] },
  ];
  assert.deepEqual([changes, leftOut], [[{ folder: '/p', value }], []]);
  assert.equal(parseMappings(value, '/p').length, 2);
});

test('a local folder that is mapped already stays with its connection', () => {
  const before = [
    { local: './web/', connection: 'x', remote: '/' },
    { connection: 'y', remote: '/' },
  ];
  const top = { ...mapping, local: '.' };
  const { changes, leftOut } = mappingChanges([connection('a', mapping, top)], () => before);
  assert.deepEqual([changes, leftOut.map(({ local }) => local)], [[], ['web', '.']]);
});

test('of two new connections for one local folder the first gets it', () => {
  const chosen = [connection('a', mapping), connection('b', mapping)];
  const { changes, leftOut } = mappingChanges(chosen, () => undefined);
  assert.equal(changes[0]?.value.length, 1);
  assert.deepEqual(leftOut, [{ name: 'b', local: 'web' }]);
});

const inherited = `{
  // shared by all
  "protocol": "ftp", "username": "ada", "password": "one",
  "profiles": {
    "a": { "host": "a", "password": "two" }, // a's own
    "b": { "host": "b" },
    "c": { "host": "c" }
  }
}`;

test('a password goes when everything that needs it was imported', () => {
  const imported = importText('vscode-sftp', inherited, contextOf('f'));
  const [a, b, c] = imported.connections;
  assert.ok(a && b && c);
  assert.deepEqual(
    [
      removableSecrets(imported, [a]),
      removableSecrets(imported, [b]),
      removableSecrets(imported, [b, c]),
    ],
    [[['profiles', 'a', 'password']], [], [['password']]],
  );
});

test('a password that an entry needs which cannot be imported stays', () => {
  const text = inherited.replace('"host": "c"', '"host": "c", "protocol": "sftp"');
  const imported = importText('vscode-sftp', text, contextOf('f'));
  assert.deepEqual(removableSecrets(imported, imported.connections), [
    ['profiles', 'a', 'password'],
  ]);
});

test('taking a password out of a file leaves the rest as it was', () => {
  assert.equal(
    removeSecrets(inherited, [['password'], ['profiles', 'a', 'password']]),
    inherited.replace(', "password": "one"', '').replace(', "password": "two"', ''),
  );
});

test('the address of a workspace folder is replaced in its place', () => {
  const text =
    '{ "folders": [ { "path": "a" }, /* old */ { "uri": "ftp://u:s@h/p", "name": "n" } ] }';
  const uri = 'ftp://h/p';
  assert.equal(replaceFolderUris(text, [{ index: 1, uri }]), text.replace('ftp://u:s@h/p', uri));
});
