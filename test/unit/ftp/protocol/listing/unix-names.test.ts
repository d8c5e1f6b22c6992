import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCases, parse, utc } from '../../../../support/listing-cases.js';

const modified = utc('2024-01-29 03:26');
const file = { type: 'file', mode: 0o644, owner: 'me', group: 'us', size: 5, modified } as const;
const link = { type: 'symlink', mode: 0o777, owner: 'me', group: 'us', modified } as const;

/** The names in a listing of these lines, which are given from the date on. */
function namesOf(...ends: string[]): string[] {
  return parse(ends.map((end) => `-rw-r--r-- 1 me us 5 ${end}`).join('\n')).map(({ name }) => name);
}

checkCases('links', [
  [
    'a link shows where it leads',
    'lrwxrwxrwx 1 me us 7 Jan 29 03:26 bin -> usr/bin',
    [{ name: 'bin', ...link, size: 7, target: 'usr/bin' }],
  ],
  [
    'arrows in the name belong to it where the length of the target says so',
    'lrwxrwxrwx 1 me us 7 Jan 29 03:26 a -> b -> usr/bin',
    [{ name: 'a -> b', ...link, size: 7, target: 'usr/bin' }],
  ],
  [
    'arrows in the target belong to it where the length of the target says so',
    'lrwxrwxrwx 1 me us 12 Jan 29 03:26 a -> b -> usr/bin',
    [{ name: 'a', ...link, size: 12, target: 'b -> usr/bin' }],
  ],
  [
    'the length of a target counts bytes',
    'lrwxrwxrwx 1 me us 8 Jan 29 03:26 a -> b -> usr/bün',
    [{ name: 'a -> b', ...link, size: 8, target: 'usr/bün' }],
  ],
  [
    'without a hint the first arrow parts name and target',
    'lrwxrwxrwx 1 me us 0 Jan 29 03:26 a -> b -> c',
    [{ name: 'a', ...link, size: 0, target: 'b -> c' }],
  ],
  [
    'a link without an arrow is a link all the same',
    'lrwxrwxrwx 1 me us 7 Jan 29 03:26 bin',
    [{ name: 'bin', ...link, size: 7 }],
  ],
  [
    'an external link of z/OS',
    'erwxrwxrwx 1 me us 7 Jan 29 03:26 prog -> PROGRAM',
    [{ name: 'prog', ...link, size: 7, target: 'PROGRAM' }],
  ],
  [
    'an arrow in the name of a file is part of the name',
    '-rw-r--r-- 1 me us 5 Jan 29 03:26 a -> b',
    [{ name: 'a -> b', ...file }],
  ],
]);

test('blanks at both ends of a name belong to it', () => {
  assert.deepEqual(namesOf('Jan 29 03:26   two before', 'Jan 29  2019 one after '), [
    '  two before',
    'one after ',
  ]);
});

test('blanks that stand before all of several names are padding', () => {
  const names = namesOf('Jan 29 03:26   a', 'Jan 29 03:26   b', 'Jan 29 03:26    c');
  assert.deepEqual(names, ['a', 'b', ' c']);
});

test('a year in the left half of its column is padded on the right', () => {
  assert.deepEqual(namesOf('Feb 18 2005  left', 'Feb 18 03:26 timed'), ['left', 'timed']);
});

test('a server that pads nothing behind its years leaves the blanks to the names', () => {
  assert.deepEqual(namesOf('Feb 18 2005 plain', 'Feb 18 2005  blank'), ['plain', ' blank']);
});

test('names may look like dates, sizes and years', () => {
  const names = ['2005', '12:30', '2005-06-07 21:22', '100 Jan  1 00:00 x', '5 Jan 29  2003 x'];
  assert.deepEqual(namesOf(...names.map((name) => `Jan 29 03:26 ${name}`)), names);
});

test('only LF ends a line, so NEL and LINE SEPARATOR stay in names', () => {
  assert.deepEqual(namesOf('Jan 29 03:26 a\u0085b\u2028c\u00a0d'), ['a\u0085b\u2028c\u00a0d']);
});

test('every line end that servers write ends a line and nothing else', () => {
  const text = ['a', 'b', 'c', 'd'].map((name) => `-rw-r--r-- 1 me us 5 Jan 29 03:26 ${name}`);
  const [a = '', b = '', c = '', d = ''] = text;
  assert.deepEqual(
    parse(`${a}\n${b}\r\n${c}\r\r\n${d}`).map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  );
});

test('a path before the name is cut off where it is clearly one', () => {
  const names = namesOf('Jan 29 03:26 /pub/x', 'Jan 29 03:26 ./y', 'Jan 29 03:26 sub/z');
  assert.deepEqual(names, ['x', 'y']);
});

test('no name leaves that could lead elsewhere', () => {
  const bad = ['.', '..', '', '/..', '../x', 'a/../b', 'x\u0000', 'x\ry', './', '/'];
  assert.deepEqual(namesOf(...bad.map((name) => `Jan 29 03:26 ${name}`)), []);
});

test('of two entries with one name the first stays', () => {
  const lines = ['5 Jan 29 03:26 x', '6 Jan 29 03:26 x'];
  const entries = parse(lines.map((end) => `-rw-r--r-- 1 me us ${end}`).join('\n'));
  assert.deepEqual(entries, [{ name: 'x', ...file }]);
});

const marked = [
  'drwxr-xr-x 2 me us 5 Jan 29 03:26 folder/',
  '-rwxr-xr-x 1 me us 5 Jan 29 03:26 run*',
  'lrwxrwxrwx 1 me us 3 Jan 29 03:26 link -> run',
  'prw-r--r-- 1 me us 0 Jan 29 03:26 pipe|',
  'srw-r--r-- 1 me us 0 Jan 29 03:26 sock=',
  '-rw-r--r-- 1 me us 5 Jan 29 03:26 star*',
];

test('the marks of ls -F are no part of the names where all lines carry them', () => {
  assert.deepEqual(
    parse(marked.join('\n')).map(({ name }) => name),
    ['folder', 'run', 'link', 'pipe', 'sock', 'star*'],
  );
});

test('links are marked by BSD and their targets by GNU', () => {
  const link = 'lrwxrwxrwx 1 me us 3 Jan 29 03:26 link@ -> run';
  const bsd = [...marked.filter((line) => !line.startsWith('l')), link];
  assert.equal(parse(bsd.join('\n')).at(-1)?.name, 'link');
  assert.equal(parse([...marked, link].join('\n')).at(-1)?.name, 'link@');
});

test('a star is part of the name where the other lines carry no marks', () => {
  const lines = ['drwxr-xr-x 2 me us 5 Jan 29 03:26 folder', ...marked.slice(1)];
  assert.deepEqual(
    parse(lines.join('\n')).map(({ name }) => name),
    ['folder', 'run*', 'link', 'pipe|', 'sock=', 'star*'],
  );
});
