// How a new connection finds out what its server can do, and what it asks its user before.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { isRemoteError } from '../../src/base/remote-error.js';
import { explore, type Explored } from '../../src/diagnosis/explore.js';
import { type FtpOptions } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { testCertificate } from '../support/test-certificate.js';
import { until } from '../support/until.js';

const atEnd = endingWithTest();

interface Case {
  server?: FtpServerOptions;
  options?: Partial<FtpOptions>;
  root?: string;
  /** What the user answers to each kind of question; a question without an answer fails the test. */
  answers?: { trust?: boolean; clearText?: boolean; active?: boolean };
}

interface Outcome {
  server: FtpServer;
  asked: string[];
  found: Promise<Explored>;
}

async function exploring({
  server: settings,
  options,
  root,
  answers = {},
}: Case): Promise<Outcome> {
  const server = await freshServer(atEnd, { files: { www: { 'a.txt': 'a' } }, ...settings });
  const asked: string[] = [];
  const answer = (question: string, given: boolean | undefined): Promise<boolean> => {
    asked.push(question);
    return given === undefined ? Promise.reject(new Error(question)) : Promise.resolve(given);
  };
  const found = explore(
    {
      options: {
        host: server.host,
        port: server.port,
        user: 'demo',
        password: 'demo',
        timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
        ...options,
      },
      root,
    },
    {
      trust: ({ reason }) => answer(`trust: ${reason}`, answers.trust),
      allowClearText: (address) => answer(`clear: ${address}`, answers.clearText),
      allowActive: () => answer('active', answers.active),
    },
    never,
  );
  found.catch(() => undefined);
  return { server, asked, found };
}

const { key, cert } = testCertificate();
const fingerprint = new X509Certificate(cert).fingerprint256;
const explicit = { tls: { mode: 'explicit', key, cert } } as const;
const implicit = { tls: { mode: 'implicit', key, cert } } as const;
const trusted = { tls: { ca: cert } };

suite('what a new connection finds out', () => {
  const cases: [what: string, given: Case, found: Explored, asked?: string[]][] = [
    [
      'TLS where the server offers it',
      { server: explicit, options: trusted },
      { security: 'explicit' },
    ],
    ['TLS from the first byte', { server: implicit, options: trusted }, { security: 'implicit' }],
    ['clear text where there is nothing else', {}, { security: 'none' }],
    ['the choice of the user, as it is', { options: { security: 'none' } }, { security: 'none' }],
    [
      'TLS if available, which is to stay so',
      { server: explicit, options: { ...trusted, security: 'explicit-if-available' } },
      { security: 'explicit-if-available' },
    ],
    [
      'TLS if available, where it is not',
      { options: { security: 'explicit-if-available' } },
      { security: 'explicit-if-available' },
    ],
    ['a folder', { root: '/www' }, { security: 'none' }],
    [
      'a certificate that the user trusts',
      { server: explicit, answers: { trust: true } },
      { security: 'explicit', trustedFingerprint: fingerprint },
      ['trust: it is signed by itself'],
    ],
    [
      'PASV where EPSV is not known',
      { server: { personality: { epsv: false } } },
      { security: 'none' },
    ],
    [
      'active mode where nothing else works and the user allows it',
      { server: { personality: { epsv: false, pasv: false } }, answers: { active: true } },
      { security: 'none', dataMode: 'active' },
      ['active'],
    ],
  ];
  for (const [what, given, expected, questions = []] of cases) {
    test(what, async () => {
      const { found, asked } = await exploring(given);
      assert.deepEqual([await found, asked], [expected, questions]);
    });
  }
});

suite('what a new connection does not do', () => {
  test('it sends no password to a server whose certificate the user does not trust', async () => {
    const { server, found } = await exploring({ server: explicit, answers: { trust: false } });
    assert.equal((await failure(found)).kind, 'tls');
    assert.deepEqual(server.commands('PASS'), []);
  });

  test('it sends no password in clear text to a public address unasked', async () => {
    // An address that is kept for examples: nobody is there.
    const { server, found, asked } = await exploring({
      options: { security: 'none', host: '203.0.113.7' },
      answers: { clearText: false },
    });
    const error = await failure(found);
    assert.deepEqual([error.kind, asked], ['aborted', ['clear: 203.0.113.7']]);
    assert.deepEqual(server.commands(), []);
  });

  test('it opens no port of ours unasked', async () => {
    const { server, found } = await exploring({
      server: { personality: { epsv: false, pasv: false } },
      answers: { active: false },
    });
    assert.equal((await failure(found)).kind, 'data-connection');
    assert.deepEqual([server.commands('EPRT'), server.commands('PORT')], [[], []]);
  });

  test('it falls back to clear text for no other reason than that the server has no TLS', async () => {
    const { server, found } = await exploring({
      server: { ...explicit, rules: [{ on: 'PROT', do: { reply: '536 Not that' } }] },
      options: trusted,
    });
    assert.equal((await failure(found)).kind, 'tls');
    assert.deepEqual(server.commands('PASS'), []);
  });

  const failures: [what: string, given: Case, kind: string][] = [
    ['a wrong password', { options: { password: 'wrong' } }, 'auth'],
    ['a folder that is not there', { root: '/missing' }, 'not-found'],
  ];
  for (const [what, given, kind] of failures) {
    test(`it takes ${what} for none that works`, async () => {
      const { found } = await exploring(given);
      assert.equal((await failure(found)).kind, kind);
    });
  }

  test('it ends with its signal, and leaves nothing open', async () => {
    const stop = new AbortController();
    const server = await freshServer(atEnd, { rules: [{ on: 'USER', do: { swallow: true } }] });
    const judge = {
      trust: () => Promise.resolve(false),
      allowClearText: () => Promise.resolve(false),
      allowActive: () => Promise.resolve(false),
    };
    const { host, port } = server;
    const options = { host, port, user: 'demo', security: 'none' as const };
    const found = explore({ options, root: undefined }, judge, stop.signal);
    found.catch(() => undefined);
    // Step by step, after what was sent together was lost.
    await until('the second login', 5_000, () => server.commands('USER').length === 2);
    stop.abort();
    const error: unknown = await found.catch((reason: unknown) => reason);
    assert.ok(isRemoteError(error, 'aborted'), String(error));
    await until('the session to end', 5_000, () => server.sessions === 0);
  });
});
