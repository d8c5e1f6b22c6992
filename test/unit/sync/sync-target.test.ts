import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMappings } from '../../../src/sync/mapping.js';
import { activeTarget, type TargetWish } from '../../../src/sync/sync-target.js';

const targets = [
  { name: 'test', connection: 'a', remote: '/test' },
  { name: 'live', connection: 'a', remote: '/live', branch: ['main', 'release/**'] },
  { name: 'review', connection: 'b', remote: '/review', branch: 'feature/*' },
];
const [mapping] = parseMappings([{ targets }], '/site');

const cases: [wish: TargetWish, name: string][] = [
  [{}, 'test'],
  [{ branch: 'main' }, 'live'],
  [{ branch: 'release/2/1' }, 'live'],
  [{ branch: 'feature/cart' }, 'review'],
  [{ branch: 'feature/cart/2' }, 'test'],
  [{ branch: 'mainland' }, 'test'],
  [{ chosen: 'review' }, 'review'],
  [{ chosen: 'review', branch: 'main' }, 'review'],
  [{ chosen: 'removed since', branch: 'main' }, 'live'],
  [{ chosen: 'removed since' }, 'test'],
];
for (const [wish, name] of cases) {
  test(`${JSON.stringify(wish)} makes ${name} the active target`, () => {
    assert.ok(mapping);
    assert.equal(activeTarget(mapping, wish).name, name);
  });
}
