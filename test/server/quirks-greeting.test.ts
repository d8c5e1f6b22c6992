// Before the first command: which address, which service, and what it says first.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import net from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import {
  FtpClient,
  type FtpOptions,
  type RemoteErrorKind,
  type TraceEvent,
} from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';

const login = {
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
};
const atEnd = endingWithTest();

function start(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, options);
}

async function connect(options: FtpOptions): Promise<FtpClient> {
  const client = await FtpClient.connect({ ...login, ...options });
  atEnd(() => client.close());
  return client;
}

/** A port where `greet` has the first word. */
async function startStranger(greet: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as net.AddressInfo).port;
}

describe('a greeting', () => {
  test('of 120 is waited out, however many of them come', async () => {
    const chunks = ['120 in a moment\r\n', '120 soon\r\n', '220 now\r\n'];
    const reply = { chunks, everyMs: 30 };
    const { host, port } = await start({ rules: [{ on: 'connect', do: { reply } }] });
    assert.equal((await connect({ host, port })).home, '/');
  });

  test('of 120 alone is a timeout in time', async () => {
    const port = await startStranger((socket) => socket.write('120 in 999 minutes\r\n'));
    const timeouts = { reply: 200 };
    const error = await failure(connect({ host: '127.0.0.1', port, timeouts }));
    assert.equal(error.kind, 'timeout');
  });

  const busy: [string, RemoteErrorKind][] = [
    ['421 Too many users, try again later', 'connect'],
    ['421 Service not available', 'disconnected'],
    ['450 not now', 'failed'],
    ['530 Not from your address', 'auth'],
    ['554 go away', 'failed'],
  ];
  for (const [greeting, kind] of busy) {
    test(`of ${greeting.slice(0, 3)} is an error with its words (${greeting.slice(4)})`, async () => {
      const port = await startStranger((socket) => socket.write(`${greeting}\r\n`));
      const error = await failure(connect({ host: '127.0.0.1', port }));
      assert.deepEqual([error.kind, error.reply], [kind, greeting]);
    });
  }

  const services: [string, RegExp][] = [
    ['SSH-2.0-OpenSSH_9.6', /SSH.*SFTP/],
    ['HTTP/1.1 400 Bad Request', /web server/],
    ['* OK IMAP4rev1 ready', /mail/],
    ['+OK POP3 ready', /mail/],
  ];
  for (const [greeting, service] of services) {
    test(`of "${greeting}" names the service that answers there`, async () => {
      const port = await startStranger((socket) => socket.write(`${greeting}\r\n`));
      const error = await failure(connect({ host: '127.0.0.1', port }));
      assert.equal(error.kind, 'protocol');
      assert.match(error.hint ?? '', service);
    });
  }

  for (const security of ['none', 'explicit'] as const) {
    test(`that never comes hints at implicit TLS (security "${security}")`, async () => {
      const port = await startStranger(() => undefined);
      const timeouts = { reply: 200 };
      const error = await failure(connect({ host: '127.0.0.1', port, security, timeouts }));
      assert.equal(error.kind, 'timeout');
      assert.match(error.message, /greeting/);
      assert.match(error.hint ?? '', /"implicit"/);
    });
  }

  test('that is cut off names the moment', async () => {
    const port = await startStranger((socket) => socket.end('220-Wel'));
    const error = await failure(connect({ host: '127.0.0.1', port }));
    assert.equal(error.kind, 'disconnected');
    assert.match(error.message, /closed by the server before its greeting/);
  });
});

const several = 'several.example';

/** From now on this name has these addresses. */
function resolve(t: TestContext, addresses: string[]): { asked: () => number } {
  const all = addresses.map((address) => ({ address, family: net.isIP(address) }));
  const real = dns.lookup as (...args: unknown[]) => void;
  let count = 0;
  const lookup = (...args: unknown[]): void => {
    const [name, , callback] = args as [string, object, (error: null, found: typeof all) => void];
    if (name !== several) {
      real(...args);
      return;
    }
    count += 1;
    setImmediate(callback, null, all);
  };
  t.mock.method(dns, 'lookup', lookup as typeof dns.lookup);
  return { asked: () => count };
}

describe('a host with several addresses', () => {
  const host = several;
  const placesOf = (events: readonly TraceEvent[]): string[] =>
    events.flatMap((event) =>
      event.type === 'connect' && event.channel === 'control'
        ? [event.flow.remote.replace(/:\d+$/, '')]
        : [],
    );

  test('is reached by the next one where one does not take connections', async (t) => {
    const { port } = await start({ host: '127.0.0.3' });
    resolve(t, ['127.0.0.2', '127.0.0.3']);
    assert.equal((await connect({ host, port })).home, '/');
  });

  for (const play of [
    { reply: '421 Too many connections' },
    { reply: '450 Down for a moment' },
    { close: 'fin' as const },
  ]) {
    test(`is served by the next one where one answers ${JSON.stringify(play)}`, async (t) => {
      const busy = await start({ host: '127.0.0.2', rules: [{ on: 'connect', do: play }] });
      const { port } = await start({ host: '127.0.0.3', port: busy.port });
      resolve(t, ['127.0.0.2', '127.0.0.3']);
      const events: TraceEvent[] = [];
      const client = await connect({ host, port, trace: (event) => void events.push(event) });
      assert.deepEqual(placesOf(events), ['127.0.0.2', '127.0.0.3']);
      // Data goes where the session is, not where the name leads.
      assert.deepEqual(await client.list('/'), []);
    });
  }

  test('is tried once an address, and the first answer is the one that is told', async (t) => {
    const rule = (words: string): FtpServerOptions => ({
      rules: [{ on: 'connect', do: { reply: `421 ${words}` } }],
    });
    const first = await start({ host: '127.0.0.2', ...rule('first') });
    const second = await start({ host: '127.0.0.3', port: first.port, ...rule('second') });
    resolve(t, ['127.0.0.2', '127.0.0.3']);
    const error = await failure(connect({ host, port: first.port }));
    assert.equal(error.reply, '421 first');
    const visits = [first, second].map(
      ({ log }) => log.filter(({ kind }) => kind === 'connect').length,
    );
    assert.deepEqual(visits, [1, 1]);
  });

  test('is not asked again where a login is refused', async (t) => {
    const server = await start({ host: '127.0.0.2' });
    const { asked } = resolve(t, ['127.0.0.2', '127.0.0.3']);
    const error = await failure(connect({ host, port: server.port, password: 'wrong' }));
    assert.equal(error.kind, 'auth');
    assert.deepEqual([server.commands('PASS').length, asked()], [1, 1]);
  });
});
