// Listings on the control connection, where a server is far and known to list the same by STAT.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FtpOptions } from '../../src/ftp/index.js';
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
