import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { safePath } from '../../../src/import/filezilla-path.js';
import { freeName } from '../../../src/import/free-name.js';
import { globsOf, literalGlob, rulesOf } from '../../../src/import/ignore-globs.js';
import { type ImportFormat } from '../../../src/import/import-format.js';
import { importText } from '../../../src/import/import-text.js';
import { removableSecrets } from '../../../src/import/remove-secrets.js';
import { parseIni } from '../../../src/import/ini-sections.js';
import { toMapping, toRoot } from '../../../src/import/places.js';
import { recognizeFormat } from '../../../src/import/recognize-format.js';
import { parseXml, textOf } from '../../../src/import/xml-tree.js';
import { IgnoreRules } from '../../../src/sync/ignore-rules.js';
import { contextOf } from '../../support/import-samples.js';

const broken: [format: ImportFormat, text: string, said: RegExp][] = [
  ['vscode-sftp', '{\n  "host": "a"\n  "s3cret": 1 }', /^f is no valid JSON at line 3, column 3/],
  ['vscode-sftp', '"s3cret"', /^f holds neither an object nor a list/],
  ['ftp-simple', '[1, {}]', /^f holds neither an object nor a list/],
  ['atom', '[]', /^f does not hold an object/],
  ['ftp-kr', '', /^f is no valid JSON at line 1, column 1/],
  [
    'filezilla',
    '<FileZilla3>\n<Pass>s3cret<x</Pass></FileZilla3>',
    /^f is no valid XML at line 2, column \d+$/,
  ],
  ['filezilla', '<!-- none -->', /^f /],
  ['filezilla', '<__proto__><a>1</a></__proto__>', /^f is no valid XML$/],
  ['winscp', '[Sessions\\a]\ns3cret', /^f is no INI file: line 2 has no "="$/],
  ['ftp-simple', '0123456789abcdef0123456789ABCDEF\n', /^f is encrypted by ftp-simple$/],
  ['netrc', 'x'.repeat(5_000_001), /^f is too large/],
];

for (const [format, text, said] of broken) {
  test(`${format} that cannot be read is told of by ${String(said)}, and not quoted`, () => {
    assert.throws(
      () => importText(format, text, contextOf('f')),
      (error) =>
        isRemoteError(error, 'failed') &&
        said.test(error.message) &&
        !error.message.includes('s3cret'),
    );
  });
}

test('entities that an XML file defines mean nothing', () => {
  const bomb =
    '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;">]><a><b>&y;&lt;&#65;</b></a>';
  assert.equal(textOf(parseXml(bomb, 'f'), 'b'), '&y;<A');
});

test('an INI value is all that stands behind the first equals sign', () => {
  const sections = parseIni('\uFEFF; no\n[a.b\\c]\r\nk = v;w#x=y \n[d]\nk=\n', 'f');
  assert.deepEqual(
    sections.map(({ name, values }) => [name, ...values]),
    [
      ['a.b\\c', ['k', 'v;w#x=y']],
      ['d', ['k', '']],
    ],
  );
});

const paths: [text: string, path: string | undefined][] = [
  ['1 0 3 var 3 www', '/var/www'],
  ['0 0', '/'],
  ['1 0 9 two words', '/two words'],
  ['1 0 5 a 1 b', '/a 1 b'],
  ['1 0 30 short', undefined],
  ['1 0 var', undefined],
  ['3 0 2 C: 3 www', undefined],
  ['1 2 x: 3 www', undefined],
  ['', undefined],
];

for (const [text, path] of paths) {
  test(`FileZilla's path "${text}" is ${path ?? 'none of ours'}`, () => {
    assert.equal(safePath(text), path);
  });
}

test('a name is kept as far as it is valid, and is never one that is taken', () => {
  const taken = ['a', 'My Site', 'my site-2', 'example.com'];
  const names = ['b', 'A', ' My  Site ', 'x/y: z', '%%', '', '__proto__', 'two\nlines', undefined];
  assert.deepEqual(
    names.map((name) => freeName(name, 'ftp.example.com', taken)),
    [
      ...['b', 'A-2', 'My Site-3', 'x-y-z', 'example.com-2'],
      ...['example.com-2', 'example.com-2', 'two lines', 'example.com-2'],
    ],
  );
});

