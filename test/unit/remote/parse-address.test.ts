import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import {
  parseAddress,
  suggestName,
  type ParsedAddress,
} from '../../../src/remote/parse-address.js';

const addresses: [address: string, parsed: ParsedAddress][] = [
  ['ftp.example.com', { profile: { host: 'ftp.example.com' } }],
  ['  ftp.example.com ', { profile: { host: 'ftp.example.com' } }],
  ['192.0.2.7:2121', { profile: { host: '192.0.2.7', port: 2121 } }],
  ['ftp://example.com:21/', { profile: { host: 'example.com', port: 21 } }],
  ['me@example.com', { profile: { host: 'example.com', user: 'me' } }],
  ['FTP://example.com/Sub/Dir', { profile: { host: 'example.com', root: '/Sub/Dir' } }],
  ['ftp://[2001:db8::1]:2121', { profile: { host: '2001:db8::1', port: 2121 } }],
  ['ftps://example.com', { profile: { host: 'example.com', security: 'implicit' } }],
  ['ftpes://example.com', { profile: { host: 'example.com', security: 'explicit' } }],
  [
    'ftp://me:s%40cret@example.com/a%20b',
    { profile: { host: 'example.com', user: 'me', root: '/a b' }, password: 's@cret' },
  ],
  ['ftp://me:100%@example.com', { profile: { host: 'example.com', user: 'me' }, password: '100%' }],
];

for (const [address, parsed] of addresses) {
  test(`reads ${address}`, () => {
    assert.deepEqual(parseAddress(address), parsed);
  });
}

for (const text of ['', ' ', 'two words', 'http://example.com', 'ftp://', 'ftp://:21', 'a:b:c']) {
  test(`refuses ${JSON.stringify(text)} in one sentence`, () => {
    assert.throws(
      () => parseAddress(text),
      (error) => isRemoteError(error) && error.message.startsWith('Type a host name'),
    );
  });
}

test("a suggested name is the host's, without what says nothing, and free", () => {
  assert.deepEqual(
    [
      suggestName('ftp.example.com', []),
      suggestName('ftp.example.com', ['Example.com', 'example.com-2']),
      suggestName('2001:db8::1', []),
    ],
    ['example.com', 'example.com-3', '2001-db8-1'],
  );
});
