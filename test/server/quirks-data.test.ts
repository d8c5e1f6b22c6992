// What servers do with data connections, and with connections that live long.
import assert from 'node:assert/strict';
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { describe, test } from 'node:test';
import { FtpClient, type FtpOptions, FtpPool, type TraceEvent } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { freePort } from '../support/free-port.js';
import { type FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';
import { testCertificate } from '../support/test-certificate.js';

const login = {
  user: 'demo',
  password: 'demo',
  dataAhead: false,
  timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
};
const atEnd = endingWithTest();

function start(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    files: { 'a.txt': 'a', folder: { 'in.txt': 'in' } },
    ...options,
  });
}

async function connect(
  options: FtpServerOptions = {},
  more: Partial<FtpOptions> = {},
): Promise<{ client: FtpClient; server: FtpServer; events: TraceEvent[] }> {
  const server = await start(options);
  const { host, port } = server;
  const events: TraceEvent[] = [];
  const trace = (event: TraceEvent): void => void events.push(event);
  const client = await FtpClient.connect({ ...login, host, port, trace, ...more });
  atEnd(() => client.close());
  return { client, server, events };
}

const read = async (client: Pick<FtpClient, 'readFile'>): Promise<string> =>
  Buffer.from(await client.readFile('/a.txt')).toString();

const notesOf = (events: readonly TraceEvent[]): string =>
  events.flatMap((event) => (event.type === 'note' ? event.text : [])).join('\n');

