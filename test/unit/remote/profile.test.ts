import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { accountOf, type ConnectionProfile, parseProfile } from '../../../src/remote/profile.js';
import { secretNameOf } from '../../../src/remote/secrets.js';

const host = 'ftp.example.com';
const pin = Array.from({ length: 32 }, () => 'aB').join(':');

const good: [what: string, profile: unknown][] = [
  ['a host alone', { host }],
  ['an IPv6 address', { host: '2001:db8::1' }],
  ['several trusted certificates', { host, trustedFingerprint: [pin, pin.replaceAll(':', '')] }],
  ['a clock as minutes', { host, serverOffset: -330 }],
  ['a proxy', { host, proxy: { type: 'http', host: 'gate', port: 3128, user: 'ada' } }],
  [
    'a certificate with its key in one file',
    { host, clientCertificate: { certificate: '~/me.pem' } },
  ],
  [
    'everything there is',
    {
      host,
      port: 2121,
      user: 'ada',
      account: 'sales',
      security: 'explicit',
      trustedFingerprint: pin,
      clientCertificate: { certificate: '/etc/me.crt', key: 'C:\\keys\\me.key' },
      dataMode: 'active',
      dataCommands: ['PORT', 'EPRT'],
      trustPasvAddress: false,
      active: { address: '192.0.2.1', ports: [40_000, 40_100] },
      encoding: 'utf8',
      timeouts: { connect: 1, reply: 2, data: 3 },
      keepAlive: 0,
      serverOffset: 'auto',
      sessions: 2,
      root: 'www',
      readOnly: true,
      hiddenFiles: false,
      label: 'The shop',
      color: 'red',
      production: true,
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
  [{ host, account: 1 }, /"account" must be a text/],
  [{ host, trustedFingerprint: 'ab:cd' }, /"trustedFingerprint" must be a SHA-256 fingerprint/],
  [{ host, trustedFingerprint: [] }, /"trustedFingerprint"/],
  [{ host, clientCertificate: {} }, /"clientCertificate" has no "certificate"/],
  [{ host, clientCertificate: { certificate: 'me.pem' } }, /"certificate" must be the whole path/],
  [{ host, dataCommands: ['LIST'] }, /"dataCommands" must be one of "EPSV"/],
  [{ host, dataCommands: [] }, /"dataCommands" must be a list that is not empty/],
  [{ host, trustPasvAddress: 'yes' }, /"trustPasvAddress" must be true or false/],
  [{ host, serverOffset: 'UTC' }, /"serverOffset" must be a whole number from -1440 to 1440/],
  [{ host, proxy: { host: 'gate' } }, /"proxy" has no "type"/],
  [{ host, proxy: { type: 'socks4', host: 'gate' } }, /"proxy" "type" must be one of/],
  [{ host, proxy: { type: 'http' } }, /"proxy" has no "host"/],
  [{ host, dataMode: 'auto', proxy: { type: 'http', host: 'g' } }, /"dataMode" must be "passive"/],
  [{ host, dataCommands: ['PORT'], proxy: { type: 'http', host: 'g' } }, /EPSV and PASV only/],
  [{ host, sessions: 0 }, /"sessions" must be a whole number from 1 to 20/],
  [{ host, readOnly: 1 }, /"readOnly" must be true or false/],
  [{ host, color: '#f00' }, /"color" must be one of "red"/],
  [{ host, label: '' }, /"label" must be a text/],
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

const secrets: unknown[] = [
  { host, password: 'hunter2' },
  { host, password: '' },
  { host, passphrase: 'hunter2' },
  { host, proxy: { type: 'http', host: 'gate', password: 'hunter2' } },
  { host, clientCertificate: { certificate: '/me.pem', passphrase: 'hunter2' } },
];
for (const value of secrets) {
  test(`a secret in the settings is refused, and not repeated: ${JSON.stringify(value)}`, () => {
    assert.throws(
      () => parseProfile('site', value),
      (error) =>
        isRemoteError(error, 'unsafe') &&
        error.message.includes('password') &&
        !`${error.message}${error.hint ?? ''}`.includes('hunter2'),
    );
  });
}

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

test('a password that was given for one way is not found for another that somebody else could read', () => {
  const other = pin.replaceAll('a', 'c');
  const proxy = { type: 'http', host: 'gate' } as const;
  const ways: Partial<ConnectionProfile>[] = [
    {},
    { proxy },
    { proxy: { ...proxy, port: 3128 } },
    { security: 'explicit' },
    { security: 'explicit', trustedFingerprint: pin },
    { security: 'explicit', trustedFingerprint: [pin, other] },
  ];
  const names = ways.map((way) => secretNameOf({ host, user: 'ada', ...way }));
  assert.equal(new Set(names).size, ways.length, names.join('\n'));
});

test('a password stays where only the way of writing a certificate or a proxy has changed', () => {
  const name = (way: Partial<ConnectionProfile>): string =>
    secretNameOf({ host, user: 'ada', security: 'explicit', ...way });
  assert.equal(
    name({ trustedFingerprint: pin }),
    name({ trustedFingerprint: [pin.replaceAll(':', '').toLowerCase()] }),
  );
  assert.equal(name({ proxy: { type: 'socks5', host: 'a' } }), name({}));
});
