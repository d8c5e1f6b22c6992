import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type Socket } from 'node:net';
import { suite, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type FtpServer } from '../../support/ftp-server/ftp-server.js';
import { type FtpServerOptions, type TlsSettings } from '../../support/ftp-server/options.js';
import { testCertificate } from '../../support/test-certificate.js';
import { drain, RawFtpClient } from './raw-ftp-client.js';
import { withServer as withAnyServer } from './with-ftp-server.js';

const ca = testCertificate().cert;
const peer = { ca, host: '127.0.0.1' };

async function withServer(
  tls: Partial<TlsSettings>,
  work: (server: FtpServer, client: RawFtpClient) => Promise<void>,
): Promise<void> {
  const files = { a: 'secret', big: new Uint8Array(3_000_000) };
  const options: FtpServerOptions = { files, tls: { mode: 'explicit', ...tls } };
  await withAnyServer(options, work, (server) => RawFtpClient.connect(server));
}

async function logIn(client: RawFtpClient): Promise<void> {
  client.send('USER demo', 'PASS demo', 'PBSZ 0', 'PROT P', 'TYPE I');
  assert.equal(await client.codes(5), '331 230 200 200 200');
}

/** Goes on under TLS; the answer is a session that can be resumed. */
async function secure(client: RawFtpClient): Promise<Buffer> {
  await client.ask('AUTH TLS');
  const channel = await client.secure(peer);
  let session = channel.getSession();
  channel.on('session', (ticket) => {
    session = ticket;
  });
  // The tickets of TLS 1.3 come with the first reply.
  await client.ask('NOOP');
  assert.ok(session);
  return session;
}

function upgrade(socket: Socket, session?: Buffer): TLSSocket {
  const channel = connectTls({ ...peer, socket, ...(session && { session }) });
  channel.on('error', () => undefined);
  return channel;
}

suite('TLS', () => {
  test('AUTH TLS secures the control connection, PROT P the data', async () => {
    await withServer({}, async (server, client) => {
      await client.reply();
      await secure(client);
      await logIn(client);
      const data = await client.dial();
      client.send('RETR a');
      assert.equal(await drain(upgrade(data)), 'secret');
      assert.equal(await client.codes(2), '150 226');
      const upload = await client.dial();
      client.send('STOR empty');
      const channel = upgrade(upload);
      await once(channel, 'secureConnect');
      channel.end();
      assert.equal(await client.codes(2), '150 226');
      assert.equal(server.files.text('empty'), '');
    });
  });

  test('active data connections are secured too, with the server as the TLS server', async () => {
    await withServer({}, async (_server, client) => {
      await client.reply();
      await secure(client);
      await logIn(client);
      const listener = await client.offer();
      client.send('RETR a');
      const [data] = (await once(listener, 'connection')) as [Socket];
      assert.equal(await drain(upgrade(data)), 'secret');
      listener.close();
    });
  });

  test('implicit TLS speaks TLS from the first byte', async () => {
    await withServer({ mode: 'implicit' }, async (_server, client) => {
      await client.secure(peer);
      assert.match(await client.reply(), /^220/);
    });
  });

  test('what came in clear text behind AUTH is forgotten', async () => {
    await withServer({}, async (server, client) => {
      client.send('AUTH TLS', 'USER mallory');
      assert.equal(await client.codes(2), '220 234');
      await client.secure(peer);
      client.send('NOOP');
      assert.equal(await client.codes(1), '200');
      assert.deepEqual(server.commands('USER'), []);
    });
  });

  test('required TLS refuses USER before AUTH and data before PROT P', async () => {
    await withServer({ required: true }, async (_server, client) => {
      client.send('USER demo');
      assert.equal(await client.codes(2), '220 530');
      await secure(client);
      client.send('USER demo', 'PASS demo', 'EPSV', 'RETR a');
      assert.equal(await client.codes(4), '331 230 229 522');
    });
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`required session reuse tells a fresh ${maxVersion} session from a resumed one`, async () => {
      await withServer({ requireSessionReuse: true, maxVersion }, async (_server, client) => {
        await client.reply();
        const session = await secure(client);
        await logIn(client);
        const fresh = await client.dial();
        client.send('RETR a');
        assert.equal(await drain(upgrade(fresh)), '');
        assert.equal(await client.codes(2), '150 522');
        const resumed = await client.dial();
        client.send('RETR big');
        assert.equal((await drain(upgrade(resumed, session))).length, 3_000_000);
        assert.equal(await client.codes(2), '150 226');
      });
    });
  }

  test('a data connection without a handshake is a 425, and the session lives on', async () => {
    await withServer({}, async (_server, client) => {
      await client.reply();
      await secure(client);
      await logIn(client);
      for (const greeting of ['GET / HTTP/1.0\r\n\r\n', '']) {
        const data = await client.dial();
        client.send('RETR a');
        data.end(greeting);
        await drain(data);
        assert.equal(await client.codes(2), '150 425');
      }
      assert.match(await client.ask('NOOP'), /^200/);
    });
  });
});

suite('the test certificate', () => {
  test('is for this host, signed by itself, and made once', () => {
    const certificate = new X509Certificate(ca);
    assert.equal(
      certificate.subjectAltName,
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    assert.ok(certificate.verify(certificate.publicKey));
    assert.ok(certificate.ca);
    assert.equal(testCertificate().cert, ca);
  });

  test('can be for other hosts and other times', () => {
    const { cert } = testCertificate({ hosts: ['ftp.example'], notAfter: Date.UTC(2020, 0, 2) });
    const certificate = new X509Certificate(cert);
    assert.equal(certificate.subject, 'CN=ftp.example');
    assert.equal(certificate.checkHost('ftp.example'), 'ftp.example');
    assert.match(certificate.validTo, /Jan {2}2 00:00:00 2020/);
  });
});
