import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConnectionDraft,
  draftOf,
  emptyDraft,
  profileOf,
  withAddress,
} from '../../../src/remote/connection-draft.js';
import { type ConnectionProfile } from '../../../src/remote/profile.js';

const draftFor = (address: string): ConnectionDraft =>
  withAddress(emptyDraft(), address, ['taken']);

const told: [address: string, told: string[]][] = [
  ['ftp.example.com', []],
  ['ada@ftp.example.com', ['user']],
  ['ftp://ftp.example.com', ['security', 'root']],
  ['ftp://ada@ftp.example.com/htdocs', ['security', 'root', 'user']],
  ['ftpes://ada:secret@ftp.example.com', ['security', 'root', 'user', 'password']],
];
for (const [address, expected] of told) {
  test(`what ${address} tells needs no question`, () => {
    assert.deepEqual(draftFor(address).told, expected);
  });
}

test('a whole address is a whole draft', () => {
  const { base, ...draft } = draftFor(' ftps://ada:se%3Acret@ftp.taken:2990/a%20b ');
  assert.deepEqual(draft, {
    name: 'taken-2',
    address: 'ftps://ada@ftp.taken:2990/a%20b',
    user: 'ada',
    password: 'se:cret',
    security: 'implicit',
    dataMode: 'passive',
    root: '/a b',
    told: ['security', 'root', 'user', 'password'],
  });
  assert.deepEqual(base, {});
});

test('the password stands in no address that is shown again', () => {
  for (const address of ['ftp://a:secret@h', 'a:secret@h', 'ftp://a:se@cret@h/x']) {
    assert.doesNotMatch(draftFor(address).address, /cret/);
  }
});

test('a scheme that says nothing of security leaves it to be found out', () => {
  assert.equal(draftFor('ftp://h').security, 'find-out');
  assert.deepEqual(profileOf(draftFor('ftp://h'), { security: 'explicit' }), {
    host: 'h',
    user: 'anonymous',
    security: 'explicit',
  });
});

const profile: ConnectionProfile = {
  host: 'h',
  port: 2121,
  user: 'ada',
  security: 'explicit',
  dataMode: 'auto',
  root: '/www',
  trustedFingerprint: 'aa',
  readOnly: true,
  label: 'Shop',
};

test('a profile that is edited without a change stays as it is', () => {
  const draft = draftOf('site', profile);
  assert.equal(draft.address, 'h:2121');
  assert.deepEqual(profileOf(withAddress(draft, draft.address, []), {}), profile);
});

test('an answer takes a key out again', () => {
  const draft = { ...draftOf('site', profile), root: '', dataMode: 'passive' as const };
  const { root, dataMode, ...rest } = profile;
  assert.deepEqual([root, dataMode, profileOf(draft, {})], ['/www', 'auto', rest]);
});

test('a certificate is trusted for the server that showed it alone', () => {
  for (const address of ['other:2121', 'h:2122', 'h']) {
    const changed = profileOf(withAddress(draftOf('site', profile), address, []), {});
    assert.equal(changed.trustedFingerprint, undefined, address);
    assert.equal(changed.label, 'Shop');
  }
});

test('an edited connection keeps its name', () => {
  assert.equal(withAddress(draftOf('site', profile), 'other', []).name, 'site');
});
