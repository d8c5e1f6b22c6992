// Servers that allow one session only: what reads and writes at the same time must not wait for itself.
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { type ConnectionProfile } from '../../src/remote/profile.js';
import { connectionTo } from '../support/connection-to.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';

const content = Buffer.alloc(400_000, 'content ');

const running: { server: FtpServer; connection: Connection }[] = [];
afterEach(async () => {
  for (const { server, connection } of running.splice(0)) {
    await connection.disconnect();
    await server.stop();
  }
});

async function start(
  options: FtpServerOptions,
  profile: Partial<ConnectionProfile>,
): Promise<{ server: FtpServer; connection: Connection }> {
  const server = await FtpServer.start(options);
  server.files.write('/a.bin', content);
  const { host, port } = server;
  const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };
  const account = { host, port, user: 'demo', password: 'demo' };
  const connection = connectionTo({ ...account, timeouts, ...profile });
  running.push({ server, connection });
  return { server, connection };
}

suite('a copy through this computer, on a server that allows one session only', () => {
  const cases: [how: string, FtpServerOptions, Partial<ConnectionProfile>][] = [
    ['as the profile says', {}, { sessions: 1 }],
    ['as the server says', { maxConnections: 1 }, {}],
    ['as its login says', { maxLogins: 1 }, {}],
  ];
  for (const [how, options, profile] of cases) {
    test(`(${how}) gives the whole content`, async () => {
      const { server, connection } = await start(options, profile);
      await connection.files.copy({ from: '/a.bin', to: '/b.bin', overwrite: false }, never);
      assert.deepEqual(Buffer.from(server.files.read('/b.bin') ?? []), content);
      assert.deepEqual(server.files.list('/').sort(), ['a.bin', 'b.bin']);
    });
  }
});
