import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../../src/base/remote-error.js';
import { LineCutter } from '../../../../src/ftp/protocol/line-cutter.js';
import { type Reply, ReplyParser } from '../../../../src/ftp/protocol/reply.js';
import { textCodec } from '../../../../src/ftp/net/text-codec.js';
import { everySplit } from '../../../support/every-split.js';

function readAll(chunks: Uint8Array[]): Reply[] {
  const cutter = new LineCutter(1_000);
  const parser = new ReplyParser();
  return chunks.flatMap((chunk) =>
    cutter
      .cut(chunk)
      .map((line) => parser.push(textCodec().decode(line)))
      .filter((reply) => reply !== undefined),
  );
}

const cases: [name: string, wire: string, expected: Reply[]][] = [
  ['a reply of one line', '220 hello\r\n', [{ code: 220, lines: ['220 hello'] }]],
  ['a reply without a text', '200\r\n', [{ code: 200, lines: ['200'] }]],
  ['a bare line feed', '200 ok\n', [{ code: 200, lines: ['200 ok'] }]],
  ['several carriage returns', '200 ok\r\r\n', [{ code: 200, lines: ['200 ok'] }]],
  [
    'two replies in one packet',
    '150 here\r\n226 done\r\n',
    [
      { code: 150, lines: ['150 here'] },
      { code: 226, lines: ['226 done'] },
    ],
  ],
  [
    'a group whose lines look like replies',
    '211-Features:\r\n 211 no end\r\n226 nor this\r\n211 End\r\n',
    [{ code: 211, lines: ['211-Features:', ' 211 no end', '226 nor this', '211 End'] }],
  ],
  [
    'a group that ends with a bare code',
    '211-a\r\n211-b\r\n211\r\n',
    [{ code: 211, lines: ['211-a', '211-b', '211'] }],
  ],
  [
    'banner text before the first reply',
    'Welcome\r\n\r\n 220 indented\r\n220 hello\r\n',
    [{ code: 220, lines: ['220 hello'] }],
  ],
  ['a character of several bytes', '257 "/ü€😀"\r\n', [{ code: 257, lines: ['257 "/ü€😀"'] }]],
  ['a NUL as a visible character', '200 a\0b\r\n', [{ code: 200, lines: ['200 a\uFFFDb'] }]],
  ['nothing of a line without its end', '226 done', []],
];

for (const [name, wire, expected] of cases) {
  test(`reads ${name}, however the bytes arrive`, () => {
    for (const chunks of everySplit(Buffer.from(wire))) {
      assert.deepEqual(readAll(chunks), expected);
    }
  });
}

const strangers = [
  'SSH-2.0-OpenSSH_9.2\r\n',
  'HTTP/1.1 400 Bad Request\r\n',
  '* OK IMAP4rev1\r\n',
  '+OK POP3\r\n',
  '600 protected\r\n',
];

for (const wire of strangers) {
  test(`does not take ${JSON.stringify(wire)} for FTP`, () => {
    assert.throws(
      () => readAll([Buffer.from(wire)]),
      (error) => error instanceof RemoteError && error.kind === 'protocol',
    );
  });
}

test('a reply that never ends is refused before it fills the memory', () => {
  const parser = new ReplyParser();
  assert.throws(
    () => {
      for (let line = 0; line < 100_000; line += 1) parser.push('211-again and again');
    },
    (error) => error instanceof RemoteError && error.kind === 'protocol',
  );
});

test('a line that never ends is refused before it fills the memory', () => {
  const cutter = new LineCutter(1_000);
  assert.throws(
    () => {
      for (let chunk = 0; chunk < 2_000; chunk += 1) cutter.cut(Buffer.from('a'));
    },
    (error) => error instanceof RemoteError && error.kind === 'protocol',
  );
});

test('Latin-1 bytes become their characters where a line is not UTF-8', () => {
  const wire = Buffer.from([0x32, 0x30, 0x30, 0x20, 0xfc, 0x0a]);
  assert.deepEqual(readAll([wire]), [{ code: 200, lines: ['200 ü'] }]);
});
