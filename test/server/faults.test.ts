// Servers that are wrong, late, rude or lying: every operation ends in time, with the right kind,
// and never takes a part for the whole.
import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, test } from 'node:test';
import { FtpClient, FtpPool, type RemoteErrorKind, type TraceEvent } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { failure } from '../support/failure.js';
import { until } from '../support/until.js';

const timeouts = { connect: 400, reply: 400, data: 400 };
const login = { user: 'demo', password: 'demo', timeouts };
const content = Buffer.alloc(300_000, 'content ');

const atEnd = endingWithTest();

function startServer(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    files: { 'a.txt': content, 'b.txt': 'b', folder: { 'in.txt': 'in' } },
    ...options,
  });
}

const connect = ({ host, port }: { host: string; port: number }): Promise<FtpClient> =>
  FtpClient.connect({ host, port, ...login });

/** A TCP server that is no FTP server; says `banner` and then does what it likes. */
async function startStranger(onConnection: (socket: net.Socket) => void): Promise<{
  host: string;
  port: number;
  stop: () => Promise<void>;
}> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: '127.0.0.1', port, stop };
}

describe('connecting', () => {
  test('to a port where nobody listens names the place', async () => {
    const stranger = await startStranger(() => undefined);
    await stranger.stop();
    const error = await failure(connect(stranger));
    assert.equal(error.kind, 'connect');
    assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${String(stranger.port)}.*refused`));
  });

  test('to a name that does not exist names the host', async () => {
    const error = await failure(connect({ host: 'no-such-host.invalid', port: 21 }));
    assert.equal(error.kind, 'connect');
    assert.match(error.message, /no-such-host\.invalid/);
  });

  const banners: [string, (socket: net.Socket) => void, RemoteErrorKind, RegExp][] = [
    ['a server that never greets', () => undefined, 'timeout', /greeting/],
    ['a server that hangs up at once', (socket) => socket.end(), 'disconnected', /greeting/],
    [
      'a server that resets at once',
      (socket) => setTimeout(() => socket.resetAndDestroy(), 50),
      'disconnected',
      /greeting/,
    ],
    ['an SSH server', (socket) => socket.write('SSH-2.0-x\r\n'), 'protocol', /does not speak FTP/],
    ['a web server', (socket) => socket.write('HTTP/1.1 400 no\r\n'), 'protocol', /HTTP/],
    ['a full server', (socket) => socket.write('421 Too many users\r\n'), 'connect', /Too many/],
    ['endless noise', (socket) => socket.write('x'.repeat(1_000_000)), 'protocol', /long/],
    ['half a greeting', (socket) => socket.write('220-Welcome\r\n'), 'timeout', /greeting/],
  ];
  for (const [name, play, kind, words] of banners) {
    test(`to ${name} is ${kind}`, async () => {
      const stranger = await startStranger(play);
      const error = await failure(connect(stranger));
      await stranger.stop();
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, words);
      assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${String(stranger.port)}`));
    });
  }

  const steps: [string, RemoteErrorKind][] = [
    ['USER', 'timeout'],
    ['PASS', 'timeout'],
    ['TYPE', 'timeout'],
    ['PWD', 'timeout'],
  ];
  for (const [step, kind] of steps) {
    test(`to a server that never answers ${step} ends in time and names it`, async () => {
      const server = await startServer({ rules: [{ on: step, do: { silent: true } }] });
      const error = await failure(connect(server));
      assert.equal(error.kind, kind);
      assert.match(error.message, new RegExp(step));
      assert.doesNotMatch(error.message, /demo.*demo/);
    });

    test(`to a server that hangs up at ${step} is disconnected`, async () => {
      const server = await startServer({ rules: [{ on: step, do: { close: 'fin' } }] });
      assert.equal((await failure(connect(server))).kind, 'disconnected');
    });
  }

  test('a refused login says so once, and repeats no password', async () => {
    const server = await startServer();
    const { host, port } = server;
    const error = await failure(
      FtpClient.connect({ host, port, user: 'demo', password: 's3cret-x', timeouts }),
    );
    assert.equal(error.kind, 'auth');
    assert.ok(!JSON.stringify([error, error.message, error.stack]).includes('s3cret-x'));
    assert.equal(server.commands('PASS').length, 1);
  });

  test('a server that repeats the password cannot bring it into the trace or the error', async () => {
    const lie = { reply: '530 Password s3cret-x is wrong' };
    const server = await startServer({ rules: [{ on: 'PASS', do: lie }] });
    const { host, port } = server;
    const events: unknown[] = [];
    const error = await failure(
      FtpClient.connect({
        host,
        port,
        user: 'demo',
        password: 's3cret-x',
        trace: (event) => events.push(event),
      }),
    );
    assert.equal(error.kind, 'auth');
    assert.ok(!JSON.stringify([events, error, error.message, error.stack]).includes('s3cret-x'));
  });

  test('an impossible setting is unsupported, not tried', async () => {
    const { host, port } = await startServer();
    for (const wrong of [{ encoding: 'klingon' }]) {
      const error = await failure(FtpClient.connect({ host, port, ...login, ...wrong }));
      assert.equal(error.kind, 'unsupported');
    }
  });

  test('a cancelled attempt leaves no connection', async () => {
    const server = await startServer({ rules: [{ on: 'USER', do: { silent: true } }] });
    const { host, port } = server;
    const stop = new AbortController();
    const connecting = FtpClient.connect(
      {
        host,
        port,
        ...login,
        trace: ({ type }) => {
          if (type === 'send') stop.abort();
        },
      },
      stop.signal,
    );
    assert.equal((await failure(connecting)).kind, 'aborted');
    await until('the session to end', 5_000, () => server.sessions === 0);
  });
});

