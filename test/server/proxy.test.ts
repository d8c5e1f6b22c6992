// Through a proxy: the same host name for both channels, and every fault of the proxy told in time.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  FtpClient,
  type FtpOptions,
  type Proxy,
  type RemoteError,
  type TraceEvent,
} from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { testCertificate } from '../support/test-certificate.js';
import {
  type ProxyPlay,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from '../support/test-proxy.js';

/** Nobody but the proxy knows this name. */
const behind = 'ftp.behind.invalid';
const timeouts = { connect: 600, reply: 600, data: 600 };
const login = { user: 'demo', password: 'demo', timeouts };
const kinds = [
  ['socks5', startSocksProxy],
  ['http', startHttpProxy],
] as const;
const atEnd = endingWithTest();

function startServer(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, { files: { 'a.txt': 'a' }, ...options });
}

async function startProxy(
  start: (play?: ProxyPlay) => Promise<TestProxy>,
  play: ProxyPlay = {},
): Promise<TestProxy> {
  const proxy = await start(play);
  atEnd(() => proxy.stop());
  return proxy;
}

const proxyOf = (type: Proxy['type'], { host, port }: TestProxy, more = {}): Proxy => ({
  type,
  host,
  port,
  ...more,
});

async function connect(options: FtpOptions): Promise<FtpClient> {
  const client = await FtpClient.connect({ ...login, ...options });
  atEnd(() => client.close());
  return client;
}

for (const [type, start] of kinds) {
  describe(`a ${type} proxy`, () => {
    test('looks the name up, for the control connection and for the data connections', async () => {
      const { port } = await startServer();
      const proxy = await startProxy(start);
      const client = await connect({ host: behind, port, proxy: proxyOf(type, proxy) });
      assert.equal(Buffer.from(await client.readFile('/a.txt')).toString(), 'a');
      await client.writeFile('/b.txt', Buffer.from('b'));
      assert.equal((await client.list('/')).length, 2);
      assert.equal(proxy.asked[0], `${behind}:${String(port)}`);
      assert.ok(proxy.asked.length > 3);
      assert.deepEqual(
        proxy.asked.filter((place) => !place.startsWith(`${behind}:`)),
        [],
      );
    });

    for (const glued of [false, true]) {
      test(`loses no word of the server (its yes ${glued ? 'with' : 'before'} the greeting)`, async () => {
        const { port } = await startServer();
        const proxy = await startProxy(start, { glued });
        const client = await connect({ host: behind, port, proxy: proxyOf(type, proxy) });
        assert.equal((await client.command('NOOP')).code, 200);
      });
    }

    for (const security of ['explicit', 'implicit'] as const) {
      test(`bears ${security} TLS, bound to the host behind it, and its sessions`, async () => {
        const made = testCertificate({ hosts: [behind] });
        const { port } = await startServer({
          tls: { mode: security, ...made, required: true, requireSessionReuse: true },
        });
        const proxy = proxyOf(type, await startProxy(start));
        const tls = { ca: made.cert };
        const client = await connect({ host: behind, port, proxy, security, tls });
        await client.writeFile('/b.txt', Buffer.from('b'));
        assert.equal((await client.list('/')).length, 2);
      });
    }

    test('lets in who knows its password', async () => {
      const { port } = await startServer();
      const secret = { user: 'gate', password: 'pr0xy-s3cret' };
      const proxy = proxyOf(type, await startProxy(start, secret), secret);
      const client = await connect({ host: behind, port, proxy });
      assert.equal((await client.command('NOOP')).code, 200);
    });

    for (const given of [{}, { user: 'gate', password: 'wr0ng-s3cret' }]) {
      test(`that wants ${'user' in given ? 'another' : 'a'} password says so, and tells none`, async () => {
        const { port } = await startServer();
        const play = { user: 'gate', password: 'right' };
        const proxy = proxyOf(type, await startProxy(start, play), given);
        const events: TraceEvent[] = [];
        const trace = (event: TraceEvent): void => void events.push(event);
        const error = await failure(connect({ host: behind, port, proxy, trace }));
        const kind = 'user' in given ? ['auth', 'proxy-password'] : ['connect', undefined];
        assert.deepEqual([error.kind, error.refused], kind);
        assert.match(error.hint ?? '', /password of the proxy/);
        assert.ok(!everything(events, error).includes('wr0ng-s3cret'));
      });
    }

    const faults: [NonNullable<ProxyPlay['fault']>, RegExp][] = [
      ['refuse', /not allow|403/],
      ['stall', /no answer within 600 ms/],
      ['close', /closed the connection/],
      ['garbage', /does not speak|refuses/],
    ];
    for (const [fault, reason] of faults) {
      test(`that answers the request with "${fault}" is a connect error in time`, async () => {
        const { port } = await startServer();
        const proxy = proxyOf(type, await startProxy(start, { fault }));
        const error = await failure(connect({ host: behind, port, proxy }));
        assert.equal(error.kind, 'connect');
        assert.match(error.message, reason);
        assert.match(error.message, new RegExp(`${behind}.* proxy 127\\.0\\.0\\.1`));
      });
    }

    for (const [fault, reason] of faults) {
      test(`that answers a data connection with "${fault}" is a data-connection error in time`, async () => {
        const { port } = await startServer();
        const proxy = proxyOf(type, await startProxy(start, { fault, faultFrom: 2 }));
        const client = await connect({ host: behind, port, proxy });
        const error = await failure(client.list('/'));
        assert.equal(error.kind, 'data-connection');
        assert.match(error.message, reason);
        assert.equal((await client.command('NOOP')).code, 200);
      });
    }

    test('where nobody listens is named in the error', async () => {
      const gone = await start();
      await gone.stop();
      const error = await failure(connect({ host: behind, port: 21, proxy: proxyOf(type, gone) }));
      assert.equal(error.kind, 'connect');
      assert.match(error.message, /the proxy cannot be reached: nothing listens/);
    });

    test('lets nobody dial us: active mode is refused with a hint', async () => {
      const { port } = await startServer();
      const proxy = proxyOf(type, await startProxy(start));
      const client = await connect({ host: behind, port, proxy, dataMode: 'active' });
      const error = await failure(client.list('/'));
      assert.equal(error.kind, 'data-connection');
      assert.match(error.hint ?? '', /"passive"/);
    });

    test('is given up at once when the caller has had enough', async () => {
      const proxy = proxyOf(type, await startProxy(start, { fault: 'stall' }));
      const stop = new AbortController();
      const connecting = FtpClient.connect({ host: behind, proxy, ...login }, stop.signal);
      stop.abort();
      assert.equal((await failure(connecting)).kind, 'aborted');
    });
  });
}

/** All that a user or a log could get to see, the depths of the error too. */
function everything(events: readonly TraceEvent[], error: RemoteError): string {
  const parts = [error.message, error.stack, error.hint, error.reply, error.cause];
  return JSON.stringify([events, error, parts.map(String)]) + JSON.stringify(error.cause ?? '');
}
