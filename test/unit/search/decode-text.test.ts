import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, fallbackCharset, isBinaryName } from '../../../src/search/decode-text.js';

const text = 'Grüße, ok\n';
const utf16be = Buffer.from(text, 'utf16le').swap16();

const cases: [what: string, bytes: Buffer, text: string | undefined][] = [
  ['nothing', Buffer.alloc(0), ''],
  ['UTF-8', Buffer.from(text), text],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), text],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), text],
  ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be]), text],
  ['Latin-1', Buffer.from(text, 'latin1'), text],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), undefined],
  ['what holds a zero byte', Buffer.from('abc\0def'), undefined],
];

for (const [what, bytes, expected] of cases) {
  test(`${what} is ${expected === undefined ? 'binary' : 'read as text'}`, () => {
    assert.equal(decodeText(bytes, 'latin1'), expected);
  });
}

test('a zero byte counts in the first eight thousand bytes only', () => {
  const bytes = Buffer.concat([Buffer.alloc(8_000, 'a'), Buffer.alloc(1)]);
  assert.equal(decodeText(bytes, 'latin1')?.length, 8_001);
});

test('what is no UTF-8 is read in the charset of one’s choice', () => {
  assert.equal(decodeText(Buffer.from([0xcf, 0xf0, 0xe8]), 'windows1251'), 'При');
});

const charsets: [wished: unknown, charset: string][] = [
  ['windows1251', 'windows1251'],
  ['shiftjis', 'shiftjis'],
  ['utf8', 'latin1'],
  ['utf16le', 'latin1'],
  ['no such charset', 'latin1'],
  [undefined, 'latin1'],
];
for (const [wished, charset] of charsets) {
  test(`where ${String(wished)} is wished for, the charset is ${charset}`, () => {
    assert.equal(fallbackCharset(wished), charset);
  });
}

test('names tell what need not be fetched to know that it is binary', () => {
  const names = [
    '/a/photo.JPG',
    '/a/site.tar.gz',
    '/a/b.php',
    '/png',
    '/.png',
    '/a.svg',
    '/a.zip/b',
  ];
  assert.deepEqual(names.filter(isBinaryName), ['/a/photo.JPG', '/a/site.tar.gz']);
});