describe('passive mode', () => {
  for (const refusal of ['500 what?', '522 Network protocol not supported, use (1)']) {
    test(`EPSV that is refused with ${refusal.slice(0, 3)} gives way to PASV, once`, async () => {
      const { client, server } = await connect({ rules: [{ on: 'EPSV', do: { reply: refusal } }] });
      assert.equal(await read(client), 'a');
      assert.equal(await read(client), 'a');
      assert.deepEqual([server.commands('EPSV').length, server.commands('PASV').length], [1, 2]);
    });
  }

  const answers: [string, (port: number) => string, 'EPSV' | 'PASV'][] = [
    ['227', (port) => `227 Fine (127,0,0,1,${String(port >> 8)},${String(port & 255)})`, 'EPSV'],
    ['229', (port) => `229 Fine (|||${String(port)}|)`, 'PASV'],
  ];
  for (const [code, textOf, way] of answers) {
    test(`a ${code} that answers ${way} is a port like any other`, async () => {
      const port = await freePort();
      const rules = [{ on: way, do: { passive: { text: textOf(port) } } }];
      const { client } = await connect(
        { rules, passivePorts: [port, port] },
        { dataCommands: [way] },
      );
      assert.equal(await read(client), 'a');
    });
  }

  for (const text of ['227 Fine (300,0,0,1,4,5)', '227 Fine (127,0,0,1,0,0)', '227 somewhere']) {
    test(`"${text}" names no port, and nobody is dialled`, async () => {
      const { client, events } = await connect(
        { rules: [{ on: 'PASV', do: { passive: { text } } }] },
        { dataCommands: ['PASV'] },
      );
      assert.equal((await failure(client.readFile('/a.txt'))).kind, 'data-connection');
      assert.equal(events.filter(({ type }) => type === 'data-open').length, 0);
    });
  }

  for (const host of ['10.1.2.3', '0.0.0.0', '127.0.0.9', '8.8.8.8']) {
    test(`the address ${host} in a 227 is told in the trace and not dialled`, async () => {
      const { client, events } = await connect(
        { rules: [{ on: 'PASV', do: { passive: { host } } }] },
        { dataCommands: ['PASV'] },
      );
      assert.equal(await read(client), 'a');
      assert.match(notesOf(events), new RegExp(`names ${host.replaceAll('.', '\\.')}:`));
    });
  }

  for (const [host, dialled] of [
    ['10.1.2.3', '127.0.0.1'],
    ['198.51.100.1', '198.51.100.1'],
  ] as const) {
    test(`where the user trusts it, the address ${host} in a 227 leads to ${dialled}`, async (t) => {
      const rules = [{ on: 'PASV', do: { passive: { host } } }];
      const more = { dataCommands: ['PASV' as const], trustPasvAddress: true };
      const { client } = await connect({ rules }, more);
      const really = net.connect;
      const hosts: (string | undefined)[] = [];
      // Nobody out there is dialled by a test.
      t.mock.method(net, 'connect', (options: net.TcpNetConnectOpts) => {
        hosts.push(options.host);
        return really({ ...options, host: '127.0.0.1' });
      });
      assert.equal(await read(client), 'a');
      assert.deepEqual(hosts, [dialled]);
    });
  }

  test('a server that wants PRET is told before each data connection what it is for', async () => {
    const { client, server } = await connect({ personality: { extraFeatures: ['PRET'] } });
    server.script({ on: 'PRET', do: { reply: '200 OK, planning to transfer it' } });
    const reply = '500 You need to use a client supporting PRET (PRE Transfer) to use PASV';
    server.script({ on: 'EPSV', times: 1, do: { reply } });
    assert.equal(await read(client), 'a');
    server.clearLog();
    assert.equal(await read(client), 'a');
    assert.deepEqual(
      server.commands().map((line) => line.replace(/^EPSV.*/, 'EPSV')),
      ['PRET RETR /a.txt', 'EPSV', 'RETR /a.txt'],
    );
  });

  test('over IPv6 only EPSV is tried, for PASV cannot tell such an address', async () => {
    const { client, server } = await connect({ host: '::1', personality: { epsv: false } });
    assert.equal((await failure(client.readFile('/a.txt'))).kind, 'data-connection');
    assert.deepEqual(server.commands('PASV'), []);
    const other = await connect({ host: '::1' });
    assert.equal(await read(other.client), 'a');
  });

  test('a port that cannot be dialled is named with the command, the time and a hint', async () => {
    const { client } = await connect(
      { rules: [{ on: 'PASV', do: { passive: { port: 1 } } }] },
      { dataCommands: ['PASV'] },
    );
    const error = await failure(client.readFile('/a.txt'));
    assert.equal(error.kind, 'data-connection');
    assert.match(error.message, /dialled 127\.0\.0\.1:1 \(passive mode, PASV\), and after \d+ ms/);
    assert.match(error.hint ?? '', /firewall/);
    assert.equal(client.closed, false);
  });

  test('a way that fails while the other fails too is tried again next time', async () => {
    const { client, server } = await connect();
    const rules = ['EPSV', 'PASV'].map((on) =>
      server.script({ on, do: { reply: '425 Cannot open a port' } }),
    );
    assert.equal((await failure(client.readFile('/a.txt'))).kind, 'data-connection');
    for (const drop of rules) drop();
    server.clearLog();
    assert.equal(await read(client), 'a');
    assert.equal(server.commands('EPSV').length, 1);
  });
});

describe('active mode', () => {
  const active = { dataMode: 'active' as const };

  test('EPRT that is refused with 522 gives way to PORT, once', async () => {
    const rules = [{ on: 'EPRT', do: { reply: '522 Network protocol not supported' } }];
    const { client, server } = await connect({ rules }, active);
    assert.equal(await read(client), 'a');
    assert.equal(await read(client), 'a');
    assert.deepEqual([server.commands('EPRT').length, server.commands('PORT').length], [1, 2]);
  });

  test('a server that dials from another port than 20 is served, and the trace says so', async () => {
    const { client, events } = await connect({}, active);
    assert.equal(await read(client), 'a');
    assert.match(notesOf(events), /dialled from port \d+, not 20/);
  });

  test('a range of which every port is taken is an error that says what to do', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    atEnd(async () => {
      await new Promise((resolve) => taken.close(resolve));
    });
    const { port } = taken.address() as net.AddressInfo;
    const { client, server } = await connect({}, { ...active, active: { ports: [port, port] } });
    const error = await failure(client.readFile('/a.txt'));
    assert.equal(error.kind, 'data-connection');
    assert.match(error.hint ?? '', /ports/);
    assert.deepEqual(server.commands('EPRT'), []);
  });

  test('under TLS we are the client though the server has dialled', async () => {
    const { key, cert } = testCertificate();
    const tls = { mode: 'explicit' as const, key, cert, required: true, requireSessionReuse: true };
    const security = 'explicit' as const;
    const { client, events } = await connect({ tls }, { ...active, security, tls: { ca: cert } });
    assert.equal(await read(client), 'a');
    const opened = events.find((event) => event.type === 'data-open');
    assert.equal(opened?.initiator, 'server');
  });

  test('the port is closed as soon as the server has dialled it', async () => {
    const { client, server } = await connect({}, active);
    assert.equal(await read(client), 'a');
    const port = Number(/\|(\d+)\|$/.exec(server.commands('EPRT')[0] ?? '')?.[1]);
    const code = await new Promise((resolve) => {
      net
        .connect(port, '127.0.0.1')
        .once('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code);
        })
        .once('connect', () => {
          resolve('connected');
        });
    });
    assert.equal(code, 'ECONNREFUSED');
  });
});

