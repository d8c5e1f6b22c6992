import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { drain, RawFtpClient } from './raw-ftp-client.js';
import { withServer } from './with-ftp-server.js';

suite('transfers', () => {
  test('PASV and PORT work like EPSV and EPRT', async () => {
    await withServer({ files: { a: 'x' } }, async (server, client) => {
      const numbers = /\(127,0,0,1,(\d+),(\d+)\)/.exec(await client.ask('PASV')) ?? [];
      const data = connect(Number(numbers[1]) * 256 + Number(numbers[2]), '127.0.0.1');
      client.send('RETR a');
      assert.equal(await drain(data), 'x');
      assert.equal(await client.codes(2), '150 226');
      const listener = await client.offer();
      client.send('RETR a');
      const [incoming] = (await once(listener, 'connection')) as [Socket];
      assert.equal(await drain(incoming), 'x');
      assert.equal(await client.codes(2), '150 226');
      listener.close();
      assert.deepEqual(
        server.log
          .filter(({ kind }) => kind === 'data-close')
          .map(({ mode, bytes }) => [mode, bytes]),
        [
          ['passive', 1],
          ['active', 1],
        ],
      );
    });
  });

  test('EPSV and RETR may come in one packet, and the next EPSV waits for the 226', async () => {
    await withServer({ files: { a: 'x' } }, async (_server, client) => {
      const data = await client.dial();
      client.send('RETR a', 'EPSV');
      assert.equal(await drain(data), 'x');
      assert.equal(await client.codes(3), '150 226 229');
    });
  });

  test('a connection made ahead outlives other commands and a failed RETR', async () => {
    await withServer({ files: { a: 'x' } }, async (_server, client) => {
      const data = await client.dial();
      client.send('PWD', 'RETR nope', 'SIZE a', 'RETR a');
      assert.equal(await drain(data), 'x');
      assert.equal(await client.codes(5), '257 550 213 150 226');
    });
  });

  test('a second EPSV puts the first aside', async () => {
    await withServer({ files: { a: 'x' } }, async (_server, client) => {
      const first = await client.dial();
      const second = await client.dial();
      client.send('RETR a');
      assert.deepEqual(await Promise.all([drain(second), drain(first)]), ['x', '']);
    });
  });

  test('without a data connection a transfer is a 425', async () => {
    await withServer({ dataTimeoutMs: 20, files: { a: 'x' } }, async (_server, client) => {
      assert.match(await client.ask('RETR a'), /^425/);
      await client.ask('EPSV');
      assert.match(await client.ask('RETR a'), /^425/);
    });
  });

  test('a stranger may not have the data', async () => {
    await withServer({ files: { a: 'x' } }, async (_server, client) => {
      assert.match(await client.ask('PORT 127,0,0,2,100,100'), /^504/);
      const port = Number(/\|(\d+)\|\)/.exec(await client.ask('EPSV'))?.[1]);
      const stranger = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      await once(stranger, 'connect');
      assert.equal(await drain(stranger), '');
    });
  });

  test('a client that cuts the data gets 426 and stays', async () => {
    await withServer({ files: { a: new Uint8Array(20_000_000) } }, async (server, client) => {
      const data = await client.dial();
      client.send('RETR a');
      await once(data, 'data');
      data.destroy();
      assert.equal(await client.codes(2), '150 426');
      const upload = await client.dial();
      client.send('STOR b');
      assert.equal(await client.codes(1), '150');
      upload.write('half');
      // A reset that comes along with data is a clean end to Node.
      while (server.files.stat('b')?.size !== 4) await setImmediate();
      upload.resetAndDestroy();
      assert.equal(await client.codes(1), '426');
      assert.match(await client.ask('NOOP'), /^200/);
      assert.deepEqual(server.files.list('/'), ['a', 'b']);
    });
  });

  test('ABOR ends a transfer with 426 and is answered with 226', async () => {
    await withServer({ files: { a: new Uint8Array(20_000_000) } }, async (_server, client) => {
      const data = await client.dial();
      client.send('RETR a');
      await once(data, 'readable');
      client.send('\xff\xf4\xff\xf2ABOR', 'NOOP');
      assert.equal(await client.codes(4), '150 426 226 200');
      assert.match(await client.ask('ABOR'), /^225/);
      data.destroy();
    });
  });

  test('a large file streams both ways, however slow the client is', async () => {
    const size = 64 * 1024 * 1024;
    await withServer({ files: { a: new Uint8Array(size) } }, async (server, client) => {
      const from = await client.dial();
      client.send('RETR a');
      await client.codes(1);
      const other = await RawFtpClient.login(server);
      const to = await other.dial();
      other.send('STOR b');
      from.pipe(to);
      assert.equal(await other.codes(2), '150 226');
      assert.equal(await client.codes(1), '226');
      assert.equal(server.files.stat('b')?.size, size);
    });
  });
});
