// What we change ourselves: names that differ in case only, and commands that only the server understands.
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';

const running: { server: FtpServer; connection: Connection }[] = [];
afterEach(async () => {
  for (const { server, connection } of running.splice(0)) {
    await connection.disconnect();
    await server.stop();
  }
});

async function start(): Promise<{ server: FtpServer; connection: Connection }> {
  const server = await FtpServer.start({});
  server.files.write('/a.txt', 'a');
  const { host, port } = server;
  const connection = connectionTo({ host, port, user: 'demo', password: 'demo' });
  running.push({ server, connection });
  return { server, connection };
}

const namesIn = async ({ files }: Connection): Promise<string[]> =>
  (await files.list('/', never)).map(({ name }) => name).sort();

suite('a rename that changes case alone', () => {
  const move = { from: '/a.txt', to: '/A.txt', overwrite: false };

  test('is done on a server that finds the file under either name', async () => {
    const { server, connection } = await start();
    const found = '250-Listing\r\n type=file;size=1;modify=20240102030405; /A.txt\r\n250 End';
    server.script({ on: 'MLST', match: /A\.txt/, do: { reply: found } });
    await connection.files.rename(move, never);
    assert.deepEqual(await namesIn(connection), ['A.txt']);
  });

  test('is refused where another file has the name', async () => {
    const { server, connection } = await start();
    server.files.write('/A.txt', 'another');
    assert.equal((await failure(connection.files.rename(move, never))).kind, 'exists');
    assert.deepEqual(await namesIn(connection), ['A.txt', 'a.txt']);
  });
});

suite('a command that was typed', () => {
  test('lets all be looked at again, as nobody else knows what it has changed', async () => {
    const { connection } = await start();
    assert.deepEqual(await namesIn(connection), ['a.txt']);
    await connection.command('MKD /made', never);
    assert.deepEqual(await namesIn(connection), ['a.txt', 'made']);
  });

  test('and only looks costs no other look', async () => {
    const { server, connection } = await start();
    await namesIn(connection);
    server.clearLog();
    await connection.command('STAT', never);
    await namesIn(connection);
    assert.deepEqual(server.commands('MLSD'), []);
  });
});
