import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionProfile } from '../../../src/remote/profile.js';
import { TreeMemories } from '../../../src/remote/tree-memory.js';

const profile: ConnectionProfile = { host: 'example.org', user: 'anna', root: 'www' };

const changes: [what: string, change: Partial<ConnectionProfile>, goesOn: boolean][] = [
  ['a label', { label: 'Shop' }, true],
  ['a colour', { color: 'red' }, true],
  ['customers who see it', { production: true }, true],
  ['a certificate that is trusted now', { trustedFingerprint: 'AB:CD' }, true],
  ['the usual port, written down', { port: 21 }, true],
  ['the same root, written with a slash more', { root: 'www/' }, true],
  ['a host in another case', { host: 'Example.org' }, true],
  ['another host', { host: 'live.example.org' }, false],
  ['another port', { port: 2121 }, false],
  ['another user', { user: 'bert' }, false],
  ['another root', { root: 'www/live' }, false],
  ['a root that does not depend on the login', { root: '/www' }, false],
  [
    'a proxy, behind which the host may be another one',
    { proxy: { type: 'socks5', host: 'p' } },
    false,
  ],
];
for (const [what, change, goesOn] of changes) {
  test(`${what}: what was told ${goesOn ? 'counts' : 'does not count'} from then on`, () => {
    const memories = new TreeMemories();
    const before = memories.of('Demo', profile);
    assert.equal(memories.of('demo', { ...profile, ...change }) === before, goesOn);
  });
}

test('what was told of one connection says nothing of another', () => {
  const memories = new TreeMemories();
  assert.notEqual(memories.of('one', profile), memories.of('other', profile));
});

test('who comes back to a tree has seen another one meanwhile', () => {
  const memories = new TreeMemories();
  const entry = { name: 'a', type: 'file' as const, size: 1 };
  memories.of('demo', profile).states.remember('/a', entry);
  const elsewhere = memories.of('demo', { ...profile, host: 'other' });
  assert.equal(elsewhere.states.expectedFor('/a', true), 'nothing');
  const back = memories.of('demo', profile);
  assert.equal(back.states.expectedFor('/a', true), 'nothing');
  back.states.remember('/a', entry);
  assert.equal(back.states.expectedFor('/a', true), entry);
});
