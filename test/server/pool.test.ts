// Sessions are lent in the order of asking, are never lent broken, and never leak.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, suite, test } from 'node:test';
import fc from 'fast-check';
import {
  FtpClient,
  type FtpOptions,
  FtpPool,
  type PoolOptions,
  RemoteError,
  type RemoteErrorKind,
} from '../../src/ftp/index.js';
import { Door } from '../support/door.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { type Action, type Rule } from '../support/ftp-server/rules.js';
import { propertyRuns } from '../support/property-runs.js';
import { until } from '../support/until.js';

/** More than what buffers on the way take. */
const huge = Buffer.alloc(32_000_000, 'huge ');
const big = Buffer.alloc(2_000_000, 'big ');
const open: { server: FtpServer; pools: FtpPool[] }[] = [];

afterEach(async () => {
  for (const { server, pools } of open.splice(0)) {
    await Promise.all(pools.map((pool) => pool.close()));
    await noSession(server);
    await server.stop();
    assert.equal(server.openSockets, 0);
  }
});

const noSession = (server: FtpServer): Promise<boolean> =>
  until('the end of all sessions', 5_000, () => server.sessions === 0);

async function start(
  options: PoolOptions | object = {},
  serverOptions: FtpServerOptions = {},
): Promise<{ server: FtpServer; pool: FtpPool }> {
  const server = await FtpServer.start({
    files: { 'a.txt': 'a', 'big.bin': big, folder: { 'in.txt': 'in' } },
    ...serverOptions,
  });
  const pool = new FtpPool({ ...loginTo(server), ...options });
  open.push({ server, pools: [pool] });
  return { server, pool };
}

const loginTo = ({ host, port }: FtpServer): FtpOptions => ({
  host,
  port,
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 2_000, reply: 2_000, data: 2_000 },
});

const logins = (server: FtpServer): number => server.commands('USER').length;

/** Sends a command, and stops waiting for its reply. */
async function giveUp(command: string, pool: FtpPool, server: FtpServer): Promise<void> {
  const stop = new AbortController();
  const slow = pool.use((client) => client.command(command, { signal: stop.signal }));
  await until('the command', 5_000, () => server.commands(command).length === 1);
  stop.abort();
  await rejectsAs(slow, 'aborted');
}

const rejectsAs = (promise: Promise<unknown>, ...kinds: RemoteErrorKind[]): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof RemoteError, String(error));
    assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
    return true;
  });

/** Takes one session and keeps it until its door is opened. */
async function hold(pool: FtpPool): Promise<{ door: Door; over: Promise<void> }> {
  const door = new Door();
  const over = pool.use(() => door.pass());
  await door.reached;
  return { door, over };
}

