// Listings on the control connection, where a server is far and known to list the same by STAT.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isRemoteError } from '../../src/base/remote-error.js';
import {
  type FtpOptions,
  FtpPool,
  type HostKnowledge,
  type PoolOptions,
} from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { type ClientOnServer, clientsOnServers } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { type FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';

const files = {
  'a.txt': 'a',
  '.hidden': 'h',
  empty: {},
  folder: { 'in.txt': 'in' },
  umlauts: { 'ü.txt': 'u' },
};
const personality = { greeting: '220 (vsFTPd 3.0.3)', mlsd: false, mlst: false };
/** As if the way to the server took so long. */
const rules = [{ on: 'USER', do: { delayMs: 30 } }];
const connected = clientsOnServers();

const connect = (
  options: FtpServerOptions = {},
  more: Partial<FtpOptions> = {},
): Promise<ClientOnServer> =>
  // A data connection would show how near the server really is.
  connected({ files, personality, rules, ...options }, { dataAhead: false, ...more });

const atEnd = endingWithTest();

/** A pool to a server that is near. */
async function pooled(
  options: FtpServerOptions = {},
  more: Partial<PoolOptions> = {},
): Promise<{ pool: FtpPool; server: FtpServer; knowledge: HostKnowledge }> {
  const server = await freshServer(atEnd, { files: site, personality, ...options });
  const knowledge: HostKnowledge = {};
  const { host, port } = server;
  const timeouts = { connect: 2_000, reply: 2_000, data: 2_000 };
  const login = { host, port, user: 'demo', password: 'demo', timeouts };
  const pool = new FtpPool({ ...login, ...more }, knowledge);
  atEnd(() => pool.close());
  await pool.use(() => Promise.resolve());
  return { pool, server, knowledge };
}

const folders = Array.from({ length: 200 }, (_, at) => `folder-${String(at)}`);
const site = {
  ...files,
  ...Object.fromEntries(folders.map((name) => [name, { [`in ${name}`]: 'x' }])),
};

/** What each folder holds, by its names; a failure by its kind. */
async function listAll(pool: FtpPool, paths: readonly string[]): Promise<string[]> {
  const settled = await Promise.allSettled(paths.map((path) => pool.list(path)));
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value.map(({ name }) => name).join();
    return isRemoteError(one.reason) ? one.reason.kind : String(one.reason);
  });
}

const allOf = folders.map((name) => `/${name}`);
const allIn = folders.map((name) => `in ${name}`);

const isListing = (server: FtpServer): boolean => server.commands('LIST').length > 0;

describe('listing by STAT', () => {
  test('shows what LIST shows, without a data connection', async () => {
    const { client, server } = await connect();
    const entries = await client.list('/');
    assert.equal(isListing(server), false);
    const other = await connect({}, { dataCommands: ['EPSV'] });
    assert.deepEqual(entries, await other.client.list('/'));
    assert.equal(isListing(other.server), true);
    assert.ok(entries.some(({ name }) => name === '.hidden'));
  });

  test('an empty folder is empty, a missing one is not found, a file is no folder', async () => {
    const { client, server } = await connect({
      personality: { ...personality, missingDirIsEmpty: true },
    });
    assert.deepEqual(await client.list('/empty'), []);
    assert.equal(isListing(server), false);
    assert.equal((await failure(client.list('/nowhere'))).kind, 'not-found');
    assert.equal((await failure(client.list('/a.txt'))).kind, 'not-a-directory');
  });

  test('names beyond ASCII, patterns and refusals are left to LIST', async () => {
    const { client, server } = await connect();
    assert.deepEqual(
      (await client.list('/umlauts')).map(({ name }) => name),
      ['ü.txt'],
    );
    assert.equal(server.commands('LIST').length, 1);
    const refusing = await connect({ personality: { ...personality, statPath: false } });
    assert.equal((await refusing.client.list('/')).length, 5);
    assert.equal(isListing(refusing.server), true);
  });

  test('a near server, and one whose STAT nobody knows, is asked by LIST', async () => {
    const near = await connect({ rules: [] });
    assert.equal((await near.client.list('/')).length, 5);
    assert.equal(isListing(near.server), true);
    const unknown = await connect({ personality: { mlsd: false, mlst: false } });
    assert.equal((await unknown.client.list('/')).length, 5);
    assert.equal(isListing(unknown.server), true);
  });

  test('a listing longer than any other reply comes whole', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 6_000 }, (_, at) => [`a file with a long name ${String(at)}.txt`, '']),
    );
    const { client, server } = await connect({ files: { many } });
    assert.equal((await client.list('/many')).length, 6_000);
    assert.equal(isListing(server), false);
  });
});

