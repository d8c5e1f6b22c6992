// Many looks in few packets, and several sessions for those that wait.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { type RemoteEntry } from '../../src/base/remote-entry.js';
import { FtpClient, FtpPool } from '../../src/ftp/index.js';
import { type PoolOptions } from '../../src/ftp/sessions.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { type FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';
import { failure } from '../support/failure.js';
import { tap } from '../support/tap.js';
import { until } from '../support/until.js';

const atEnd = endingWithTest();

const timeouts = { connect: 5_000, reply: 5_000, data: 5_000 };
const login = { host: '127.0.0.1', user: 'demo', password: 'demo', timeouts };

function start(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, { files: { 'a.txt': 'a', folder: {} }, ...options });
}

function poolTo({ port }: { port: number }, more: Partial<PoolOptions> = {}): FtpPool {
  const pool = new FtpPool({ ...login, port, ...more });
  atEnd(() => pool.close());
  return pool;
}

describe('three hundred looks at once', () => {
  const paths = Array.from({ length: 300 }, (_, at) => `/f${String(at)}.txt`);
  const isThere = (at: number): boolean => at % 3 !== 0;
  const files = Object.fromEntries(
    paths.flatMap((path, at) => (isThere(at) ? [[path.slice(1), 'x'.repeat(at)]] : [])),
  );

  /** Each answer is that of its own file; what is missing is missing. */
  async function check(stat: (path: string) => Promise<RemoteEntry>): Promise<void> {
    const looks = [...paths, '/a\r\nDELE f1.txt'].map((path) => stat(path));
    const results = await Promise.allSettled(looks);
    const unsafe = results.pop();
    assert.equal(unsafe?.status, 'rejected');
    for (const [at, result] of results.entries()) {
      if (result.status === 'fulfilled') assert.equal(result.value.size, at);
      else assert.equal((result.reason as { kind?: string }).kind, 'not-found');
      assert.equal(result.status === 'fulfilled', isThere(at), paths[at]);
    }
  }

  for (const mlst of [true, false]) {
    const way = mlst ? 'MLST' : 'SIZE and MDTM';
    test(`by ${way} go out in a few packets, and each gets its own answer`, async () => {
      const server = await start({ files, personality: { mlst, mlsd: mlst } });
      const { port, packets, close } = await tap(server.port);
      atEnd(close);
      const client = await FtpClient.connect({ ...login, port });
      atEnd(() => client.close());
      await check((path) => client.stat(path));
      const looking = packets.filter((packet) => /^(MLST|SIZE|MDTM)/.test(packet));
      assert.ok(looking.length <= 8, String(looking.length));
      assert.ok(Math.max(...looking.map((packet) => packet.split('\r\n').length)) > 100);
    });
  }

  test('through a pool use one session', async () => {
    const server = await start({ files });
    const pool = poolTo(server);
    await check((path) => pool.stat(path));
    assert.equal(server.commands('USER').length, 1);
  });
});