suite('a pool', () => {
  test('serves those that wait in the order of asking', async () => {
    const { pool } = await start({ size: 1 });
    const { door, over } = await hold(pool);
    const served: number[] = [];
    const waiting = Array.from({ length: 20 }, (_, number) =>
      pool.use(() => Promise.resolve(served.push(number))),
    );
    door.open();
    await Promise.all([over, ...waiting]);
    assert.deepEqual(
      served,
      Array.from({ length: 20 }, (_, number) => number),
    );
  });

  test('uses one session for what comes one after another', async () => {
    const { server, pool } = await start({ size: 3 });
    for (let round = 0; round < 5; round += 1) {
      await pool.use((client) => client.stat('/a.txt'));
      await pool.stat('/a.txt');
      await pool.readFile('/a.txt');
      await pool.list('/');
      await pool.stat('/none').catch(() => undefined);
    }
    assert.equal(logins(server), 1);
  });

  test('keeps a session that nothing was done with', async () => {
    const { server, pool } = await start({ size: 3 });
    for (let round = 0; round < 3; round += 1) await pool.use(() => Promise.resolve());
    assert.equal(logins(server), 1);
  });

  test('opens no more sessions than it may, and lends each to one at a time', async () => {
    const { server, pool } = await start({ size: 2 });
    const lent = new Set<FtpClient>();
    let most = 0;
    const work = async (client: FtpClient): Promise<void> => {
      assert.ok(!lent.has(client));
      lent.add(client);
      most = Math.max(most, lent.size);
      await client.readFile('/a.txt');
      lent.delete(client);
    };
    await Promise.all(Array.from({ length: 30 }, () => pool.use(work)));
    assert.deepEqual([most, logins(server)], [2, 2]);
  });

  test('lets who gives up leave the line without holding up the others', async () => {
    const { server, pool } = await start({ size: 1 });
    const { door, over } = await hold(pool);
    const stop = new AbortController();
    const gone = pool.use(() => Promise.resolve('gone'), stop.signal);
    const next = pool.stat('/a.txt');
    stop.abort();
    await rejectsAs(gone, 'aborted');
    door.open();
    await over;
    assert.equal((await next).size, 1);
    assert.equal(logins(server), 1);
  });

  test('asks nothing for who has given up before', async () => {
    const { server, pool } = await start();
    await rejectsAs(pool.list('/', { signal: AbortSignal.abort() }), 'aborted');
    assert.equal(logins(server), 0);
  });

  test('opens a session for the next in line where the first gives up while it connects', async () => {
    const { server, pool } = await start({ size: 1 });
    server.script({ on: 'USER', times: 1, do: { delayMs: 60_000 } });
    const stop = new AbortController();
    const first = pool.list('/', { signal: stop.signal });
    const second = pool.readFile('/a.txt');
    await until('the first login', 5_000, () => logins(server) === 1);
    stop.abort();
    await rejectsAs(first, 'aborted');
    assert.equal((await second).length, 1);
  });

  test('does not fail others with the deadline of one', async () => {
    const { server, pool } = await start({ size: 1 });
    server.script({ on: 'USER', times: 1, do: { delayMs: 60_000 } });
    const stop = new AbortController();
    const first = pool.list('/', { signal: stop.signal });
    const second = pool.readFile('/a.txt');
    await until('the first login', 5_000, () => logins(server) === 1);
    stop.abort(new DOMException('its time is over', 'TimeoutError'));
    await rejectsAs(first, 'timeout');
    assert.equal((await second).length, 1);
  });

  test('uses a session again whose transfer was given up', async () => {
    const { server, pool } = await start({ size: 1 });
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    await rejectsAs(pool.readFile('/big.bin', { signal: stop.signal, onProgress }), 'aborted');
    assert.equal((await pool.readFile('/a.txt')).length, 1);
    assert.deepEqual(Buffer.from(await pool.readFile('/big.bin')), big);
    assert.equal(logins(server), 1);
  });

  test('gives a session up that does not say how its aborted transfer ended', async () => {
    const { server, pool } = await start({ size: 1, timeouts: { reply: 300 } });
    server.script({ on: 'ABOR', do: { silent: true } });
    server.script({ on: 'RETR', times: 1, do: { data: { thenReply: null } } });
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    await rejectsAs(pool.readFile('/big.bin', { signal: stop.signal, onProgress }), 'aborted');
    assert.equal((await pool.readFile('/a.txt')).length, 1);
    assert.equal(logins(server), 2);
  });

  test('never lends a session whose last command is not answered', async () => {
    const { server, pool } = await start({ size: 1, timeouts: { reply: 300 } });
    server.script({ on: 'SITE', do: { swallow: true } });
    await giveUp('SITE', pool, server);
    assert.equal((await pool.stat('/a.txt')).size, 1);
    assert.equal(logins(server), 2);
  });

  test('uses a session again whose answered command was given up', async () => {
    const { server, pool } = await start({ size: 1 });
    server.script({ on: 'NOOP', times: 1, do: { delayMs: 50 } });
    await giveUp('NOOP', pool, server);
    assert.equal((await pool.stat('/a.txt')).size, 1);
    assert.equal(logins(server), 1);
  });

  test('what was given up behind REST does not shorten the next read', async () => {
    const stop = new AbortController();
    const { server, pool } = await start({
      size: 1,
      trace: (event: { type: string; code?: number }) => {
        if (event.type === 'reply' && event.code === 350) stop.abort();
      },
    });
    await rejectsAs(pool.readFile('/big.bin', { start: 1_000, signal: stop.signal }), 'aborted');
    assert.equal((await pool.readFile('/big.bin')).length, big.length);
    assert.equal(server.commands('REST').length > 0, true);
  });

  test('takes a later login that is refused for a limit, and goes on with what it has', async () => {
    const { server, pool } = await start({ size: 3 });
    await pool.list('/');
    server.script({ on: 'PASS', do: { reply: '530 No.' } });
    const sizes = await Promise.all(
      Array.from({ length: 6 }, async () => (await pool.readFile('/a.txt')).length),
    );
    assert.deepEqual(sizes, [1, 1, 1, 1, 1, 1]);
  });

  test('keeps who could not have a session of its own before those that came later', async () => {
    const { server, pool } = await start({ size: 2 }, { maxConnections: 1 });
    const first = await hold(pool);
    const served: string[] = [];
    const second = pool.use(() => Promise.resolve(served.push('second')));
    const third = pool.use(() => Promise.resolve(served.push('third')));
    await until('the refusal', 5_000, () => server.log.some(({ text }) => text.startsWith('421')));
    await until('its end', 5_000, () => server.sessions === 1);
    first.door.open();
    await Promise.all([first.over, second, third]);
    assert.deepEqual(served, ['second', 'third']);
  });

  test('opens all its sessions again after an outage', async () => {
    const { server, pool } = await start({ size: 2 });
    await pool.list('/');
    server.script({ on: 'connect', do: { reply: '421 Too many connections' } });
    server.dropAll('reset');
    await noSession(server);
    const three = (): Promise<unknown>[] => [1, 2, 3].map(() => pool.stat('/a.txt'));
    for (const one of three()) await rejectsAs(one, 'connect');
    server.clearRules();
    const door = new Door();
    const both = [pool.use(() => door.pass()), pool.use(() => door.pass())];
    try {
      await until('two sessions', 2_000, () => server.sessions === 2);
    } finally {
      door.open();
    }
    await Promise.all(both);
  });

  test('closes a session that nobody uses', async () => {
    const { server, pool } = await start({ idleTimeout: 30 });
    await pool.list('/');
    await noSession(server);
    assert.equal(server.commands('QUIT').length, 1);
    assert.equal((await pool.list('/')).length, 3);
  });

  test('keeps an idle session awake with NOOP', async () => {
    const { server, pool } = await start({ keepAlive: 20 });
    await pool.list('/');
    await until('two NOOPs', 5_000, () => server.commands('NOOP').length >= 2);
    assert.equal((await pool.list('/')).length, 3);
    assert.equal(logins(server), 1);
  });

  test('sends no NOOP where that is switched off, nor into a transfer', async () => {
    const off = await start({ keepAlive: 0 });
    await off.pool.list('/');
    const busy = await start({ keepAlive: 20 });
    busy.server.script({ on: 'RETR', do: { data: { tinyWrites: 500_000, everyMs: 40 } } });
    await busy.pool.readFile('/big.bin');
    const during = busy.server.commands();
    assert.equal(during.slice(0, during.indexOf('RETR /big.bin') + 1).includes('NOOP'), false);
    const data = busy.server.log.findIndex(({ kind }) => kind === 'data-close');
    const first = busy.server.log.findIndex(({ text }) => text === 'NOOP');
    assert.ok(first === -1 || first > data);
    assert.deepEqual(off.server.commands('NOOP'), []);
  });
});

