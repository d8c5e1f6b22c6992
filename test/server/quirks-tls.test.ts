// TLS as servers have it: what they call it, when they want to hear of it, what they show and resume.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type ConnectionOptions } from 'node:tls';
import { describe, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { RemoteError } from '../../src/base/remote-error.js';
import { type HostKnowledge } from '../../src/ftp/host-knowledge.js';
import { FtpClient, type FtpOptions, type TraceEvent } from '../../src/ftp/index.js';
import { openSession } from '../../src/ftp/login.js';
import { turnsToTls12 } from '../../src/ftp/protect.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions, type TlsSettings } from '../support/ftp-server/options.js';
import { testCertificate } from '../support/test-certificate.js';

const standard = testCertificate();
const login = {
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
};
const modes = ['explicit', 'implicit'] as const;
const atEnd = endingWithTest();

function start(tls: Partial<TlsSettings> = {}, more: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    files: { 'a.txt': 'a' },
    ...more,
    tls: { mode: 'explicit', ...standard, ...tls },
  });
}

interface Wishes extends Partial<Omit<FtpOptions, 'tls'>> {
  tls?: ConnectionOptions;
}

const optionsFor = ({ host, port }: FtpServer, more: Wishes = {}): FtpOptions => ({
  ...login,
  host,
  port,
  security: 'explicit',
  tls: { ca: standard.cert },
  ...more,
});

async function connect(server: FtpServer, more: Wishes = {}): Promise<FtpClient> {
  const client = await FtpClient.connect(optionsFor(server, more));
  atEnd(() => client.close());
  return client;
}

const refused = (server: FtpServer, more: Wishes = {}): Promise<RemoteError> =>
  failure(FtpClient.connect(optionsFor(server, more)));

/** Whether each data connection so far went over TLS, as the server saw it. */
const protectedData = (server: FtpServer): unknown[] =>
  server.log.filter(({ kind }) => kind === 'data-open').map(({ tls }) => tls);

const fingerprint = (cert: string): string => new X509Certificate(cert).fingerprint256;

describe('the words for TLS', () => {
  test('a server that knows AUTH SSL only is spoken to in TLS, and protects data unasked', async () => {
    const rules = [
      { on: 'AUTH', match: /TLS/, do: { reply: '504 only SSL' } },
      { on: 'PBSZ', do: { reply: '502 what?' } },
      { on: 'PROT', do: { reply: '502 what?' } },
    ];
    const server = await start({ required: true }, { rules });
    const client = await connect(server);
    assert.equal((await client.list('/')).length, 1);
    assert.deepEqual(server.commands('AUTH'), ['AUTH TLS', 'AUTH SSL']);
    assert.deepEqual(protectedData(server), [true]);
  });

  test('a 334 to AUTH is a yes', async () => {
    const client = await connect(await start({ authCode: 334 }));
    assert.equal((await client.list('/')).length, 1);
  });

  for (const code of [431, 500, 502, 504, 530, 534]) {
    test(`AUTH refused by ${String(code)} ends the login before the user is named`, async () => {
      const server = await start(
        {},
        { rules: [{ on: 'AUTH', do: { reply: `${String(code)} no` } }] },
      );
      const error = await refused(server);
      assert.deepEqual([error.kind, error.code], ['tls', code]);
      assert.deepEqual([server.commands('USER'), server.commands('PASS')], [[], []]);
    });
  }

  for (const mode of modes) {
    test(`PROT P refused under ${mode} TLS ends the login before the user is named`, async () => {
      const server = await start({ mode }, { rules: [{ on: 'PROT', do: { reply: '534 no' } }] });
      const error = await refused(server, { security: mode });
      assert.deepEqual([error.kind, error.command], ['tls', 'PROT P']);
      assert.deepEqual([server.commands('USER'), server.commands('PASS')], [[], []]);
    });

    for (const code of [503, 530]) {
      test(`a server that says ${String(code)} to PROT before the login hears it after (${mode})`, async () => {
        const early = { times: 1, do: { reply: `${String(code)} Log in first.` } };
        const rules = ['PBSZ', 'PROT'].map((on) => ({ on, ...early }));
        const server = await start({ mode }, { rules });
        const client = await connect(server, { security: mode });
        await client.list('/');
        const order = server.commands().filter((line) => /^(PROT|PASS)/.test(line));
        assert.deepEqual(order, ['PROT P', 'PASS demo', 'PROT P']);
        assert.deepEqual(protectedData(server), [true]);
      });
    }
  }

  test('PROT P refused after the login too is an error of kind tls', async () => {
    const server = await start({}, { rules: [{ on: 'PROT', do: { reply: '503 not now' } }] });
    const error = await refused(server);
    assert.deepEqual([error.kind, error.code], ['tls', 503]);
  });

  test('PROT P refused where TLS is only welcome gives clear data, with a warning', async () => {
    const server = await start({}, { rules: [{ on: 'PROT', do: { reply: '536 no' } }] });
    const notes: TraceEvent[] = [];
    const client = await connect(server, {
      security: 'explicit-if-available',
      trace: (event) => {
        if (event.type === 'note') notes.push(event);
      },
    });
    assert.equal((await client.list('/')).length, 1);
    assert.deepEqual(protectedData(server), [false]);
    assert.ok(notes.some((note) => note.type === 'note' && note.text.includes('clear text')));
  });

  test('PBSZ and PROT are one write', async () => {
    const steps: string[] = [];
    await connect(await start(), {
      trace: (event) => {
        if (event.type === 'send') steps.push(event.line);
        if (event.type === 'reply') steps.push(String(event.code));
      },
    });
    assert.deepEqual(steps.slice(0, 7), [
      '220',
      'AUTH TLS',
      '234',
      'PBSZ 0',
      'PROT P',
      '200',
      '200',
    ]);
  });

  test('a server that loses the second of two commands gets PBSZ and PROT one by one', async () => {
    const server = await start({}, { personality: { swallowPipelined: true } });
    const client = await connect(server);
    assert.equal((await client.list('/')).length, 1);
    assert.deepEqual(protectedData(server), [true]);
  });
});

