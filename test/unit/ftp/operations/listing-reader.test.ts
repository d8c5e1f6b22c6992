import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../../src/base/remote-error.js';
import { textCodec } from '../../../../src/ftp/net/text-codec.js';
import { type Listing, ListingReader } from '../../../../src/ftp/operations/listing-reader.js';
import { everySplit } from '../../../support/every-split.js';

const line = (name: string): string => `-rw-r--r-- 1 me us 5 Jan 29  2021 ${name}`;

function read(chunks: readonly Uint8Array[], foreign = new Set<string>()): Listing {
  const reader = new ListingReader({ codec: textCodec('utf8', foreign) });
  for (const chunk of chunks) reader.read(chunk, '/x');
  return reader.finish();
}

test('a listing is read the same however its bytes arrive', () => {
  const text = `total 3\r\n${line('größe')}\r\n\r\nwhat?\n${line('😀')}\r\r\n${line('last')}`;
  const bytes = Buffer.concat([Buffer.from(text), Buffer.from(`\r\n${line('gr\xf6')}`, 'latin1')]);
  const whole = read([bytes]);
  assert.deepEqual(
    whole.entries.map(({ name }) => name),
    ['größe', '😀', 'last', 'grö'],
  );
  assert.deepEqual([whole.lines, whole.unread.count], [6, 2]);
  for (const chunks of everySplit(bytes)) assert.deepEqual(read(chunks), whole);
});

test('names that are no UTF-8 are remembered, those beside them are not', () => {
  const foreign = new Set<string>();
  const bytes = Buffer.concat([
    Buffer.from(`${line('größe')}\r\n`),
    Buffer.from(`${line('gr\xf6\xdfe')}x\r\n`, 'latin1'),
  ]);
  read([bytes], foreign);
  assert.deepEqual([...foreign], ['größex']);
});

test('a socket may use its buffer again', () => {
  const reader = new ListingReader({ codec: textCodec() });
  const buffer = Buffer.from(line('name'));
  reader.read(buffer, '/x');
  buffer.fill(0);
  assert.equal(reader.finish().entries[0]?.name, 'name');
});

test('a line that never ends is an error before it fills the memory', () => {
  const reader = new ListingReader({ codec: textCodec() });
  const chunk = Buffer.alloc(65_536, 'x');
  const readFour = (): void => {
    for (let at = 0; at < 4; at += 1) reader.read(chunk, '/x');
  };
  assert.throws(readFour, RemoteError);
});

test('a listing that never ends is refused before it fills the memory', () => {
  const reader = new ListingReader({ codec: textCodec() });
  const chunk = Buffer.from(`${'x'.repeat(60_000)}\r\n`.repeat(16));
  let taken = 0;
  const take = (): void => {
    for (; taken < 100; taken += 1) reader.read(chunk, '/endless');
  };
  assert.throws(take, RemoteError);
  assert.ok(taken * chunk.length < 70_000_000);
});
