// Uploads and downloads of whole folders over real connections, by the queue that the views show.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { LocalSide } from '../../src/transfers/local-side.js';
import { downloadOrders, uploadOrders } from '../../src/transfers/orders.js';
import { RemoteSide } from '../../src/transfers/remote-side.js';
import { hasEnded, type Transfer } from '../../src/transfers/transfer.js';
import { TransferQueue } from '../../src/transfers/transfer-queue.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { availability, startServer } from '../support/servers/start-server.js';
import { until } from '../support/until.js';

const atEnd = endingWithTest();
const big = Buffer.alloc(3_000_000, 'big content ');
const small = 'small\n';
const files: Record<string, string | Buffer> = {
  'a.txt': small,
  'empty.txt': '',
  'big.bin': big,
  'ü ö.txt': small,
  'sub/inner/deep.txt': small,
};

/** Puts the files below a folder of the disk. */
function writeAll(folder: string): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  fs.mkdirSync(path.join(folder, 'nothing-in-it'));
}

/** Every file and folder below a folder of the disk, with the sizes. */
function treeOf(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => {
      const at = path.join(entry.parentPath, entry.name);
      const size = entry.isDirectory() ? '/' : ` ${String(fs.statSync(at).size)}`;
      return `${path.relative(folder, at)}${size}`;
    })
    .sort();
}

/** A queue between the disk and one connection. */
function queueTo(connection: Connection): TransferQueue {
  const remote = new RemoteSide(connection.files);
  const local = new LocalSide();
  return new TransferQueue({
    sideOf: (name) => (name === undefined ? local : remote),
    settings: () => ({ maxConcurrent: 3, preserveTimestamps: true }),
    ask: () => Promise.resolve('cancel'),
    onChange: () => undefined,
  });
}

async function ended(queue: TransferQueue): Promise<readonly Transfer[]> {
  await until('the transfers to end', 30_000, () => queue.list().every(hasEnded));
  return queue.list();
}

const download = (queue: TransferQueue, remote: string, folder: string): void => {
  const place = { connection: 'test', path: remote };
  queue.add(downloadOrders([place], folder, new LocalSide()));
};

const upload = (queue: TransferQueue, { files: tree }: Connection, folder: string): void => {
  queue.add(uploadOrders([folder], { connection: 'test', path: '/' }, new RemoteSide(tree)));
};

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ftpws-transfers-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

for (const name of ['vsftpd', 'proftpd'] as const) {
  const missing = await availability(name);
  if (missing !== undefined) {
    console.log(`${name}: not available on this system: ${missing}`);
    continue;
  }
  suite(`on ${name}`, () => {
    test('a folder goes up and comes down again as it was', async () => {
      const server = await startServer(name);
      const { host, port, user, password } = server;
      const connection = connectionTo({ host, port, user, password });
      const queue = queueTo(connection);
      const site = path.join(folder, 'site');
      writeAll(site);
      upload(queue, connection, site);
      const [up] = await ended(queue);
      assert.deepEqual([up?.state, up?.files.done, up?.error], ['done', 5, undefined]);
      download(queue, '/site', path.join(folder, 'back'));
      const [, down] = await ended(queue);
      assert.deepEqual([down?.state, down?.bytes], ['done', big.length + 3 * small.length]);
      assert.deepEqual(treeOf(path.join(folder, 'back', 'site')), treeOf(site));
      assert.ok(fs.readFileSync(path.join(folder, 'back/site/big.bin')).equals(big));
      await connection.disconnect();
      await server.stop();
    });

    test('a folder that cannot be listed fails, and comes when it can be', async () => {
      const server = await startServer(name);
      const { host, port, user, password } = server;
      const connection = connectionTo({ host, port, user, password });
      const queue = queueTo(connection);
      const site = path.join(server.root, 'site');
      writeAll(site);
      const { uid, gid } = fs.statSync(server.root);
      const all = fs.readdirSync(site, { recursive: true, encoding: 'utf8' });
      for (const one of ['', ...all]) fs.chownSync(path.join(site, one), uid, gid);
      fs.chmodSync(path.join(site, 'sub'), 0o000);
      download(queue, '/site', folder);
      const [transfer] = await ended(queue);
      const failed = transfer?.parts.map(({ from, state }) => `${from.path} ${state}`);
      assert.deepEqual([transfer?.state, failed], ['failed', ['/site/sub failed']]);
      assert.equal(fs.existsSync(path.join(folder, 'site', 'sub')), false);
      fs.chmodSync(path.join(site, 'sub'), 0o755);
      queue.retryFailed();
      await ended(queue);
      assert.deepEqual(treeOf(path.join(folder, 'site')), treeOf(site));
      await connection.disconnect();
      await server.stop();
    });
  });
}