describe('reading', () => {
  const cuts: [string, object, RemoteErrorKind[]][] = [
    ['ends early and says 426', { cutAfterBytes: 1000, thenReply: '426 broken' }, ['disconnected']],
    [
      'ends early and lies with 226',
      { cutAfterBytes: 1000, thenReply: '226 fine' },
      ['disconnected'],
    ],
    ['is reset', { cutAfterBytes: 1000, how: 'reset', thenReply: '426 broken' }, ['disconnected']],
    [
      'is reset without a word',
      { cutAfterBytes: 1000, how: 'reset', thenReply: null },
      ['disconnected'],
    ],
    ['stands still', { cutAfterBytes: 1000, how: 'stall' }, ['timeout']],
    ['ends early without a word', { cutAfterBytes: 1000, thenReply: null }, ['timeout']],
    ['is refused', { refuse: true }, ['data-connection']],
  ];
  for (const [name, data, kinds] of cuts) {
    test(`a file whose data ${name} is an error, never a part`, async () => {
      const on = 'refuse' in data ? ['EPSV', 'PASV'] : ['RETR'];
      const server = await startServer({ rules: on.map((one) => ({ on: one, do: { data } })) });
      const client = await connect(server);
      const error = await failure(client.readFile('/a.txt'));
      assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
      server.clearRules();
      const next = client.closed ? await connect(server) : client;
      assert.equal((await next.readFile('/a.txt')).length, content.length);
      await next.close();
      await client.close();
    });
  }

  test('all bytes without their confirmation are whole, and the session is over', async () => {
    const rules = [{ on: 'RETR', do: { data: { thenReply: null } } }];
    const client = await connect(await startServer({ rules }));
    assert.equal((await client.readFile('/a.txt')).length, content.length);
    await assert.rejects(client.list('/'), { kind: 'disconnected' });
    assert.equal(client.closed, true);
  });

  const orders: [string, object][] = [
    ['the completion comes before the data', { completionFirst: true }],
    ['the data comes before the 150', { dataBeforePreliminary: true }],
    ['there is no 150', { noPreliminary: true }],
    ['the data comes in single bytes', { tinyWrites: 100 }],
  ];
  for (const [name, data] of orders) {
    test(`a file is whole where ${name}`, async () => {
      const client = await connect(await startServer({ rules: [{ on: 'RETR', do: { data } }] }));
      assert.equal((await client.readFile('/b.txt')).length, 1);
      assert.deepEqual(Buffer.from(await client.readFile('/a.txt')), content);
      await client.close();
    });
  }

  test('a 226 that comes twice does not answer the next command', async () => {
    const rules = [{ on: 'RETR', do: { after: '226 again' } }];
    const client = await connect(await startServer({ rules }));
    assert.equal((await client.readFile('/b.txt')).length, 1);
    assert.equal((await client.stat('/a.txt')).size, content.length);
    assert.equal(Buffer.from(await client.readFile('/folder/in.txt')).toString(), 'in');
    await client.close();
  });
});