describe('clear text where TLS has to begin', () => {
  const forged: [string, string | { chunks: string[]; everyMs: number }][] = [
    ['in the packet of the 234', '234 ok\r\n230 You are in\r\n'],
    ['unfinished, in the packet of the 234', '234 ok\r\n230 You are'],
    ['a little later', { chunks: ['234 ok\r\n', '230 You are in\r\n'], everyMs: 20 }],
  ];
  for (const [name, reply] of forged) {
    test(`ends the connection and is not believed: ${name}`, async () => {
      const server = await start({}, { rules: [{ on: 'AUTH', do: { reply } }] });
      assert.equal((await refused(server)).kind, 'tls');
      assert.deepEqual([server.commands('USER'), server.commands('PASS')], [[], []]);
    });
  }

  test('under implicit TLS hints at explicit TLS', async () => {
    const error = await refused(await start({ mode: 'none' }), { security: 'implicit' });
    assert.equal(error.kind, 'tls');
    assert.match(error.hint ?? '', /"explicit"/);
  });
});

describe('certificates', () => {
  const dayMs = 86_400_000;
  const wrong: [string, Parameters<typeof testCertificate>[0], RegExp][] = [
    ['signed by itself', {}, /signed by itself/],
    ['for another name', { hosts: ['other.example'] }, /for other\.example, not for 127\.0\.0\.1/],
    ['too old', { notAfter: Date.now() - dayMs, notBefore: Date.now() - 9 * dayMs }, /ended on/],
    ['too young', { notBefore: Date.now() + dayMs }, /begins on/],
  ];
  for (const [name, settings, reason] of wrong) {
    const made = testCertificate(settings);
    // Where the chain is what is wrong, nobody vouches for it.
    const tls = name === 'signed by itself' ? {} : { ca: made.cert };

    test(`one that is ${name} is refused with its fingerprint and the reason`, async () => {
      const server = await start(made);
      const error = await refused(server, { tls });
      assert.equal(error.kind, 'tls');
      assert.equal(error.certificate?.fingerprint, fingerprint(made.cert));
      assert.match(error.certificate.reason, reason);
      assert.match(error.message, reason);
      assert.deepEqual(server.commands('USER'), []);
    });

    test(`one that is ${name} is taken on both channels where its fingerprint is trusted`, async () => {
      const server = await start(made);
      const trustedFingerprint = (await refused(server, { tls })).certificate?.fingerprint ?? '';
      const client = await connect(server, { tls, trustedFingerprint });
      assert.equal((await client.list('/')).length, 1);
      assert.deepEqual(protectedData(server), [true]);
    });
  }

  const spellings: [string, (print: string) => string | string[]][] = [
    ['upper case with colons', (print) => print],
    ['lower case without colons', (print) => print.replaceAll(':', '').toLowerCase()],
    ['one of several', (print) => [print.replaceAll(/[0-9]/g, '0'), print]],
  ];
  for (const [name, spell] of spellings) {
    test(`a fingerprint is understood as ${name}`, async () => {
      const made = testCertificate({});
      const server = await start(made);
      await connect(server, { tls: {}, trustedFingerprint: spell(fingerprint(made.cert)) });
    });
  }

  test('a text that is no SHA-256 fingerprint is refused before anything is sent', async () => {
    const server = await start();
    const error = await refused(server, { trustedFingerprint: 'AB:CD' });
    assert.equal(error.kind, 'unsupported');
    assert.deepEqual(server.log, []);
  });

  test('a trusted fingerprint does not replace the usual checks for other certificates', async () => {
    const trustedFingerprint = fingerprint(testCertificate({}).cert);
    await connect(await start(), { trustedFingerprint });
    const error = await refused(await start(testCertificate({})), { trustedFingerprint });
    assert.equal(error.kind, 'tls');
  });

  test('a data connection that shows another untrusted certificate gets no data', async () => {
    const made = testCertificate({});
    const server = await start({ ...made, data: testCertificate({}) });
    const client = await connect(server, {
      tls: {},
      trustedFingerprint: fingerprint(made.cert),
    });
    const error = await failure(client.writeFile('/new.txt', Buffer.from('secret')));
    assert.equal(error.kind, 'tls');
    assert.ok(error.certificate !== undefined);
    assert.notEqual(server.files.text('/new.txt'), 'secret');
  });

  test('the certificate is for the configured name, whatever address PASV tells', async () => {
    const made = testCertificate({ hosts: ['localhost'] });
    const server = await start(made, {
      personality: { epsv: false },
      rules: [{ on: 'PASV', do: { passive: { host: '10.1.2.3' } } }],
    });
    const tls = { ca: made.cert };
    const client = await connect(server, { tls, host: 'localhost' });
    assert.equal((await client.list('/')).length, 1);
    assert.deepEqual(protectedData(server), [true]);
    assert.match((await refused(server, { tls })).message, /not for 127\.0\.0\.1/);
  });

  test('no check at all is the wish of the user alone', async () => {
    const server = await start(testCertificate({ hosts: ['other.example'] }));
    const client = await connect(server, { tls: { rejectUnauthorized: false } });
    assert.equal((await client.list('/')).length, 1);
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`a server that demands a certificate gets ours on both channels (${maxVersion})`, async () => {
      const server = await start({ demandsCertificate: true, maxVersion });
      const { cert, key } = testCertificate({ hosts: ['client.example'] });
      const client = await connect(server, { tls: { ca: standard.cert, cert, key } });
      assert.equal((await client.list('/')).length, 1);
      assert.deepEqual(protectedData(server), [true]);
    });

    test(`a server that demands a certificate says so where we have none (${maxVersion})`, async () => {
      const error = await refused(await start({ demandsCertificate: true, maxVersion }));
      assert.equal(error.kind, 'tls');
      assert.match(error.hint ?? '', /tls\.cert/);
    });
  }

  test('TLS before 1.2 is spoken only where the user asks for it', async () => {
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const server = await start({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers });
    const error = await refused(server);
    assert.equal(error.kind, 'tls');
    assert.match(error.hint ?? '', /tls\.minVersion/);
    const tls = { ca: standard.cert, minVersion: 'TLSv1' as const, ciphers };
    const client = await connect(server, { tls });
    assert.equal((await client.list('/')).length, 1);
  });
});

