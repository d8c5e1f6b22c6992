import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import {
  accountOf,
  type ConnectionProfile,
  parseProfile,
  secretNameOf,
} from '../../../src/remote/profile.js';

const host = 'ftp.example.com';

const good: [what: string, profile: unknown][] = [
  ['a host alone', { host }],
  ['an IPv6 address', { host: '2001:db8::1' }],
  [
    'everything there is',
    {
      host,
      port: 2121,
      user: 'ada',
      security: 'explicit',
      dataMode: 'active',
      active: { address: '192.0.2.1', ports: [40_000, 40_100] },
      encoding: 'utf8',
      timeouts: { connect: 1, reply: 2, data: 3 },
      keepAlive: 0,
      root: 'www',
    },
  ],
];
for (const [what, profile] of good) {
  test(`takes ${what} as it stands`, () => {
    assert.deepEqual(parseProfile('site', profile), profile);
  });
}

const bad: [value: unknown, words: RegExp][] = [
  [undefined, /must be an object/],
  [null, /must be an object/],
  [[], /must be an object/],
  ['ftp.example.com', /must be an object/],
  [{}, /no "host"/],
  [{ host: '' }, /"host" must be a text/],
  [{ host: 7 }, /"host" must be a text/],
  [{ host: 'ftp://example.com' }, /"host" must be a host name/],
  [{ host: 'me@example.com' }, /"host" must be a host name/],
  [{ host: 'a b' }, /"host" must be a host name/],
  [{ host: 'a\r\nDELE b' }, /"host" must be a text of one line/],
  [{ host, user: 'a\nb' }, /"user" must be a text of one line/],
  [{ host, port: 0 }, /"port" must be a whole number from 1 to 65535/],
  [{ host, port: 65_536 }, /"port"/],
  [{ host, port: '21' }, /"port"/],
  [{ host, port: 21.5 }, /"port"/],
  [{ host, security: 'tls' }, /"security" must be one of "none", "explicit"/],
  [{ host, dataMode: 'PASV' }, /"dataMode" must be one of/],
  [{ host, active: { ports: [2, 1] } }, /"active" "ports" must be two ports/],
  [{ host, active: { ports: [1] } }, /"active" "ports"/],
  [{ host, active: { port: 1 } }, /"active" "port" is not known/],
  [{ host, timeouts: { connect: 0 } }, /"timeouts" "connect" must be/],
  [{ host, timeouts: 5 }, /"timeouts" must be an object/],
  [{ host, keepAlive: -1 }, /"keepAlive"/],
  [{ host, root: '' }, /"root" must be a text/],
  [{ host, hots: 'x' }, /"hots" is not known/],
  [{ host, constructor: 'x' }, /"constructor" is not known/],
  [{ host, toString: 'x' }, /"toString" is not known/],
];
for (const [value, words] of bad) {
  test(`refuses ${JSON.stringify(value)}, and names what makes no sense`, () => {
    assert.throws(
      () => parseProfile('site', value),
      (error) =>
        isRemoteError(error, 'failed') &&
        /Connection "site".*ftpWorkspaces\.connections/.test(error.message) &&
        words.test(error.message) &&
        error.hint !== undefined,
    );
  });
}

test('a password in the settings is refused, and not repeated', () => {
  assert.throws(
    () => parseProfile('site', { host, password: 'hunter2' }),
    (error) =>
      isRemoteError(error, 'failed') &&
      error.message.includes('password') &&
      !`${error.message}${error.hint ?? ''}`.includes('hunter2'),
  );
});

const accounts: [profile: ConnectionProfile, account: string][] = [
  [{ host }, 'anonymous@ftp.example.com:21'],
  [{ host: 'FTP.Example.com', user: 'Ada' }, 'Ada@ftp.example.com:21'],
  [{ host, security: 'implicit' }, 'anonymous@ftp.example.com:990'],
  [{ host, security: 'explicit' }, 'anonymous@ftp.example.com:21'],
  [{ host, port: 2121, security: 'implicit', root: '/a' }, 'anonymous@ftp.example.com:2121'],
];
for (const [profile, account] of accounts) {
  test(`the password of ${JSON.stringify(profile)} is that of ${account}`, () => {
    assert.equal(accountOf(profile), account);
  });
}

test('a password that was given for TLS is not found for a connection in clear text', () => {
  const profile = { host: 'example.com', user: 'ada' };
  const names = [undefined, 'none', 'explicit-if-available', 'explicit', 'implicit'].map(
    (security) =>
      secretNameOf({ ...profile, ...(security && { security }), port: 21 } as ConnectionProfile),
  );
  assert.deepEqual(new Set(names.slice(0, 3)).size, 1);
  assert.deepEqual(new Set(names.slice(3)).size, 1);
  assert.notEqual(names[0], names[3]);
});