suite('closing a pool', () => {
  const begin = async (): Promise<{
    server: FtpServer;
    pool: FtpPool;
    reading: Promise<Uint8Array>;
  }> => {
    const { server, pool } = await start({ size: 1 });
    server.script({ on: 'RETR', do: { data: { tinyWrites: 100_000, everyMs: 5 } } });
    const begun = new Door();
    const onProgress = (): void => void begun.pass();
    const reading = pool.readFile('/big.bin', { onProgress });
    await begun.reached;
    return { server, pool, reading };
  };

  test('finishes the transfers that are under way, says goodbye and refuses the rest', async () => {
    const { server, pool, reading } = await begin();
    const waiting = rejectsAs(pool.stat('/a.txt'), 'disconnected');
    await pool.close();
    assert.deepEqual(Buffer.from(await reading), big);
    await waiting;
    await rejectsAs(pool.stat('/a.txt'), 'disconnected');
    assert.equal(server.commands('QUIT').length, 1);
    await noSession(server);
  });

  test('finishes work of several steps, and comes not between them', async () => {
    const { server, pool } = await start({ size: 1 });
    const door = new Door();
    const work = pool.use(async (client) => {
      await client.writeFile('/new.txt', Buffer.from('new'));
      await door.pass();
      await client.rename('/new.txt', '/a.txt');
    });
    await door.reached;
    const closed = pool.close();
    door.open();
    await Promise.all([work, closed]);
    assert.equal(server.files.text('/a.txt'), 'new');
    assert.equal(server.commands('QUIT').length, 1);
  });

  test('waits for nobody who reads no more, or gives no more', { timeout: 20_000 }, async () => {
    const timeouts = { data: 200, reply: 2_000 };
    const { server, pool } = await start({ size: 3, timeouts }, { files: { 'huge.bin': huge } });
    const unread = pool.createReadStream('/huge.bin');
    const failed = once(unread, 'error');
    await once(unread, 'readable');
    const silent = new PassThrough();
    silent.write('the beginning');
    const writing = rejectsAs(pool.writeFile('/new.txt', silent), 'timeout');
    await until('the upload', 5_000, () => server.commands('STOR').length === 1);
    await pool.close();
    await writing;
    const [error] = (await failed) as [unknown];
    assert.ok(error instanceof RemoteError, String(error));
    await noSession(server);
  });

  test('says goodbye also where a transfer took longer than goodbyes are waited for', async () => {
    const { server, pool } = await start({ size: 1, timeouts: { reply: 5_000 } });
    server.script({ on: 'RETR', do: { data: { tinyWrites: 400_000, everyMs: 250 } } });
    const begun = new Door();
    const onProgress = (): void => void begun.pass();
    const client = await FtpClient.connect(loginTo(server));
    const reading = client.readFile('/big.bin', { onProgress });
    await begun.reached;
    await Promise.all([client.close(), reading]);
    await pool.close();
    assert.equal(server.commands('QUIT').length, 1);
  });

  test('leaves no session, also none that is just being opened', async () => {
    const { server, pool } = await start({ size: 3 });
    server.script({ on: 'FEAT', do: { delayMs: 50 } });
    const opening = rejectsAs(pool.stat('/a.txt'), 'disconnected');
    await until('the login', 5_000, () => server.commands('FEAT').length === 1);
    await pool.close();
    await opening;
    await noSession(server);
  });

  test('may be done twice, by both ways', async () => {
    const { pool } = await start();
    await pool.list('/');
    await Promise.all([pool.close(), pool.close()]);
    pool.destroy(new RemoteError('disconnected', 'twice'));
    await pool.close();
    await rejectsAs(pool.list('/'), 'disconnected');
  });

  test('at once fails the transfers that are under way, with the reason', async () => {
    const { server, pool, reading } = await begin();
    const waiting = pool.stat('/a.txt');
    const reason = new RemoteError('disconnected', 'the window was closed');
    const both = [reading, waiting].map((one) => assert.rejects(one, reason));
    pool.destroy(reason);
    await Promise.all(both);
    await noSession(server);
  });
});

