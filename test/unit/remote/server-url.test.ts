import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseAddress } from '../../../src/remote/parse-address.js';
import { type ConnectionProfile } from '../../../src/remote/profile.js';
import { serverUrl } from '../../../src/remote/server-url.js';

suite('the address of a file', () => {
  const cases: [profile: ConnectionProfile, path: string, expected: string][] = [
    [{ host: 'example.com' }, '/a b.txt', 'ftp://example.com/a%20b.txt'],
    [{ host: 'example.com', port: 21 }, '/', 'ftp://example.com/'],
    [{ host: 'example.com', port: 2121, user: 'me' }, '/a', 'ftp://example.com:2121/a'],
    [{ host: 'example.com', root: '/www' }, '/a#b?c', 'ftp://example.com/www/a%23b%3Fc'],
    [{ host: 'example.com', root: 'www' }, '/ü', 'ftp://example.com/www/%C3%BC'],
    [{ host: 'example.com', security: 'implicit', port: 990 }, '/a', 'ftps://example.com/a'],
    [{ host: '::1', security: 'explicit' }, '/a', 'ftp://[::1]/a'],
  ];
  for (const [profile, path, expected] of cases) {
    test(`is ${expected}`, () => {
      assert.equal(serverUrl(profile, path), expected);
    });
  }

  test('can be given as the address of a connection, and holds no user', () => {
    const profile = { host: 'example.com', port: 2121, user: 'me', root: '/w w' };
    const { profile: read } = parseAddress(serverUrl(profile, '/a'));
    assert.deepEqual(read, { host: 'example.com', port: 2121, root: '/w w/a' });
  });
});
