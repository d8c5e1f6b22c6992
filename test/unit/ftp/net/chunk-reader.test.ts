import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ChunkReader } from '../../../../src/ftp/net/chunk-reader.js';

/** A socket that a reader reads, and the server's end of it. */
async function connected(
  t: { after: (work: () => void) => void },
  reader: ChunkReader,
): Promise<{ socket: net.Socket; other: net.Socket }> {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const socket = net.connect({ host: '127.0.0.1', port, onread: reader.onread });
  const [other] = (await once(listener, 'connection')) as [net.Socket];
  t.after(() => {
    socket.destroy();
    other.destroy();
    listener.close();
  });
  return { socket, other };
}

for (const size of [0, 1, 16_384, 16_385, 100_000, 5_000_000]) {
  test(`${String(size)} bytes are read whole and keep their memory to themselves`, async (t) => {
    const reader = new ChunkReader();
    const { socket, other } = await connected(t, reader);
    const content = randomBytes(size);
    const chunks: Uint8Array[] = [];
    reader.start(socket, (chunk) => chunks.push(chunk));
    other.end(content);
    await once(socket, 'end');
    assert.ok(Buffer.concat(chunks).equals(content));
  });
}

const dealers: [name: string, deal: () => void | Promise<void>][] = [
  ['at once', () => undefined],
  ['later', () => new Promise((resolve) => setImmediate(resolve))],
];
for (const [when, deal] of dealers) {
  test(`chunks that are lent and dealt with ${when} are whole, and share their memory`, async (t) => {
    const reader = new ChunkReader();
    const { socket, other } = await connected(t, reader);
    const content = randomBytes(20_000_000);
    const copies: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    const sink = (chunk: Uint8Array): void | Promise<void> => {
      memory.add(chunk.buffer);
      const dealt = deal();
      if (dealt === undefined) copies.push(Buffer.from(chunk));
      else return late(dealt, chunk);
    };
    // As a data connection does it: no more is read while the sink is busy.
    const late = async (dealt: Promise<void>, chunk: Uint8Array): Promise<void> => {
      socket.pause();
      await dealt;
      copies.push(Buffer.from(chunk));
      socket.resume();
    };
    reader.start(socket, sink, true);
    other.end(content);
    await once(socket, 'close');
    assert.ok(Buffer.concat(copies).equals(content));
    assert.ok(memory.size < 8, String(memory.size));
  });
}

test('memory that a sink still works on is not used again', async (t) => {
  const reader = new ChunkReader();
  const { socket, other } = await connected(t, reader);
  const content = randomBytes(20_000_000);
  const held: Uint8Array[] = [];
  const never = new Promise<void>(() => undefined);
  const sink = (chunk: Uint8Array): Promise<void> => {
    held.push(chunk);
    return never;
  };
  reader.start(socket, sink, true);
  other.end(content);
  await once(socket, 'end');
  assert.ok(Buffer.concat(held).equals(content));
});

test('what comes before anybody listens is not lost', async (t) => {
  const reader = new ChunkReader();
  const early = reader.onread;
  // As the socket does it: takes the buffer, fills it, tells how much.
  const fill = (text: string): boolean => {
    const buffer = typeof early.buffer === 'function' ? early.buffer() : early.buffer;
    const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length).write(text);
    return early.callback(bytes, buffer);
  };
  assert.equal(fill('early '), false);
  const { socket } = await connected(t, new ChunkReader());
  const chunks: Uint8Array[] = [];
  reader.start(socket, (chunk) => chunks.push(chunk));
  assert.equal(fill('late'), true);
  assert.equal(Buffer.concat(chunks).toString(), 'early late');
});
