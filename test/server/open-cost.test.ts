// What opening a file costs on the wire, counted in writes of the client: each is a round trip that is
// waited for.
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Personality } from '../support/ftp-server/options.js';
import { type Tap, tap, writesOf } from '../support/tap.js';
import { until } from '../support/until.js';

const path = '/site/index.html';
const old = '/site/old.html';

const running: { server: FtpServer; wire: Tap; connection: Connection }[] = [];
afterEach(async () => {
  for (const { server, wire, connection } of running.splice(0)) {
    await connection.disconnect();
    await wire.close();
    await server.stop();
  }
});

interface Clock {
  enable: (options: { apis: ['Date']; now: number }) => void;
  tick: (ms: number) => void;
}

/** A connection that has listed the folder half a minute ago, as an explorer has. */
async function listed(
  { timers }: { timers: Clock },
  personality: Partial<Personality> = {},
): Promise<{ server: FtpServer; wire: Tap; connection: Connection }> {
  timers.enable({ apis: ['Date'], now: Date.now() });
  const server = await FtpServer.start({ personality });
  server.files.write(path, 'content');
  server.files.write(old, 'old');
  const wire = await tap(server.port);
  const account = { user: 'demo', password: 'demo', keepAlive: 0 };
  const connection = connectionTo({ host: '127.0.0.1', port: wire.port, ...account });
  running.push({ server, wire, connection });
  await connection.files.list('/site', never);
  // What has been read once shows what the server bears, and leaves a data connection.
  await connection.files.read(old, never);
  timers.tick(30_000);
  wire.packets.length = 0;
  return { server, wire, connection };
}

suite('a file whose state is half a minute old', () => {
  const ways: [server: string, personality: Partial<Personality>, writes: string[]][] = [
    ['with MLST', {}, ['MLST+RETR+EPSV']],
    ['without MLST', { mlst: false, mlsd: false }, ['SIZE+MDTM+RETR+EPSV']],
  ];
  for (const [what, personality, expected] of ways) {
    test(`on a server ${what} is opened in one round trip, its state included`, async ({
      mock,
    }) => {
      const { server, wire, connection } = await listed(mock, personality);
      server.files.write(path, 'changed by others');
      const { entry, content } = await connection.files.readWithState(path, never);
      assert.deepEqual([entry.size, content.length], [17, 17]);
      assert.equal((await connection.files.stat(path, never)).size, 17);
      assert.deepEqual(writesOf(wire), expected);
    });
  }

  test('that is gone is said to be gone, and the session goes on', async ({ mock }) => {
    const { server, connection } = await listed(mock);
    server.files.remove(path);
    assert.equal((await failure(connection.files.read(path, never))).kind, 'not-found');
    assert.equal((await connection.files.read(old, never)).length, 3);
  });

  test('on a server whose MLST fails is read only after it was looked at', async ({ mock }) => {
    const { server, wire, connection } = await listed(mock);
    server.script({ on: 'MLST', do: { reply: '501 Not today' } });
    const { entry, content } = await connection.files.readWithState(path, never);
    assert.deepEqual([entry.size, content.length], [7, 7]);
    const sent = writesOf(wire);
    assert.equal(sent.at(-1), 'RETR+EPSV', sent.join(' '));
  });

  test('is begun anew with another look where its data connection was refused', async ({
    mock,
  }) => {
    const { server, wire, connection } = await listed(mock);
    server.script({ on: 'RETR', times: 1, do: { reply: '425 No data connection' } });
    const { entry, content } = await connection.files.readWithState(path, never);
    assert.deepEqual([entry.size, content.length], [7, 7]);
    assert.equal(writesOf(wire).filter((line) => line.startsWith('MLST+RETR')).length, 2);
  });

  test('can be given up in the middle, and the next operation finds its answer', async ({
    mock,
  }) => {
    const { server, wire, connection } = await listed(mock);
    server.script({ on: 'RETR', times: 1, do: { delayMs: 60_000 } });
    const stop = new AbortController();
    const reading = failure(connection.files.read(path, stop.signal));
    await until('the command', 5_000, () => writesOf(wire).some((line) => line.includes('RETR')));
    stop.abort();
    assert.equal((await reading).kind, 'aborted');
    assert.equal((await connection.files.read(old, never)).length, 3);
  });
});
