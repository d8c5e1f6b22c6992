import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { outermost } from '../../../src/remote/outermost.js';

suite('of several places', () => {
  const cases: [name: string, places: string[], expected: string[]][] = [
    ['those inside another one go', ['/a/b/c', '/a/b', '/d'], ['/a/b', '/d']],
    ['a name that only begins like a folder stays', ['/a', '/ab'], ['/a', '/ab']],
    ['each is there once', ['/a', '/a'], ['/a']],
    ['the root has all the others', ['/a', '/', '/b/c'], ['/']],
  ];
  for (const [name, places, expected] of cases) {
    test(name, () => {
      const left = outermost(places.map((path) => ({ connection: 'demo', path })));
      assert.deepEqual(
        left.map(({ path }) => path),
        expected,
      );
    });
  }

  test('those on another server have nothing to do with each other', () => {
    const places = [
      { connection: 'one', path: '/a' },
      { connection: 'two', path: '/a/b' },
    ];
    assert.deepEqual(outermost(places), places);
  });
});
