import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWatchedPath } from '../../../src/sync/watched-path.js';

const cases: [watch: string[], path: string, isWatched: boolean][] = [
  [[], '/project/a.js', false],
  [['dist/**'], '/project/dist/deep/a.js', true],
  [['dist/**'], '/project/src/a.js', false],
  [['*.css'], '/project/deep/er/a.css', true],
  [['dist/**', '*.map'], '/project/.hidden/a.map', true],
  [['dist/**'], '/elsewhere/dist/a.js', false],
];

for (const [watch, path, isWatched] of cases) {
  test(`${path} is ${isWatched ? '' : 'not '}watched by ${JSON.stringify(watch)}`, () => {
    assert.equal(isWatchedPath({ watch, local: '/project' }, path), isWatched);
  });
}
