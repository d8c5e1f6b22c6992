import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairKey, type PairIdentity } from '../../../src/sync/pair-key.js';

const pair: PairIdentity = { local: '/p', account: 'ada@h:21', root: undefined, remote: '/' };

test('the same folders have the same key, fit for a file name', () => {
  assert.equal(pairKey(pair), pairKey({ ...pair }));
  assert.match(pairKey(pair), /^[0-9a-f]{32}$/);
});

const others: Partial<PairIdentity>[] = [
  { local: '/p2' },
  { account: 'bob@h:21' },
  { root: '/htdocs' },
  { remote: '/a' },
];

for (const other of others) {
  test(`another ${String(Object.keys(other)[0])} is another pair`, () => {
    assert.notEqual(pairKey({ ...pair, ...other }), pairKey(pair));
  });
}