describe('listing many folders of a near server', () => {
  test('is done by STAT, on one session and without any data connection', async () => {
    const { pool, server } = await pooled();
    assert.deepEqual(await listAll(pool, allOf), allIn);
    assert.deepEqual(
      ['USER', 'STAT', 'LIST'].map((verb) => server.commands(verb).length),
      [1, folders.length, 0],
    );
  });

  test('shows what LIST shows, times and all', async () => {
    const { pool } = await pooled();
    const { pool: other } = await pooled({}, { dataCommands: ['EPSV'] });
    // The second look knows the clock of the server.
    for (let time = 0; time < 2; time += 1) await Promise.all([pool.list('/'), other.list('/')]);
    assert.deepEqual(await pool.list('/'), await other.list('/'));
  });

  test('is proved by LIST where STAT shows nothing: a missing folder is never an empty one', async () => {
    const { pool } = await pooled({ personality: { ...personality, missingDirIsEmpty: true } });
    const paths = ['/folder-1', '/nowhere', '/empty', '/a.txt', '/umlauts', '/folder-2'];
    const found = ['in folder-1', 'not-found', '', 'not-a-directory', 'ü.txt', 'in folder-2'];
    assert.deepEqual(await listAll(pool, paths), found);
  });

  test('goes on by LIST where STAT is refused midway', async () => {
    const refusing = { on: 'STAT', skip: 50, do: { reply: '502 Not now' } };
    const { pool, server } = await pooled({ rules: [refusing] });
    assert.deepEqual(await listAll(pool, allOf), allIn);
    assert.equal(server.commands('LIST').length > 0, true);
  });

  test('goes on where the session is lost midway, whatever was asked for', async () => {
    const cut = { on: 'STAT', skip: 70, times: 1, do: { close: 'reset' as const } };
    const { pool } = await pooled({ rules: [cut] });
    assert.deepEqual(await listAll(pool, allOf), allIn);
  });

  test('fails for each folder where the server is lost for good', async () => {
    const { pool, server } = await pooled();
    await server.stop();
    const kinds = new Set(await listAll(pool, allOf.slice(0, 5)));
    assert.deepEqual([...kinds], ['connect']);
  });

  test('ends at once for who gives up, and goes on for the others', async () => {
    const { pool } = await pooled();
    const stop = new AbortController();
    const given = allOf.slice(0, 100).map((path) => failure(pool.list(path, stop)));
    const others = listAll(pool, allOf.slice(100));
    stop.abort();
    const kinds = (await Promise.all(given)).map(({ kind }) => kind);
    assert.deepEqual([...new Set(kinds)], ['aborted']);
    assert.deepEqual(await others, allIn.slice(100));
  });

  test('lets others have their turn, where there is one session only', async () => {
    const { pool } = await pooled({}, { size: 1 });
    const order: string[] = [];
    const many = [...allOf, ...allOf, ...allOf, ...allOf];
    const listed = listAll(pool, many).then(() => order.push('all'));
    const read = pool.readFile('/a.txt').then(() => order.push('read'));
    await Promise.all([listed, read]);
    assert.deepEqual(order, ['read', 'all']);
  });

  test('is left to LIST where somebody chose how data connections are made', async () => {
    const { pool, server } = await pooled({}, { dataMode: 'auto' });
    assert.deepEqual(await listAll(pool, allOf.slice(0, 3)), allIn.slice(0, 3));
    assert.equal(server.commands('STAT').length, 0);
  });
});
