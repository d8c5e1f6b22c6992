// Sessions that end in the middle of something: nothing is done twice, nothing half is taken for whole,
// and nobody waits for ever.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { FtpClient, type FtpOptions, FtpPool, type PoolOptions } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { Door } from '../support/door.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Rule } from '../support/ftp-server/rules.js';
import { until } from '../support/until.js';

const big = Buffer.alloc(3_000_000, 'x');
const files = {
  'a.txt': 'a',
  'log.txt': 'old ',
  'ten.txt': '0123456789',
  'big.bin': big,
  empty: {},
};
const login = {
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 2_000, reply: 2_000, data: 2_000 },
};
const atEnd = endingWithTest();

function start(rules: readonly Rule[]): Promise<FtpServer> {
  return freshServer(atEnd, { files: { ...files, folder: { 'in.txt': 'in' } }, rules });
}

async function openPool(
  rules: readonly Rule[],
  more: Partial<PoolOptions> = {},
): Promise<{ pool: FtpPool; server: FtpServer }> {
  const server = await start(rules);
  const { host, port } = server;
  const pool = new FtpPool({ ...login, host, port, ...more });
  atEnd(() => pool.close());
  await pool.list('/');
  return { pool, server };
}

async function connect(
  rules: readonly Rule[],
  more: Partial<FtpOptions> = {},
): Promise<{ client: FtpClient; server: FtpServer }> {
  const server = await start(rules);
  const { host, port } = server;
  const client = await FtpClient.connect({ ...login, host, port, ...more });
  atEnd(() => client.close());
  return { client, server };
}

const textOf = async (pool: FtpPool, path: string): Promise<string> =>
  Buffer.from(await pool.readFile(path)).toString();
/** No 150, and a 421 instead of the 226. */
const goesDown = { noPreliminary: true, thenReply: '421 Going down.' };

describe('a session that ends without a 150', () => {
  test('gives no beginning of a file twice', async () => {
    const data = { ...goesDown, cutAfterBytes: 4 };
    const { pool } = await openPool([{ on: 'RETR', times: 1, do: { data } }]);
    await failure(pool.createReadStream('/ten.txt').toArray());
    assert.equal(await textOf(pool, '/ten.txt'), '0123456789');
  });

  test('stores no stream again that was read', async () => {
    const { pool, server } = await openPool([{ on: 'STOR', times: 1, do: { data: goesDown } }]);
    await failure(pool.writeFile('/new.txt', Readable.from([Buffer.from('hello')])));
    assert.equal(server.commands('STOR').length, 1);
  });

  test('leaves the file of a stream that it refuses as it was', async () => {
    const action = { reply: '421 Timeout.', closeAfterReply: true as const };
    const { pool } = await openPool([{ on: 'STOR', times: 1, do: action }]);
    await failure(pool.writeFile('/log.txt', Readable.from([Buffer.from('hello')])));
    assert.equal(await textOf(pool, '/log.txt'), 'old ');
  });

  test('appends once', async () => {
    const { pool, server } = await openPool([{ on: 'APPE', times: 1, do: { data: goesDown } }]);
    await failure(pool.writeFile('/log.txt', Buffer.from('new '), { append: true }));
    assert.equal(server.commands('APPE').length, 1);
  });
});

describe('a pool', () => {
  test('runs the work of several steps once, whatever ends between two of them', async () => {
    const { pool, server } = await openPool([
      { on: 'APPE', times: 1, do: { closeAfterReply: true } },
    ]);
    const work = pool.use(async (client) => {
      await client.writeFile('/log.txt', Buffer.from('new '), { append: true });
      await until('the end of the session', 5_000, () => client.closed);
      await client.list('/');
    });
    assert.equal((await failure(work)).kind, 'disconnected');
    assert.equal(server.commands('APPE').length, 1);
  });

  test('goes on where a 421 comes right behind the end of an aborted transfer', async () => {
    const { pool } = await openPool(
      [
        { on: 'PWD', skip: 1, times: 1, do: { after: '421 Going down.' } },
        { on: 'RETR', times: 1, do: { data: { tinyWrites: 1_000, everyMs: 20 } } },
      ],
      { size: 1 },
    );
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    await failure(pool.readFile('/big.bin', { signal: stop.signal, onProgress }));
    assert.equal(await textOf(pool, '/a.txt'), 'a');
  });

  test('loses no other session with one that died idle', async () => {
    const { pool } = await openPool([], { size: 3 });
    const together = async (count: number): Promise<FtpClient[]> => {
      const clients: FtpClient[] = [];
      const door = new Door();
      const works = Array.from({ length: count }, () =>
        pool.use(async (client) => {
          clients.push(client);
          await door.pass();
        }),
      );
      await until(`${String(count)} sessions at once`, 5_000, () => clients.length === count);
      door.open();
      await Promise.all(works);
      return clients;
    };
    const [first] = await together(3);
    await first?.command('QUIT');
    await until('its end', 5_000, () => first?.closed === true);
    await pool.use(() => Promise.resolve());
    assert.equal((await together(3)).length, 3);
  });
});

describe('a client', () => {
  const losesOne: Rule = { on: 'EPSV', skip: 1, times: 1, do: { swallow: true } };

  test('goes on where an EPSV is lost with a transfer that is given up', async () => {
    const data = { completionFirst: true, tinyWrites: 1_000, everyMs: 20 };
    const { client } = await connect([losesOne, { on: 'RETR', times: 1, do: { data } }]);
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    await failure(client.readFile('/big.bin', { signal: stop.signal, onProgress }));
    assert.equal((await client.list('/folder')).length, 1);
  });

  test('takes no other reply for that to a lost EPSV', async () => {
    const { client } = await connect([losesOne, { on: 'MLSD', do: { reply: '550 No.' } }]);
    assert.equal((await client.list('/folder')).length, 1);
    assert.equal(client.closed, false);
  });

  test('hears that it shall stop while a reply to what was sent ahead is waited for', async () => {
    const { client } = await connect([{ on: 'EPSV', skip: 1, times: 1, do: { delayMs: 1_500 } }]);
    await client.list('/');
    assert.equal(
      (await failure(client.list('/folder', { signal: AbortSignal.timeout(50) }))).kind,
      'timeout',
    );
    assert.equal(client.closed, false);
  });

  test('stores nothing of a source that is over', async () => {
    const { client } = await connect([]);
    const source = Readable.from([Buffer.from('content')]);
    source.destroy();
    await failure(client.writeFile('/a.txt', source));
    assert.equal(Buffer.from(await client.readFile('/a.txt')).toString(), 'a');
  });

  test('shows no password that a reply repeats, in whatever command', async () => {
    const seen: string[] = [];
    const trace = (event: unknown): void => void seen.push(JSON.stringify(event));
    const reply = '500 SITE PSWD old-secret new-secret: unknown';
    const { client } = await connect([{ on: 'SITE', do: { reply } }], { trace });
    await client.command('SITE PSWD old-secret new-secret');
    const server = await start([{ on: 'TYPE', do: { reply: '500 after PASS demo-word' } }]);
    const { host, port } = server;
    const error = await failure(
      FtpClient.connect({ ...login, host, port, password: 'demo-word', trace }),
    );
    seen.push(`${error.message} ${error.reply ?? ''}`);
    assert.deepEqual(
      seen.filter((text) => /secret|demo-word/.test(text)),
      [],
    );
  });
});
