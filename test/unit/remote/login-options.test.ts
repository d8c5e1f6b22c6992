import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type Login, noteRefusal, prepareLogin } from '../../../src/remote/login-options.js';
import { type ConnectionProfile } from '../../../src/remote/profile.js';
import { failure } from '../../support/failure.js';

/** Credentials that give these secrets by their kind, and tell what happened to them. */
function credentialsWith(secrets: Record<string, string | undefined>): {
  story: string[];
  ask: Parameters<typeof prepareLogin>[1]['ask'];
  accepted: () => Promise<void>;
  refused: Parameters<typeof prepareLogin>[1]['refused'];
} {
  const story: string[] = [];
  return {
    story,
    ask: ({ kind, of }) => {
      story.push(`asked for ${kind} of ${of}`);
      return Promise.resolve(secrets[kind]);
    },
    accepted: () => Promise.resolve(),
    refused: ({ kind }) => {
      story.push(`refused ${kind}`);
      return Promise.resolve();
    },
  };
}

const prepare = (
  profile: ConnectionProfile,
  credentials: Parameters<typeof prepareLogin>[1],
): Promise<Login> => prepareLogin({ name: 'site', profile }, credentials, never);

suite('what the engine needs to log in', () => {
  test('is the profile without what is ours alone, and the password', async () => {
    const profile: ConnectionProfile = {
      host: 'h',
      user: 'ada',
      security: 'explicit',
      root: '/www',
      sessions: 2,
      readOnly: true,
      hiddenFiles: false,
      label: 'Shop',
      color: 'red',
      production: true,
    };
    const credentials = credentialsWith({ password: 'pw' });
    const { options, given } = await prepare(profile, credentials);
    const expected = { host: 'h', user: 'ada', security: 'explicit', password: 'pw' };
    assert.deepEqual(options, expected);
    assert.deepEqual(
      given.map(({ secret, value }) => [secret.kind, value]),
      [['password', 'pw']],
    );
  });

  test('an anonymous login and a proxy without a user need no secret', async () => {
    const credentials = credentialsWith({});
    const proxy = { type: 'http', host: 'gate' } as const;
    const { options } = await prepare({ host: 'h', proxy }, credentials);
    assert.deepEqual([options, credentials.story], [{ host: 'h', proxy }, []]);
  });

  test('the proxy is given its own password', async () => {
    const credentials = credentialsWith({ password: 'pw', 'proxy-password': 'other' });
    const proxy = { type: 'socks5', host: 'Gate', user: 'bob' } as const;
    const { options } = await prepare({ host: 'h', user: 'ada', proxy }, credentials);
    assert.deepEqual(options.proxy, { ...proxy, password: 'other' });
    assert.deepEqual(credentials.story, [
      'asked for proxy-password of bob@gate:1080',
      'asked for password of ada@h:21',
    ]);
  });

  test('who gives no password is told what was asked for', async () => {
    const error = await failure(prepare({ host: 'h', user: 'ada' }, credentialsWith({})));
    assert.equal(error.kind, 'aborted');
    assert.match(error.message, /No password was given for site/);
  });
});

suite('a client certificate', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ftpws-'));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'open' };
  const locked = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const withKey = (key: string): ConnectionProfile => ({
    host: 'h',
    clientCertificate: { certificate: file('me.crt', 'CERT'), key },
  });

  test('is read from its files, and an open key needs no passphrase', async () => {
    const credentials = credentialsWith({});
    const { options } = await prepare(withKey(file('plain.key', plain)), credentials);
    assert.deepEqual([options.tls, credentials.story], [{ cert: 'CERT', key: plain }, []]);
  });

  test('is opened by its passphrase, which goes no further', async () => {
    const key = file('locked.key', locked);
    const credentials = credentialsWith({ passphrase: 'open' });
    const { options, given } = await prepare(withKey(key), credentials);
    assert.deepEqual(options.tls, { cert: 'CERT', key: plain });
    assert.deepEqual(credentials.story, [`asked for passphrase of ${key}`]);
    assert.deepEqual(
      given.map(({ value }) => value),
      ['open'],
    );
  });

  test('whose passphrase is wrong says so, and the passphrase is forgotten', async () => {
    const profile = withKey(file('locked.key', locked));
    const credentials = credentialsWith({ passphrase: 'hunter2' });
    const error = await failure(prepare(profile, credentials));
    assert.deepEqual([error.kind, error.refused], ['auth', 'passphrase']);
    assert.doesNotMatch(`${error.message}${error.hint ?? ''}`, /hunter2/);
    await noteRefusal(error, profile, credentials);
    assert.equal(credentials.story.at(-1), 'refused passphrase');
  });

  const unusable: [what: string, key: string, words: RegExp][] = [
    ['a file that is not there', path.join(folder, 'missing.key'), /there is no such file/],
    ['a file that is no key', file('no.key', 'hello'), /holds no private key/],
  ];
  for (const [what, key, words] of unusable) {
    test(`of ${what} names the file`, async () => {
      const error = await failure(prepare(withKey(key), credentialsWith({})));
      assert.equal(error.kind, 'tls');
      assert.match(error.message, words);
      assert.ok(error.message.includes(key));
    });
  }
});

test('only the secret that was refused is forgotten', async () => {
  const proxy = { type: 'http', host: 'gate', user: 'bob' } as const;
  const profile = { host: 'h', user: 'ada', proxy };
  const cases: [error: unknown, story: string[]][] = [
    [new RemoteError('auth', 'no'), ['refused password']],
    [new RemoteError('auth', 'no', { refused: 'proxy-password' }), ['refused proxy-password']],
    [new RemoteError('connect', 'no'), []],
    [new Error('no'), []],
  ];
  for (const [error, story] of cases) {
    const credentials = credentialsWith({});
    await noteRefusal(error, profile, credentials);
    assert.deepEqual(credentials.story, story);
  }
});
