// The control connection: whose reply is whose, and what ends a session.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FtpClient } from '../../src/ftp/index.js';
import { endingWithTest } from '../support/at-end.js';
import { clientsOnServers } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { tap } from '../support/tap.js';
import { until } from '../support/until.js';

const connect = clientsOnServers();
const atEnd = endingWithTest();

describe('a reply', () => {
  test('ends at a line feed alone: other signs that end lines elsewhere belong to it', async () => {
    const text = 'a\u0085b\u2028c\u2029d\ve\ff';
    const { client } = await connect({ rules: [{ on: 'NOOP', do: { reply: `200 ${text}\r\n` } }] });
    const reply = await client.command('NOOP');
    assert.deepEqual([reply.code, reply.lines.length], [200, 1]);
    assert.ok(reply.lines[0]?.includes(text));
    assert.equal((await client.command('PWD')).code, 257);
  });

  for (const name of ['blank lines', 'text without a code', 'blanks in front']) {
    const stray = { 'blank lines': '\r\n\r\n', 'text without a code': 'Please wait\r\n' }[name];
    test(`is not confused by ${name} before it`, async () => {
      const reply = `${stray ?? ' 550 indented\r\n'}200 Fine\r\n`;
      const { client } = await connect({ rules: [{ on: 'NOOP', do: { reply } }] });
      assert.equal((await client.command('NOOP')).code, 200);
      assert.equal((await client.command('PWD')).code, 257);
    });
  }
});

describe('a reply that nobody asked for', () => {
  for (const stray of ['200 NOOP ok', '220 still here', '250 done', '150 soon']) {
    test(`is noted and answers nothing: ${stray}`, async () => {
      const { client, server, notes } = await connect();
      server.script({ on: 'NOOP', times: 1, do: { after: stray } });
      await client.command('NOOP');
      await until('the note', 5_000, () => notes().some((text) => text.includes(stray)));
      assert.equal((await client.command('PWD')).code, 257);
      assert.equal((await client.stat('/a.txt')).size, 1);
    });
  }

  for (const stray of ['550 no such thing', '500 what', '426 broken']) {
    test(`ends the session where it is a refusal: ${stray}`, async () => {
      const { client, server } = await connect();
      server.script({ on: 'NOOP', times: 1, do: { after: stray } });
      await client.command('NOOP');
      await until('the end', 5_000, () => client.closed);
      assert.equal((await failure(client.stat('/a.txt'))).kind, 'disconnected');
    });
  }
});

test('a second 500 for one OPTS harms no login and no listing', async () => {
  const rules = [
    { on: 'OPTS', match: /UTF8/, do: { reply: '500 OPTS: unknown\r\n500 OPTS: unknown' } },
  ];
  const { client } = await connect({ rules, personality: { clnt: false } });
  assert.equal((await client.list('/')).length, 3);
  assert.equal((await client.readFile('/a.txt')).length, 1);
});

describe('a 421', () => {
  test('that answers a command ends the session, and no QUIT is sent', async () => {
    const { client, server } = await connect();
    server.script({ on: 'DELE', do: { reply: '421 Shutting down' } });
    const error = await failure(client.remove('/a.txt'));
    assert.deepEqual([error.kind, error.code, client.closed], ['disconnected', 421, true]);
    await client.close();
    await until('the end', 5_000, () => server.sessions === 0);
    assert.deepEqual(server.commands('QUIT'), []);
    assert.equal(server.files.exists('/a.txt'), true);
  });

  test('in the middle of a transfer is the error of the transfer', async () => {
    const { client, server } = await connect();
    server.script({
      on: 'RETR',
      do: { data: { thenReply: '421 Shutting down', cutAfterBytes: 0 } },
    });
    const error = await failure(client.readFile('/a.txt'));
    assert.deepEqual([error.kind, error.code, client.closed], ['disconnected', 421, true]);
  });
});

describe('what we send', () => {
  test('is whole lines in each packet, and no Telnet command, not even before ABOR', async () => {
    const { server } = await connect({ files: { 'big.bin': 'x'.repeat(4_000_000), 'ÿ.txt': 'y' } });
    const { port, packets, close } = await tap(server.port);
    atEnd(close);
    const client = await FtpClient.connect({
      host: '127.0.0.1',
      port,
      user: 'demo',
      password: 'demo',
    });
    atEnd(() => client.close());
    await client.list('/');
    assert.equal((await client.readFile('/ÿ.txt')).length, 1);
    const stop = new AbortController();
    const reading = client.readFile('/big.bin', {
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    assert.equal((await failure(reading)).kind, 'aborted');
    await client.command('NOOP');
    const lines = packets.join('').split('\r\n');
    assert.ok(lines.includes('ABOR'), lines.join('\n'));
    assert.ok(packets.every((packet) => packet.endsWith('\r\n')));
    // Undecodable bytes, as Telnet's would be, come as U+FFFD.
    assert.ok(!packets.some((packet) => packet.includes('\uFFFD')));
  });
});
