import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  effectiveConnections,
  exportText,
  namesWithSecrets,
  scopeOf,
  withName,
  withoutName,
  withTrust,
} from '../../../src/remote/connection-settings.js';
import { findSecrets, withoutSecrets } from '../../../src/remote/profile-secrets.js';
import { currentTemporaries, withTemporary } from '../../../src/remote/temporary-connections.js';

const layers = {
  temporary: { passing: { host: 't' }, mine: { host: 't' } },
  user: {
    mine: { host: 'u', user: 'ada', trustedFingerprint: 'aa' },
    both: { host: 'u', port: 1 },
  },
  workspace: { both: { host: 'w' }, theirs: { host: 'w' } },
};

test('the profile nearest to the workspace counts, wholly', () => {
  assert.deepEqual(effectiveConnections({ ...layers, isTrusted: true }), {
    passing: { host: 't' },
    mine: { host: 'u', user: 'ada', trustedFingerprint: 'aa' },
    both: { host: 'w' },
    theirs: { host: 'w' },
  });
});

test('connections that stand in no settings come last', () => {
  const names = Object.keys(effectiveConnections({ ...layers, isTrusted: true }));
  assert.deepEqual(names, ['mine', 'both', 'theirs', 'passing']);
});

test('nothing of a workspace that is not trusted counts', () => {
  const untrusted = { ...layers, isTrusted: false };
  assert.deepEqual(effectiveConnections(untrusted), { ...layers.temporary, ...layers.user });
  assert.equal(scopeOf('theirs', untrusted), undefined);
  assert.equal(scopeOf('both', untrusted), 'user');
  const secret = { ...untrusted, workspace: { theirs: { host: 'w', password: 'x' } } };
  assert.deepEqual(namesWithSecrets(secret), []);
});

test('a name is changed where it stands', () => {
  const scopes = ['mine', 'both', 'theirs', 'passing', 'toString'].map((name) =>
    scopeOf(name, { ...layers, isTrusted: true }),
  );
  assert.deepEqual(scopes, ['user', 'workspace', 'workspace', undefined, undefined]);
});

test('what is no object holds nothing, and can be added to', () => {
  for (const value of [undefined, null, 7, 'text', ['a']]) {
    assert.deepEqual(effectiveConnections({ user: value, isTrusted: true }), {});
    assert.deepEqual(withName(value, 'a', { host: 'h' }), { a: { host: 'h' } });
    assert.deepEqual(withoutName(value, 'a'), {});
  }
});

test('one name is written, the others stay as they stand, senseless ones too', () => {
  const value = { odd: 7, a: { host: 'a' } };
  assert.deepEqual(withName(value, 'a', { host: 'b' }), { odd: 7, a: { host: 'b' } });
  assert.deepEqual(withoutName(value, 'a'), { odd: 7 });
});

test('a trusted certificate takes the place of another, or stands beside those of a list', () => {
  const trust = (before: object): unknown => withTrust({ host: 'h', ...before }, 'new');
  assert.deepEqual(trust({}), { host: 'h', trustedFingerprint: 'new' });
  assert.deepEqual(trust({ trustedFingerprint: 'old' }), { host: 'h', trustedFingerprint: 'new' });
  assert.deepEqual(trust({ trustedFingerprint: ['a'] }), {
    host: 'h',
    trustedFingerprint: ['a', 'new'],
  });
});

const secretive = {
  host: 'h',
  password: 'one',
  passphrase: '',
  proxy: { host: 'p', password: 'two' },
  clientCertificate: { certificate: '/c', passphrase: 3 },
};

test('secrets are found and taken out wherever they stand in a profile', () => {
  assert.deepEqual(findSecrets(secretive), [
    { kind: 'password', key: 'password', value: 'one' },
    { kind: 'proxy-password', key: 'proxy.password', value: 'two' },
    { kind: 'passphrase', key: 'clientCertificate.passphrase', value: undefined },
    { kind: 'passphrase', key: 'passphrase', value: undefined },
  ]);
  const clean = { host: 'h', proxy: { host: 'p' }, clientCertificate: { certificate: '/c' } };
  assert.deepEqual(withoutSecrets(secretive), clean);
  assert.deepEqual(findSecrets(clean), []);
  for (const odd of [undefined, null, 'password', ['password'], { proxy: 'password' }]) {
    assert.deepEqual([findSecrets(odd), withoutSecrets(odd)], [[], odd]);
  }
});

test('names with secrets are told with their place', () => {
  const user = { a: { host: 'h' }, b: { password: '' } };
  assert.deepEqual(namesWithSecrets({ user, workspace: { b: secretive }, isTrusted: true }), [
    { name: 'b', scope: 'user' },
    { name: 'b', scope: 'workspace' },
  ]);
});

test('an export holds no secret, and is what the setting takes', () => {
  const text = exportText({ site: { ...secretive, account: 'sales', user: 'ada' } });
  assert.doesNotMatch(text, /one|two|sales|pass/);
  assert.deepEqual(JSON.parse(text), {
    'ftpWorkspaces.connections': {
      site: {
        host: 'h',
        proxy: { host: 'p' },
        clientCertificate: { certificate: '/c' },
        user: 'ada',
      },
    },
  });
});

test('an export holds no password, wherever it was written', () => {
  const odd = {
    url: { host: 'ftp://bob:geheim@h', user: 'bob' },
    key: { host: 'h', pass: 'geheim', proxy: { type: 'http', host: 'p', pass: 'geheim' } },
    proxy: { host: 'h', proxy: { type: 'http', host: 'bob:geheim@p' } },
    text: 'ftp://bob:geheim@h',
    'ftp://bob:geheim@h': { host: 'h' },
  };
  const text = exportText(odd);
  assert.doesNotMatch(text, /geheim/);
  assert.deepEqual(JSON.parse(text), {
    'ftpWorkspaces.connections': {
      url: { user: 'bob' },
      key: { host: 'h', proxy: { type: 'http', host: 'p' } },
      proxy: { host: 'h', proxy: { type: 'http' } },
      text: {},
    },
  });
});

test('a connection that nobody saved is there for two weeks', () => {
  const day = 24 * 3_600_000;
  const kept = withTemporary(undefined, { name: 'a', profile: { host: 'h' } }, 0);
  assert.deepEqual(currentTemporaries(kept, 13 * day), { a: { host: 'h' } });
  assert.deepEqual(currentTemporaries(kept, 15 * day), {});
  assert.deepEqual(withTemporary(kept, { name: 'a' }, day), {});
  for (const odd of [undefined, null, 7, { a: 7 }, { a: { profile: {} } }]) {
    assert.deepEqual(currentTemporaries(odd, 0), {});
  }
});