describe('sessions of TLS', () => {
  const all = modes.flatMap((mode) =>
    ['127.0.0.1', 'localhost'].flatMap((host) =>
      (['TLSv1.2', 'TLSv1.3'] as const).map((maxVersion) => ({ mode, host, maxVersion })),
    ),
  );
  for (const { mode, host, maxVersion } of all) {
    test(`every data connection resumes one: ${mode}, ${host}, ${maxVersion}`, async () => {
      const server = await start({ mode, maxVersion });
      const told: string[] = [];
      const client = await connect(server, {
        host,
        security: mode,
        trace: (event) => {
          if (event.type === 'connect' && event.channel === 'data') told.push(event.tls ?? '');
        },
      });
      // More than the tickets of one handshake.
      for (let turn = 0; turn < 5; turn += 1) {
        await client.list('/');
        await client.writeFile('/b.txt', Buffer.from('b'));
      }
      assert.equal(told.length, 10);
      assert.deepEqual(
        told.filter((text) => !text.startsWith(maxVersion) || !text.endsWith('resumed')),
        [],
      );
    });
  }

  test('a host that takes no TLS 1.3 session is spoken to in TLS 1.2 from then on', async () => {
    const server = await start();
    const knowledge: HostKnowledge = {};
    const versions: string[] = [];
    const trace = (event: TraceEvent): void => {
      const text = event.type === 'note' ? /secured by (\S+),/.exec(event.text) : null;
      if (text !== null) versions.push(text[1] ?? '');
    };
    const options = optionsFor(server, { trace });
    const end = new RemoteError('disconnected', 'the test is over');
    const first = await openSession(options, knowledge, never);
    const reply =
      '425 Unable to build data connection: TLS session of data connection not resumed.';
    const reuse = new RemoteError('data-connection', 'refused', { code: 425, reply });
    const other = new RemoteError('data-connection', 'refused', { code: 425, reply: '425 no' });
    assert.equal(turnsToTls12(first, other), false);
    assert.equal(turnsToTls12(first, reuse), true);
    assert.equal(turnsToTls12(first, reuse), false);
    const second = await openSession(options, knowledge, never);
    assert.equal(turnsToTls12(second, reuse), false);
    for (const { channel } of [first, second]) channel.destroy(end);
    assert.deepEqual(versions, ['TLSv1.3', 'TLSv1.2']);
  });

  test('TLS 1.3 that the user demands is never given up for TLS 1.2', async () => {
    const tls = { ca: standard.cert, minVersion: 'TLSv1.3' as const };
    const session = await openSession(optionsFor(await start(), { tls }), { tls12: true }, never);
    const told = { code: 522, reply: '522 SSL connection failed: session reuse required' };
    assert.equal(turnsToTls12(session, new RemoteError('tls', 'refused', told)), false);
    session.channel.destroy(new RemoteError('disconnected', 'the test is over'));
  });
});

describe('uploads over TLS', () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const tls = { maxVersion, requireSessionReuse: true };

    test(`an empty file has its handshake too (${maxVersion})`, async () => {
      const server = await start(tls);
      const client = await connect(server);
      await client.writeFile('/empty.txt', new Uint8Array(0));
      await client.writeFile('/a.txt', new Uint8Array(0));
      assert.deepEqual([server.files.text('/empty.txt'), server.files.text('/a.txt')], ['', '']);
      assert.deepEqual(protectedData(server), [true, true]);
    });

    test(`end with our goodbye behind the last byte (${maxVersion})`, async () => {
      // It confirms only what was closed in order; its tickets lie unread behind our back.
      const server = await start(tls, { personality: { lingeringClose: true } });
      const client = await connect(server);
      const content = Buffer.alloc(3_000_000, 'content ');
      await client.writeFile('/big.bin', content);
      assert.deepEqual(Buffer.from(server.files.read('/big.bin') ?? []), content);
      assert.equal((await client.list('/')).length, 2);
    });
  }
});
