// Servers that allow one session only: what reads and writes at the same time must not wait for itself.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { FtpPool } from '../../src/ftp/index.js';
import { type Connection } from '../../src/remote/connection.js';
import { FtpFiles } from '../../src/remote/ftp-files.js';
import { type ConnectionProfile } from '../../src/remote/profile.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';

const content = Buffer.alloc(400_000, 'content ');

const atEnd = endingWithTest();

async function start(
  options: FtpServerOptions,
  profile: Partial<ConnectionProfile>,
): Promise<{ server: FtpServer; connection: Connection }> {
  const server = await freshServer(atEnd, options);
  server.files.write('/a.bin', content);
  const { host, port } = server;
  const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };
  const account = { host, port, user: 'demo', password: 'demo' };
  const connection = connectionTo({ ...account, timeouts, ...profile });
  atEnd(() => connection.disconnect());
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

  test('gives the whole content of what does not fit into memory, and forgets it', async () => {
    const server = await freshServer(atEnd);
    server.files.write('/a.bin', content);
    const { host, port } = server;
    const pool = new FtpPool({ host, port, user: 'demo', password: 'demo', size: 1 });
    const temporary = await mkdtemp(join(tmpdir(), 'copies-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = temporary;
    try {
      const files = new FtpFiles(() => Promise.resolve(pool), { heldBytes: 100_000 });
      await files.copy({ from: '/a.bin', to: '/b.bin', overwrite: false }, never);
      assert.deepEqual(Buffer.from(server.files.read('/b.bin') ?? []), content);
      assert.deepEqual(await readdir(temporary), []);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await rm(temporary, { recursive: true });
      await pool.close();
    }
  });
});
