import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import {
  findPlace,
  formatPlace,
  parseAddress,
  parseOpenLink,
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

test('host and port are written as they are read', () => {
  for (const profile of [
    { host: 'h' },
    { host: 'h', port: 2121 },
    { host: '2001:db8::1', port: 1 },
  ]) {
    assert.deepEqual(parseAddress(formatPlace(profile)), { profile });
  }
});

const links: [query: string, address: string][] = [
  ['url=ftp://ada@example.com/www', 'ftp://ada@example.com/www'],
  ['url=ftp%3A%2F%2Fada%40example.com%2Fwww', 'ftp://ada@example.com/www'],
  ['url=ftps://h/a&b=c', 'ftps://h/a&b=c'],
];
for (const [query, address] of links) {
  test(`the link ?${query} leads to ${address}`, () => {
    assert.deepEqual(parseOpenLink({ path: '/open', query }), {
      ...parseAddress(address),
      address,
    });
  });
}

const noLinks = [
  { path: '/open', query: '' },
  { path: '/open', query: 'url=' },
  { path: '/open', query: 'url=http://example.com' },
  { path: '/connect', query: 'url=ftp://h' },
];
for (const link of noLinks) {
  test(`${link.path}?${link.query} is no link that opens anything`, () => {
    assert.throws(
      () => parseOpenLink(link),
      (error) => isRemoteError(error, 'failed'),
    );
  });
}

const known = [
  { name: 'top', profile: { host: 'H', user: 'ada', root: '/www' } },
  { name: 'login', profile: { host: 'h', user: 'bob' } },
  { name: 'port', profile: { host: 'h', user: 'ada', port: 2121, root: '/' } },
];
const places: [address: string, place: { name: string; path: string } | undefined][] = [
  ['ftp://ada@h', { name: 'top', path: '/' }],
  ['ftp://ada@h/www', { name: 'top', path: '/' }],
  ['ftp://ada@h/www/css/', { name: 'top', path: '/css' }],
  ['ftp://ada@h/wwwroot', undefined],
  ['ftp://bob@h', { name: 'login', path: '/' }],
  ['ftp://bob@h/www', undefined],
  ['ftp://ada@h:2121/a/b', { name: 'port', path: '/a/b' }],
  ['ftp://h', undefined],
  ['ftp://eve@h', undefined],
];
for (const [address, place] of places) {
  test(`${address} lies in ${place === undefined ? 'no connection' : `${place.name} at ${place.path}`}`, () => {
    assert.deepEqual(findPlace(parseAddress(address), known), place);
  });
}