describe('a pool', () => {
  test('lets listings pass long streams that wait, and not for ever', async () => {
    const server = await start({ files: { folder: {}, 'a.txt': 'a' } });
    const pool = poolTo(server, { size: 1 });
    await pool.list('/');
    server.clearLog();
    const held = new Readable({ read: () => undefined });
    const first = pool.writeFile('/first', held);
    await until('the first', 5_000, () => server.commands('STOR').length === 1);
    const streams = ['/s1', '/s2'].map((path) =>
      pool.writeFile(path, Readable.from([Buffer.from('text')])),
    );
    const listings = Array.from({ length: 12 }, () => pool.list('/folder'));
    held.push(null);
    await Promise.all([first, ...streams, ...listings]);
    const order = server
      .commands()
      .filter((line) => /^(STOR|MLSD)/.test(line))
      .map((line) => line.slice(0, 4));
    const [, ...behind] = order;
    assert.equal(behind[0], 'MLSD');
    const at = behind.indexOf('STOR');
    assert.ok(at > 1 && at < 12, behind.join(' '));
  });

  test('of two sessions leaves one for others while streams run', async () => {
    const server = await start();
    const pool = poolTo(server, { size: 2 });
    const held = ['/s1', '/s2', '/s3'].map((path) => {
      const source = new Readable({ read: () => undefined });
      return { source, done: pool.writeFile(path, source) };
    });
    await until('the first stream', 5_000, () => server.commands('STOR').length === 1);
    assert.equal((await pool.list('/folder')).length, 0);
    assert.equal((await pool.readFile('/a.txt')).length, 1);
    assert.equal(server.commands('STOR').length, 1);
    for (const { source } of held) source.push(null);
    await Promise.all(held.map(({ done }) => done));
    assert.equal(server.files.exists('/s3'), true);
    assert.ok(server.commands('USER').length <= 2);
  });

  test('moves an operation to another session where its own died before anything was sent', async () => {
    const server = await start();
    // It dies of a NOOP that is under way when the next operation gets it.
    server.script({ on: 'NOOP', times: 1, do: { delayMs: 100, close: 'fin' } });
    const pool = poolTo(server, { size: 1, keepAlive: 20 });
    await pool.list('/');
    await until('the NOOP', 5_000, () => server.commands('NOOP').length === 1);
    await pool.rename('/a.txt', '/b.txt');
    assert.equal(server.files.exists('/b.txt'), true);
    assert.equal(server.commands('RNTO').length, 1);
    assert.equal(server.commands('USER').length, 2);
  });
});

describe('commands', () => {
  test('that belong together wait for each other: RNFR, RNTO, REST, RETR', async () => {
    const server = await start({ files: { 'a.txt': 'abc' } });
    const { port, packets, close } = await tap(server.port);
    atEnd(close);
    const client = await FtpClient.connect({ ...login, port });
    atEnd(() => client.close());
    await client.rename('/a.txt', '/b.txt');
    assert.equal((await client.readFile('/b.txt', { start: 1 })).length, 2);
    const first = packets.map((packet) => packet.split(/[ \r]/)[0]);
    for (const verb of ['RNFR', 'RNTO', 'REST', 'RETR']) assert.ok(first.includes(verb), verb);
    for (const verb of ['RNFR', 'REST']) {
      const own = packets.find((packet) => packet.startsWith(verb));
      assert.equal(own?.split('\r\n').length, 2);
    }
  });
});

describe('a client goes on, transfer after transfer, on a server', () => {
  const personalities: [string, NonNullable<FtpServerOptions['personality']>][] = [
    ['that refuses commands in a transfer', { duringTransfer: 'refused' }],
    ['that answers a packet in a transfer with one 500', { duringTransfer: 'swallowed' }],
    ['that confirms after we have closed our end', { lingeringClose: true }],
    ['whose failed transfers use up their connection', { failedTransferConsumesPassive: true }],
    ['that reads one line of each packet', { swallowPipelined: true }],
  ];
  for (const [name, personality] of personalities) {
    test(name, async () => {
      const server = await start({ files: { 'a.txt': 'a'.repeat(100_000) }, personality });
      const client = await FtpClient.connect({ ...login, port: server.port });
      atEnd(() => client.close());
      for (const round of ['first', 'second', 'third']) {
        assert.equal((await client.readFile('/a.txt')).length, 100_000);
        assert.equal((await failure(client.readFile('/missing'))).kind, 'not-found');
        await client.writeFile(`/${round}`, Buffer.from(round));
        assert.equal(server.files.text(`/${round}`), round);
        const stop = new AbortController();
        const onProgress = (): void => {
          stop.abort();
        };
        const given = client.readFile('/a.txt', { signal: stop.signal, onProgress });
        assert.equal((await failure(given)).kind, 'aborted');
        assert.ok((await client.list('/')).some((entry) => entry.name === round));
      }
      assert.equal(client.closed, false);
    });
  }
});