test('a regular expression that is a plain name becomes a glob, others are told of', () => {
  let odd = 0;
  const expressions = [
    '\\.git',
    'node_modules/',
    '.*\\.log$',
    'a b/.*',
    '^x',
    'a|b',
    '.',
    '(a)',
    'x/y',
  ];
  const globs = globsOf(expressions, () => {
    odd += 1;
  });
  assert.deepEqual([globs, odd], [['*.git*', '*node_modules/', '*.log', '*a b/'], 5]);
});

test('a literal name as a glob fits itself alone', () => {
  const ignore = ['a[1].txt', 'b{c}', '!d', '*', 'e+(f)'].map(literalGlob);
  const rules = IgnoreRules.of(ignore);
  const names = ['a[1].txt', 'a1.txt', 'b{c}', 'bc', '!d', 'd', '*', 'z', 'e+(f)', 'ef'];
  assert.deepEqual(
    names.filter((name) => rules.verdict(name, false).ignored),
    ['a[1].txt', 'b{c}', '!d', '*', 'e+(f)'],
  );
});

test('comments and empty lines are no rules', () => {
  assert.deepEqual(rulesOf(['a ', '', '# b', ' !c']), ['a', '!c']);
});

test('a remote folder is a root, apart from the folder of the login', () => {
  const folders = ['/', '/a/', './', '.', '', './a/b/', 'a', undefined];
  assert.deepEqual(folders.map(toRoot), [
    '/',
    '/a',
    undefined,
    undefined,
    undefined,
    'a/b',
    'a',
    undefined,
  ]);
});

const places: [
  local: string | undefined,
  folder: string | undefined,
  expected: string[] | undefined,
][] = [
  [undefined, '/p', ['/p', '.']],
  ['./web/', '/p', ['/p', 'web']],
  ['../x', '/p', undefined],
  ['web', undefined, undefined],
  ['/p/q/r', undefined, ['/p/q', 'r']],
  ['/p', undefined, ['/p', '.']],
  ['/pq', undefined, undefined],
  ['~/p', '/p', undefined],
  ['c:\\Work\\Web', undefined, ['C:\\work', 'Web']],
];

for (const [local, folder, expected] of places) {
  test(`the local folder ${String(local)} of a file in ${String(folder)} is ${String(expected)}`, () => {
    const folders = ['/p', '/p/q', 'C:\\work'];
    const mapping = toMapping({ local }, { fileName: 'f', existing: {}, folder, folders });
    assert.deepEqual(mapping && [mapping.folder, mapping.local], expected);
  });
}

const contents: [text: string, format: ImportFormat | undefined][] = [
  ['machine a login b password c', 'netrc'],
  ['<?xml version="1.0"?>\n<FileZilla3 version="3">', 'filezilla'],
  ['[Configuration]\n[Sessions\\a]\n', 'winscp'],
  ['{ "folders": [] }', 'remote-workspace'],
  ['// a\n{ "host": "h", "remotePath": "/" }', 'vscode-sftp'],
  ['{ "a": 1 }', undefined],
  ['<html>', undefined],
  ['some text about a machine and its login', undefined],
  ['', undefined],
];

for (const [text, format] of contents) {
  test(`${JSON.stringify(text)} is recognised as ${String(format)}`, () => {
    assert.equal(recognizeFormat('file', text), format);
  });
}

test('every password that an import takes has a place where it is found again', () => {
  const entry = { host: 'h', protocol: 'ftp', remotePath: '/', password: 's3cret' };
  const logins: [user: object, password: string | undefined][] = [
    [{}, undefined],
    [{ username: 'anonymous' }, undefined],
    [{ username: 'ada' }, 's3cret'],
  ];
  for (const [user, password] of logins) {
    const text = JSON.stringify({ ...entry, ...user });
    const imported = importText('vscode-sftp', text, contextOf('sftp.json'));
    const { connections } = imported;
    const told = connections.flatMap(({ notes }) => notes).join(' ');
    assert.deepEqual(
      [
        connections.map((one) => one.password),
        removableSecrets(imported, connections).length,
        told.includes('password was not taken over'),
      ],
      [[password], password === undefined ? 0 : 1, password === undefined],
    );
  }
});
