// Every wait on a data connection ends, also where it was ended before.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { DataConnection } from '../../src/ftp/net/data-connection.js';
import { Tracer } from '../../src/ftp/net/tracer.js';

/** A wait that never ends fails, instead of the whole run. */
const limit = { timeout: 10_000 };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A data connection and the server's end of it. */
async function open(): Promise<{ data: DataConnection; theirs: net.Socket }> {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const socket = net.connect({ host: '127.0.0.1', port });
  const [theirs] = (await once(server, 'connection')) as [net.Socket];
  theirs.on('error', () => undefined);
  ends.push(() => {
    socket.destroy();
    theirs.destroy();
    server.close();
  });
  return {
    data: new DataConnection({ socket, tracer: new Tracer(undefined), idleMs: 500 }),
    theirs,
  };
}

const send = (data: DataConnection, text: string): Promise<void> =>
  data.send(Buffer.from(text), never, () => undefined);

for (const content of ['', 'some bytes']) {
  const what = content === '' ? 'of nothing' : 'of something';
  test(`sending ${what} into a connection that was ended by us is an error`, limit, async () => {
    const { data } = await open();
    data.destroy();
    await assert.rejects(send(data, content));
  });
}

test('receiving from a connection that was ended by us is an error', limit, async () => {
  const { data } = await open();
  data.destroy();
  await assert.rejects(data.receive({ sink: () => undefined }, never), { kind: 'disconnected' });
});

test('sending everything ends with our goodbye', async () => {
  const { data, theirs } = await open();
  const chunks: Buffer[] = [];
  theirs.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(theirs, 'end');
  await send(data, 'some bytes');
  await ended;
  assert.equal(Buffer.concat(chunks).toString(), 'some bytes');
});

test('sending to a server that takes nothing ends when it stood still for too long', async () => {
  const { data, theirs } = await open();
  theirs.pause();
  const much = 'x'.repeat(50_000_000);
  await assert.rejects(send(data, much), { kind: 'timeout' });
});

test('sending to a server that takes nothing ends as cancelled where that is wanted', async () => {
  const { data, theirs } = await open();
  theirs.pause();
  const stop = new AbortController();
  const sending = data.send(Buffer.alloc(50_000_000), stop.signal, () => {
    stop.abort();
  });
  await assert.rejects(sending, { kind: 'aborted' });
});

test('receiving ends with the goodbye of the server, and with nothing less', async () => {
  const whole = await open();
  whole.theirs.end('some bytes');
  await whole.data.receive({ sink: () => undefined }, never);
  assert.equal(whole.data.bytes, 10);
  const cut = await open();
  const receiving = cut.data.receive({ sink: () => undefined }, never);
  cut.theirs.write('some', () => cut.theirs.resetAndDestroy());
  await assert.rejects(receiving, { kind: 'disconnected' });
});
