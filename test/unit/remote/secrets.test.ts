import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ConnectionProfile } from '../../../src/remote/profile.js';
import { findSecrets } from '../../../src/remote/profile-secrets.js';
import { homesOf } from '../../../src/remote/secrets.js';

suite('secrets that stand in a profile', () => {
  const host = 'ftp.example.com';
  const cases: [
    law: string,
    ConnectionProfile,
    found: object,
    homes: string[],
    homeless: string[],
  ][] = [
    [
      'go where the connection looks for them',
      { host, user: 'ada' },
      { password: 'x' },
      ['password=x'],
      [],
    ],
    ['have no home where nobody logs in', { host }, { password: 'x' }, [], ['password']],
    [
      'have no home where the proxy has no user',
      { host, user: 'ada', proxy: { type: 'socks5', host } },
      { password: 'x', proxy: { password: 'y' } },
      ['password=x'],
      ['proxy-password'],
    ],
    ['have no home without a certificate', { host }, { passphrase: 'x' }, [], ['passphrase']],
    ['need none where they are empty', { host }, { password: '' }, [], []],
  ];
  for (const [law, profile, found, homes, homeless] of cases) {
    test(law, () => {
      const kept = homesOf(findSecrets(found), profile);
      const told = kept.homes.map(({ secret, value }) => `${secret.kind}=${value}`);
      assert.deepEqual([told, kept.homeless], [homes, homeless]);
    });
  }
});