const faults: fc.Arbitrary<Rule> = fc.record({
  on: fc.constantFrom('EPSV', 'RETR', 'MLSD', 'MLST', 'STOR', 'USER', 'FEAT', 'connect'),
  skip: fc.nat({ max: 6 }),
  times: fc.integer({ min: 1, max: 2 }),
  do: fc.constantFrom<Action[]>(
    { close: 'fin' },
    { close: 'reset' },
    { reply: '450 Not now' },
    { reply: '421 Going down', closeAfterReply: 'fin' },
    { closeAfterReply: 'reset' },
    { delayMs: 5 },
  ),
});
const dataFaults: fc.Arbitrary<Rule> = fc.record({
  on: fc.constantFrom('RETR', 'MLSD', 'STOR'),
  skip: fc.nat({ max: 6 }),
  times: fc.integer({ min: 1, max: 2 }),
  do: fc.constantFrom<Action[]>(
    { data: { cutAfterBytes: 3, how: 'fin' } },
    { data: { cutAfterBytes: 3, how: 'reset' } },
    { data: { completionFirst: true } },
  ),
});
type Step = 'list' | 'stat' | 'read' | 'write' | 'use' | 'abort';
const steps = fc.array(fc.constantFrom<Step[]>('list', 'stat', 'read', 'write', 'use', 'abort'), {
  minLength: 5,
  maxLength: 20,
});

function take(pool: FtpPool, step: Step): Promise<unknown> {
  switch (step) {
    case 'list':
      return pool.list('/');
    case 'stat':
      return pool.stat('/a.txt');
    case 'read':
      return pool.readFile('/folder/in.txt');
    case 'write':
      return pool.writeFile('/new.txt', Buffer.from('new'));
    case 'use':
      return pool.use((client) => client.command('NOOP'));
    case 'abort': {
      const stop = new AbortController();
      const reading = pool.readFile('/big.bin', { signal: stop.signal });
      setImmediate(() => {
        stop.abort();
      });
      return reading;
    }
  }
}

test('under any load and faults every call ends, the pool works afterwards and leaks nothing', async () => {
  const load = fc.record({
    rules: fc.array(fc.oneof(faults, dataFaults), { maxLength: 4 }),
    steps,
    size: fc.integer({ min: 1, max: 3 }),
    maxConnections: fc.constantFrom(1, 2, 10),
  });
  await fc.assert(
    fc.asyncProperty(load, async ({ rules, steps: all, size, maxConnections }) => {
      const { server, pool } = await start({ size }, { rules, maxConnections });
      const ends = await Promise.allSettled(all.map((step) => take(pool, step)));
      for (const end of ends) {
        if (end.status === 'rejected') assert.ok(end.reason instanceof RemoteError);
      }
      server.clearRules();
      // A session that the server has just ended may still count there.
      await until('a working pool', 5_000, () => pool.readFile('/folder/in.txt'));
      await pool.close();
      await noSession(server);
      await server.stop();
      assert.equal(server.openSockets, 0);
      open.pop();
    }),
    { numRuns: Math.ceil(propertyRuns.numRuns / 20) },
  );
});