suite('a transfer', () => {
  let server: FtpServer;
  let connection: Connection;
  let queue: TransferQueue;

  beforeEach(async () => {
    server = await FtpServer.start();
    server.files.write('/site/big.bin', big);
    server.files.write('/site/a.txt', small);
    const { host, port } = server;
    const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };
    connection = connectionTo({ host, port, user: 'demo', password: 'demo', timeouts });
    queue = queueTo(connection);
  });
  afterEach(async () => {
    await queue.close();
    await connection.disconnect();
    await server.stop();
    assert.equal(server.openSockets, 0);
  });

  test('that is cut leaves no part of a file, and is whole when tried again', async () => {
    const cut = { cutAfterBytes: 1_000_000, how: 'reset' } as const;
    server.script({ on: 'RETR', match: /big/, do: { data: cut } });
    download(queue, '/site', folder);
    const [transfer] = await ended(queue);
    assert.deepEqual([transfer?.state, transfer?.files.failed], ['failed', 1]);
    assert.deepEqual(treeOf(folder), ['site/', 'site/a.txt 6']);
    server.clearRules();
    queue.retryFailed();
    await ended(queue);
    assert.ok(fs.readFileSync(path.join(folder, 'site/big.bin')).equals(big));
  });

  test('down that is cancelled in the middle leaves nothing of the file', async () => {
    server.script({ on: 'RETR', do: { data: { cutAfterBytes: 500_000, how: 'stall' } } });
    download(queue, '/site/big.bin', folder);
    await until('some bytes', 5_000, () => (queue.list()[0]?.bytes ?? 0) > 100_000);
    queue.cancelAll();
    const [transfer] = await ended(queue);
    assert.deepEqual([transfer?.state, treeOf(folder)], ['cancelled', []]);
    server.clearRules();
    queue.retry(transfer?.id ?? '');
    assert.equal((await ended(queue))[0]?.state, 'done');
    assert.deepEqual(treeOf(folder), [`big.bin ${String(big.length)}`]);
  });

  test('up that is cancelled in the middle leaves the old file, or none', async () => {
    const site = path.join(folder, 'up');
    fs.mkdirSync(site);
    fs.writeFileSync(path.join(site, 'big.bin'), big);
    // No reply: the rest is taken as it comes, and the upload would fail by itself with one.
    const stall = { cutAfterBytes: 100_000, how: 'stall', thenReply: null } as const;
    server.script({ on: 'STOR', do: { data: stall } });
    upload(queue, connection, site);
    await until('the upload to begin', 5_000, () => server.commands('STOR').length === 1);
    queue.cancelAll();
    assert.equal((await ended(queue))[0]?.state, 'cancelled');
    assert.equal(server.files.exists('/up/big.bin'), false);
    server.clearRules();
    queue.retry(queue.list()[0]?.id ?? '');
    assert.equal((await ended(queue))[0]?.state, 'done');
    assert.ok(Buffer.from(server.files.read('/up/big.bin') ?? []).equals(big));
  });

  for (const mlst of [true, false]) {
    test(`up onto a link replaces what it leads to, on a server ${mlst ? 'with' : 'without'} MLST`, async () => {
      const plain = await freshServer(atEnd, { personality: { mlst, mlsd: mlst } });
      plain.files.write('/www/real.txt', 'first');
      plain.files.link('/www/link.txt', 'real.txt');
      const { host, port } = plain;
      const target = connectionTo({ host, port, user: 'demo', password: 'demo' });
      atEnd(() => target.disconnect());
      const side = new RemoteSide(target.files);
      await side.list('/www', never);
      const file = path.join(folder, 'mine.txt');
      fs.writeFileSync(file, 'mine');
      const local = new LocalSide();
      const up = new TransferQueue({
        sideOf: (name) => (name === undefined ? local : side),
        settings: () => ({ maxConcurrent: 1, preserveTimestamps: false }),
        ask: () => Promise.resolve('replace'),
        onChange: () => undefined,
      });
      up.add([{ from: { path: file }, to: { connection: 'demo', path: '/www/link.txt' } }]);
      const [transfer] = await ended(up);
      assert.deepEqual(
        [transfer?.state, transfer?.error, plain.files.text('/www/real.txt')],
        ['done', undefined, 'mine'],
      );
    });
  }

  test('to another server goes through here and arrives whole', async () => {
    const other = await FtpServer.start();
    const { host, port } = other;
    const target = connectionTo({ host, port, user: 'demo', password: 'demo' });
    const sides = new Map([
      ['one', new RemoteSide(connection.files)],
      ['two', new RemoteSide(target.files)],
    ]);
    const across = new TransferQueue({
      sideOf: (name) => sides.get(name ?? '') ?? new LocalSide(),
      settings: () => ({ maxConcurrent: 2, preserveTimestamps: false }),
      ask: () => Promise.resolve('cancel'),
      onChange: () => undefined,
    });
    across.add([
      { from: { connection: 'one', path: '/site' }, to: { connection: 'two', path: '/copy' } },
    ]);
    const [transfer] = await ended(across);
    assert.deepEqual([transfer?.state, transfer?.error], ['done', undefined]);
    assert.ok(Buffer.from(other.files.read('/copy/big.bin') ?? []).equals(big));
    await target.disconnect();
    await other.stop();
  });
});