describe('listing', () => {
  test('a listing that is cut off is an error, never a shorter folder', async () => {
    const data = { cutAfterBytes: 40, thenReply: '426 broken' };
    const server = await startServer({ rules: [{ on: 'MLSD', do: { data } }] });
    const client = await connect(server);
    assert.equal((await failure(client.list('/'))).kind, 'disconnected');
    await client.close();
  });

  test('names that lead out of the folder or forge a command never leave the engine', async () => {
    const lines = ['..', '.', '../x', '/etc/passwd', 'a/b', 'a\0b', '', 'fine'];
    const listing = lines.map((name) => `type=file;size=1; ${name}\r\n`).join('');
    const rules = [{ on: 'MLSD', do: { data: { content: listing } } }];
    const client = await connect(await startServer({ rules }));
    assert.deepEqual(
      (await client.list('/')).map(({ name }) => name),
      ['fine'],
    );
    await client.close();
  });

  test('MLSD that is offered and refused gives way to LIST, once', async () => {
    const server = await startServer({ rules: [{ on: 'MLSD', do: { reply: '500 unknown' } }] });
    const client = await connect(server);
    assert.equal((await client.list('/')).length, 3);
    assert.equal((await client.list('/')).length, 3);
    assert.equal(server.commands('MLSD').length, 1);
    await client.close();
  });

  test('EPSV that names a dead port gives way to PASV, once', async () => {
    const server = await startServer({ rules: [{ on: 'EPSV', do: { data: { refuse: true } } }] });
    const client = await connect(server);
    assert.equal((await client.list('/')).length, 3);
    assert.equal((await client.list('/folder')).length, 1);
    assert.equal(server.commands('EPSV').length, 1);
    await client.close();
  });

  test('the address that PASV names is never dialled', async () => {
    const server = await startServer({
      personality: { epsv: false },
      rules: [{ on: 'PASV', do: { passive: { host: '10.1.2.3' } } }],
    });
    const events: TraceEvent[] = [];
    const trace = (event: TraceEvent): void => void events.push(event);
    const { host, port } = server;
    const client = await FtpClient.connect({ host, port, ...login, trace });
    assert.equal((await client.list('/')).length, 3);
    const dialled = events.flatMap((event) =>
      event.type === 'data-open' ? event.flow.remote : [],
    );
    assert.match(dialled.join(), /^127\.0\.0\.1:\d+$/);
    await client.close();
  });
});

describe('writing', () => {
  const cuts: [string, object, RemoteErrorKind[]][] = [
    [
      'ended early with 426',
      { data: { cutAfterBytes: 1000, thenReply: '426 broken' } },
      ['disconnected'],
    ],
    ['refused before it begins', { reply: '553 not allowed' }, ['permission']],
    ['refused for want of room', { reply: '552 quota exceeded' }, ['no-space']],
    ['never confirmed', { data: { thenReply: null } }, ['timeout']],
    ['cut with the control connection', { close: 'reset' }, ['disconnected']],
  ];
  for (const [name, play, kinds] of cuts) {
    test(`a write that is ${name} is never reported as done`, async () => {
      const server = await startServer({ rules: [{ on: 'STOR', do: play }] });
      const client = await connect(server);
      const error = await failure(client.writeFile('/new.bin', content));
      assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
      server.clearRules();
      const next = client.closed ? await connect(server) : client;
      await next.writeFile('/new.bin', content);
      assert.deepEqual(Buffer.from(server.files.read('/new.bin') ?? []), content);
      await next.close();
      await client.close();
    });
  }
});

describe('the pool', () => {
  test('a dropped session is replaced without a word', async () => {
    const server = await startServer();
    const pool = new FtpPool({ host: server.host, port: server.port, ...login });
    assert.equal((await pool.list('/')).length, 3);
    server.dropAll('reset');
    assert.equal((await pool.list('/')).length, 3);
    await pool.close();
  });

  test('a 421 between two operations is survived', async () => {
    const server = await startServer({ idleTimeoutMs: 100 });
    const pool = new FtpPool({ host: server.host, port: server.port, ...login });
    await pool.list('/');
    await until('the end of the session', 5_000, () => server.sessions === 0);
    assert.equal((await pool.readFile('/b.txt')).length, 1);
    await pool.close();
  });

  test('a wrong password is sent once, however many wait for it', async () => {
    const server = await startServer();
    const { host, port } = server;
    const pool = new FtpPool({ host, port, user: 'demo', password: 'wrong', timeouts });
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(pool.list('/'))));
    assert.deepEqual(new Set(errors.map(({ kind }) => kind)), new Set(['auth']));
    assert.equal(server.commands('PASS').length, 1);
    await pool.close();
  });

  test('a server that allows one session only is served by one', async () => {
    const server = await startServer({ maxConnections: 1 });
    const pool = new FtpPool({ host: server.host, port: server.port, ...login, size: 4 });
    await pool.list('/');
    const sizes = await Promise.all(
      Array.from({ length: 6 }, async () => (await pool.readFile('/a.txt')).length),
    );
    assert.deepEqual(new Set(sizes), new Set([content.length]));
    await pool.close();
  });

  test('an ended pool refuses and leaves no session', async () => {
    const server = await startServer();
    const pool = new FtpPool({ host: server.host, port: server.port, ...login });
    await pool.list('/');
    await pool.close();
    assert.equal((await failure(pool.list('/'))).kind, 'disconnected');
    await until('the end of all sessions', 5_000, () => server.sessions === 0);
  });
});