describe('the life of a connection', () => {
  function poolTo({ host, port }: FtpServer, more: object = {}): FtpPool {
    const pool = new FtpPool({ ...login, host, port, ...more });
    atEnd(() => pool.close());
    return pool;
  }

  test('both connections are kept alive by TCP itself, every half minute', async (t) => {
    const { prototype } = net.Socket;
    const keepAlive = t.mock.method(prototype, 'setKeepAlive');
    const { client } = await connect();
    assert.equal(await read(client), 'a');
    const asked = keepAlive.mock.calls.map((call) => call.arguments);
    assert.deepEqual(asked, [
      [true, 30_000],
      [true, 30_000],
    ]);
  });

  test('a QUIT that is never answered does not hold up the end', async () => {
    const { client, server } = await connect({ rules: [{ on: 'QUIT', do: { swallow: true } }] });
    await client.close();
    assert.equal(client.closed, true);
    while (server.sessions > 0) await new Promise(setImmediate);
  });

  test('an upload that is confirmed later than other commands is whole', async () => {
    const { client, server } = await connect(
      {},
      { timeouts: { connect: 300, reply: 300, data: 300 } },
    );
    const chunks = ['150 here we go\r\n', '226 scanned and stored\r\n'];
    server.script({ on: 'STOR', do: { runs: true, reply: { chunks, everyMs: 600 } } });
    await client.writeFile('/new.txt', Buffer.from('new'));
    assert.equal(server.files.text('/new.txt'), 'new');
  });

  test('after a long silence a session is asked before it does what cannot be done twice', async (t) => {
    const server = await start();
    const pool = poolTo(server, { keepAlive: 0 });
    await pool.stat('/a.txt');
    const later = performance.now() + 60_000;
    t.mock.method(performance, 'now', () => later);
    server.script({ on: 'NOOP', times: 1, do: { close: 'reset' } });
    server.clearLog();
    await pool.remove('/folder/in.txt');
    assert.deepEqual(
      server.commands().filter((line) => /^(NOOP|USER|DELE)/.test(line)),
      ['NOOP', 'USER demo', 'DELE /folder/in.txt'],
    );
  });

  test('a new session knows all that the lost one was told', async () => {
    const server = await start();
    const pool = poolTo(server);
    await pool.readFile('/a.txt');
    server.dropAll('reset');
    server.clearLog();
    assert.equal(await read(pool), 'a');
    const sent = server.commands().map((line) => line.split(' ')[0]);
    for (const verb of ['USER', 'PASS', 'TYPE']) assert.ok(sent.includes(verb), verb);
  });

  for (const close of ['fin', 'reset'] as const) {
    test(`a server that hangs up on one session too many (${close}) is served by those that stand`, async () => {
      const server = await start({ files: { 'a.txt': 'a'.repeat(500_000) } });
      server.script({ on: 'connect', skip: 1, do: { close } });
      const pool = poolTo(server, { size: 3 });
      const sizes = await Promise.all(
        Array.from({ length: 6 }, async () => (await pool.readFile('/a.txt')).length),
      );
      assert.deepEqual(new Set(sizes), new Set([500_000]));
    });
  }
});
