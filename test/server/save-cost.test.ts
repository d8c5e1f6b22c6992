// What a save costs on the wire, counted in writes of the client: each is a round trip that is waited for.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Personality } from '../support/ftp-server/options.js';
import { type Tap, tap, writesOf } from '../support/tap.js';
import { until } from '../support/until.js';

const path = '/site/index.html';
const content = Buffer.from('new content');

const atEnd = endingWithTest();

/** A connection that has read the file a moment ago, as an editor has. */
async function opened(
  personality: Partial<Personality> = {},
): Promise<{ server: FtpServer; wire: Tap; connection: Connection }> {
  const server = await freshServer(atEnd, { personality });
  server.files.write(path, 'old', { mode: 0o640 });
  const wire = await tap(server.port);
  atEnd(() => wire.close());
  const account = { user: 'demo', password: 'demo', keepAlive: 0 };
  const connection = connectionTo({ host: '127.0.0.1', port: wire.port, ...account });
  atEnd(() => connection.disconnect());
  await connection.files.read(path, never);
  return { server, wire, connection };
}

suite('a save', () => {
  const ways: [server: string, personality: Partial<Personality>, writes: string[]][] = [
    ['with MLST', {}, ['STOR+EPSV', 'MLST+SITE CHMOD+RNFR', 'RNTO']],
    [
      'without MLST',
      { mlst: false, mlsd: false },
      ['STOR+EPSV', 'SIZE+MDTM+SITE CHMOD+RNFR', 'RNTO'],
    ],
  ];
  for (const [what, personality, expected] of ways) {
    test(`on a server ${what} takes three round trips, its counting and its new state included`, async () => {
      const { server, wire, connection } = await opened(personality);
      wire.packets.length = 0;
      const current = await connection.looks.fresh?.stat(path, never);
      const looks = writesOf(wire).length;
      const entry = await connection.files.write(
        { path, content, expected: current ?? 'nothing' },
        never,
      );
      assert.deepEqual(writesOf(wire).slice(looks), expected);
      assert.equal(entry.size, content.length);
      wire.packets.length = 0;
      const after = await connection.files.stat(path, never);
      assert.deepEqual(
        [after.size, after.modified, wire.packets],
        [entry.size, entry.modified, []],
      );
      assert.deepEqual(
        [server.files.text(path), server.files.stat(path)?.mode],
        [content.toString(), 0o640],
      );
    });
  }

  test('of many files in one folder takes one listing of it, on a server without MLST', async () => {
    const { server, wire, connection } = await opened({ mlst: false, mlsd: false });
    const others = ['a', 'b', 'c'].map((name) => `/site/${name}`);
    for (const other of others) server.files.write(other, 'old', { mode: 0o600 });
    wire.packets.length = 0;
    for (const other of others) await connection.fresh.write({ path: other, content }, never);
    const listings = writesOf(wire).filter((write) => /LIST|NLST|STAT/.test(write));
    assert.equal(listings.length, 1, writesOf(wire).join());
    const modes = others.map((other) => server.files.stat(other)?.mode);
    assert.deepEqual(modes, [0o600, 0o600, 0o600]);
    await connection.fresh.chmod(others[0] ?? '', 0o604, never);
    await connection.fresh.write({ path: others[0] ?? '', content }, never);
    assert.equal(server.files.stat(others[0] ?? '')?.mode, 0o604, 'as it was changed since');
  });

  test('that finds no data connection takes four', async (t) => {
    const { server, wire, connection } = await opened();
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await connection.files.read(path, never);
    await connection.looks.fresh?.stat(path, never);
    // What the last transfer has made ready grows old.
    t.mock.timers.tick(26_000);
    t.mock.timers.reset();
    wire.packets.length = 0;
    const expected = await connection.looks.fresh?.stat(path, never);
    await connection.files.write({ path, content, expected: expected ?? 'nothing' }, never);
    assert.deepEqual(writesOf(wire), ['MLST', 'EPSV', 'STOR+EPSV', 'MLST+SITE CHMOD+RNFR', 'RNTO']);
    assert.equal(server.files.text(path), content.toString());
  });

  test('whose upload took long looks once more at what it replaces, in the same breath', async () => {
    const { server, wire, connection } = await opened();
    const expected = await connection.files.stat(path, never);
    server.script({ on: 'STOR', times: 1, do: { delayMs: 1_100 } });
    const saving = failure(connection.files.write({ path, content, expected }, never));
    await until('the upload', 5_000, () => writesOf(wire).some((line) => line.startsWith('STOR')));
    server.files.write(path, 'their content');
    assert.equal((await saving).kind, 'conflict');
    assert.equal(server.files.text(path), 'their content');
    assert.deepEqual(server.files.list('/site'), ['index.html']);
    assert.ok(writesOf(wire).includes('MLST+MLST+SITE CHMOD+RNFR'), writesOf(wire).join(' '));
  });
});

suite('where the server offers hashes, a save', () => {
  const features = { extraFeatures: ['HASH SHA-256*;MD5'] };
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const answering = (server: FtpServer, value: string): void => {
    server.script({ on: 'OPTS', match: /^HASH/, do: { reply: '200 SHA-256' } });
    server.script({ on: 'HASH', do: { reply: `213 SHA-256 0-10 ${value} name` } });
  };

  test('compares them before the name is taken, in the same breath', async () => {
    const { server, wire, connection } = await opened(features);
    answering(server, hashOf(content));
    await connection.files.write({ path, content }, never);
    assert.equal(server.files.text(path), content.toString());
    assert.ok(writesOf(wire).includes('MLST+OPTS+HASH+SITE CHMOD+RNFR'), writesOf(wire).join(' '));
  });

  test('that differ is an error, and the old content stands', async () => {
    const { server, connection } = await opened(features);
    answering(server, hashOf(Buffer.from('something else')));
    const error = await failure(connection.files.write({ path, content }, never));
    assert.match(error.message, /keeps another content: its sha256 differs/);
    assert.deepEqual(
      [server.files.text(path), server.files.list('/site')],
      ['old', ['index.html']],
    );
  });

  test('that are refused goes by the size', async () => {
    const { server, connection } = await opened(features);
    server.script({ on: 'HASH', do: { reply: '550 Too large to hash' } });
    await connection.files.write({ path, content }, never);
    assert.equal(server.files.text(path), content.toString());
  });
});
