// TLS on both channels, as the servers want it that make the most of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, test } from 'node:test';
import { FtpClient, RemoteError } from '../../src/ftp/index.js';
import { ftpClientContract } from '../support/ftp-client-contract.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { Door } from '../support/door.js';
import { failure } from '../support/failure.js';
import { testCertificate } from '../support/test-certificate.js';

const { key, cert } = testCertificate();
const login = { user: 'demo', password: 'demo' };

for (const mode of ['explicit', 'implicit'] as const) {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    ftpClientContract(
      `the test server, ${mode} ${maxVersion}, session reuse required`,
      async () => {
        const server = await FtpServer.start({
          tls: { mode, key, cert, maxVersion, required: true, requireSessionReuse: true },
        });
        const { host, port } = server;
        const options = { ...login, host, port, security: mode, tls: { ca: cert } };
        const data = { via: 'EPSV' as const, tls: maxVersion, resumed: true };
        return { options, data, stop: () => server.stop() };
      },
    );
  }
}

async function refusal(server: FtpServer, options: object): Promise<RemoteError> {
  const { host, port } = server;
  const error: unknown = await FtpClient.connect({ host, port, ...login, ...options }).then(
    () => assert.fail('it must fail'),
    (reason: unknown) => reason,
  );
  await server.stop();
  assert.ok(error instanceof RemoteError, String(error));
  return error;
}

describe('TLS', () => {
  test('a certificate that nobody vouches for is refused, and no password is sent', async () => {
    const server = await FtpServer.start({ tls: { mode: 'explicit', key, cert } });
    const error = await refusal(server, { security: 'explicit' });
    assert.equal(error.kind, 'tls');
    assert.match(error.message, /certificate/);
    assert.deepEqual(server.commands('PASS'), []);
  });

  test('a file whose last chunk nobody reads for a while is whole', async () => {
    const whole = Buffer.alloc(1_048_576, 'x');
    const server = await FtpServer.start({
      tls: { mode: 'explicit', key, cert },
      files: { 'mb.bin': whole },
    });
    const confirmed = new Door();
    const client = await FtpClient.connect({
      ...login,
      host: server.host,
      port: server.port,
      security: 'explicit',
      tls: { ca: cert },
      trace: (event) => {
        if (event.type === 'reply' && event.code === 226) confirmed.open();
      },
    });
    const stream = client.createReadStream('/mb.bin');
    stream.read(0);
    await confirmed.pass();
    const chunks = (await stream.toArray()) as Uint8Array[];
    assert.equal(Buffer.compare(Buffer.concat(chunks), whole), 0);
    await client.close();
    await server.stop();
  });

  test('a server without TLS gets no password where TLS is wanted', async () => {
    const server = await FtpServer.start();
    const error = await refusal(server, { security: 'explicit' });
    assert.equal(error.kind, 'tls');
    assert.deepEqual([server.commands('USER'), server.commands('PASS')], [[], []]);
  });

  test('clear text behind the 234 is not believed', async () => {
    const server = await FtpServer.start({
      tls: { mode: 'explicit', key, cert },
      rules: [{ on: 'AUTH', do: { reply: '234 ok\r\n230 You are in\r\n' } }],
    });
    const error = await refusal(server, { security: 'explicit', tls: { ca: cert } });
    assert.equal(error.kind, 'tls');
    assert.deepEqual(server.commands('PASS'), []);
  });

  test('data that the server will not protect is not sent in clear', async () => {
    const server = await FtpServer.start({
      tls: { mode: 'explicit', key, cert },
      rules: [{ on: 'PROT', do: { reply: '534 no' } }],
    });
    const error = await refusal(server, { security: 'explicit', tls: { ca: cert } });
    assert.equal(error.kind, 'tls');
    assert.deepEqual(server.commands('PASS'), []);
  });

  test('a server that has no TLS may be used without it only where that was asked for', async () => {
    const server = await FtpServer.start({ files: { 'a.txt': 'a' } });
    const { host, port } = server;
    const client = await FtpClient.connect({
      host,
      port,
      ...login,
      security: 'explicit-if-available',
    });
    assert.equal((await client.list('/')).length, 1);
    await client.close();
    await server.stop();
  });

  for (const security of ['explicit', 'implicit'] as const) {
    const title = `a handshake that is never answered ends in time (${security})`;
    test(title, { timeout: 10_000 }, async (t) => {
      const silent = net.createServer((socket) => {
        socket.on('error', () => undefined);
        if (security === 'implicit') return;
        socket.write('220 hello\r\n');
        socket.once('data', () => socket.write('234 go on\r\n'));
      });
      await once(silent.listen(0, '127.0.0.1'), 'listening');
      const { port } = silent.address() as net.AddressInfo;
      // A limit that is held by nothing else would be collected, and never fire.
      const collecting = setInterval(collectGarbage, 20);
      t.after(() => {
        clearInterval(collecting);
        silent.close();
      });
      const timeouts = { connect: 200, reply: 200, data: 200 };
      const options = { host: '127.0.0.1', port, ...login, security, timeouts };
      assert.equal((await failure(FtpClient.connect(options))).kind, 'timeout');
    });
  }

  const title = 'a handshake on a data connection that is never answered ends in time';
  test(title, { timeout: 10_000 }, async (t) => {
    const tls = { mode: 'explicit' as const, key, cert };
    const server = await FtpServer.start({ tls, rules: [{ on: 'RETR', do: { swallow: true } }] });
    const collecting = setInterval(collectGarbage, 20);
    t.after(async () => {
      clearInterval(collecting);
      await server.stop();
    });
    const { host, port } = server;
    const timeouts = { connect: 300, reply: 300, data: 300 };
    const options = { host, port, ...login, timeouts, security: 'explicit' as const };
    const client = await FtpClient.connect({ ...options, tls: { ca: cert }, dataAhead: false });
    assert.equal((await failure(client.readFile('/a.txt'))).kind, 'timeout');
    await client.close();
  });
});
