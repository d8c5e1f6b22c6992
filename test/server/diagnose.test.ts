// The test of a connection tells each thing as it is, on servers that can do more or less.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { type Diagnosis } from '../../src/diagnosis/finding.js';
import { reportText } from '../../src/diagnosis/report-text.js';
import { type FtpOptions } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { freePort } from '../support/free-port.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { availability, startServer } from '../support/servers/start-server.js';
import { testCertificate } from '../support/test-certificate.js';

const atEnd = endingWithTest();

const account = 'demo@test:21';
const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };

async function diagnosisOf(
  settings: FtpServerOptions,
  more: Partial<FtpOptions> = {},
  root?: string,
): Promise<Diagnosis> {
  const server = await freshServer(atEnd, { files: { 'a.txt': 'a', www: {} }, ...settings });
  const { host, port } = server;
  const options = { host, port, user: 'demo', password: 'demo', timeouts, ...more };
  return diagnose({ account, options, root }, () => undefined, never);
}

const states = ({ findings }: Diagnosis): string[] =>
  findings.map(({ what, state }) => `${what} ${state}`);

const textOf = ({ findings }: Diagnosis, what: string): string =>
  findings.find((finding) => finding.what === what)?.text ?? assert.fail(`nothing about ${what}`);

const all = ['EPSV ok', 'PASV ok', 'EPRT ok', 'PORT ok'];
const begun = ['Connection ok', 'Encryption note', 'Login ok', 'Features ok', 'Listing ok'];

suite('the test of a connection', () => {
  test('finds everything in order where it is', async () => {
    const found = await diagnosisOf({});
    assert.deepEqual(states(found), [...begun, ...all]);
    assert.deepEqual(found.advice, []);
    assert.match(textOf(found, 'Connection'), /127\.0\.0\.1:\d+ answers; it says "Welcome to/);
    assert.match(textOf(found, 'Listing'), /^\/ has 2 entries, listed in \d+ ms by EPSV$/);
    assert.match(textOf(found, 'EPSV'), /^We dialled 127\.0\.0\.1:\d+, listed in \d+ ms$/);
    assert.match(textOf(found, 'PORT'), /\(the server\) dialled 127\.0\.0\.1:\d+/);
    assert.match(
      reportText('site', found),
      /^# Test of the connection site\n\ndemo@test:21\. It works\./,
    );
  });

  test('tells what protects the connection', async () => {
    const { key, cert } = testCertificate();
    const server = { tls: { mode: 'explicit', key, cert } } as const;
    const found = await diagnosisOf(server, { security: 'explicit', tls: { ca: cert } });
    assert.match(textOf(found, 'Encryption'), /encrypted by TLSv1\.3/);
    assert.deepEqual(states(found).slice(-4), all);
  });

  const server = { personality: { epsv: false, pasv: false } };
  const modes: [mode: FtpOptions['dataMode'], advice: RegExp][] = [
    ['passive', /Only active mode works: set "dataMode" to "active"/],
    ['auto', /^$/],
  ];
  for (const [dataMode, advice] of modes) {
    test(`says which ways work and what is to be changed under ${String(dataMode)}`, async () => {
      const found = await diagnosisOf(server, dataMode === undefined ? {} : { dataMode });
      const ways = ['EPSV failed', 'PASV failed', 'EPRT ok', 'PORT ok'];
      assert.deepEqual(states(found).slice(-4), ways);
      assert.match(found.advice.join('\n'), advice);
    });
  }

  const failures: [
    what: string,
    server: FtpServerOptions,
    options: Partial<FtpOptions>,
    states: string[],
  ][] = [
    [
      'a wrong password',
      {},
      { password: 'no-such-word' },
      ['Connection ok', 'Encryption note', 'Login failed'],
    ],
    [
      'TLS that is not offered',
      {},
      { security: 'explicit' },
      ['Connection ok', 'Encryption failed'],
    ],
    [
      'a certificate that nobody vouches for',
      { tls: { mode: 'explicit' } },
      { security: 'explicit' },
      ['Connection ok', 'Encryption failed'],
    ],
    [
      'a server that is full',
      { rules: [{ on: 'connect', do: { reply: '421 Too many of you', closeAfterReply: true } }] },
      {},
      ['Connection failed'],
    ],
  ];
  for (const [what, settings, options, expected] of failures) {
    test(`ends at ${what}, and repeats no password`, async () => {
      const found = await diagnosisOf(settings, options);
      assert.deepEqual(states(found), expected);
      assert.doesNotMatch(reportText('site', found), /no-such-word/);
      assert.match(reportText('site', found), /It fails/);
    });
  }

  test('ends where nothing listens', async () => {
    const options = { host: '127.0.0.1', port: await freePort(), timeouts };
    const found = await diagnose({ account, options, root: undefined }, () => undefined, never);
    assert.deepEqual(states(found), ['Connection failed']);
    assert.match(textOf(found, 'Connection'), /nothing listens there/);
  });

  test('tells a wrong folder from a wrong connection', async () => {
    const found = await diagnosisOf({}, {}, '/missing');
    assert.deepEqual(states(found).slice(4), ['Listing failed', ...all]);
    assert.match(found.advice.join(), /correct "root"/);
  });

  test('tells each finding as it is made', async () => {
    const server = await freshServer(atEnd);
    const { host, port } = server;
    const told: string[] = [];
    const options = { host, port, user: 'demo', password: 'demo', timeouts };
    const found = await diagnose(
      { account, options, root: undefined },
      ({ what }) => told.push(what),
      never,
    );
    assert.deepEqual(
      told,
      found.findings.map(({ what }) => what),
    );
  });
});

const missing = await availability('vsftpd');
if (missing === undefined) {
  test('vsftpd that demands a resumed TLS session passes the test by all four ways', async () => {
    const server = await startServer('vsftpd', {
      tls: 'explicit',
      extra: ['require_ssl_reuse=YES'],
    });
    atEnd(() => server.stop());
    const { host, port, user, password, certificate } = server;
    const tls = { ca: certificate };
    const options = { host, port, user, password, tls, security: 'explicit' as const, timeouts };
    const found = await diagnose({ account, options, root: undefined }, () => undefined, never);
    assert.deepEqual(states(found).slice(-5), ['Listing ok', ...all]);
    assert.match(textOf(found, 'Connection'), /vsFTPd/);
  });
}
