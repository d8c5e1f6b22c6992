import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutNested } from '../../../src/search/search-place.js';
import { toSearchSettings } from '../../../src/search/search-settings.js';

function settings(values: Record<string, unknown>): unknown {
  const { exclude, limits } = toSearchSettings((name) => values[name]);
  return [exclude, limits.files, limits.folders, limits.fileBytes, limits.depth];
}

const usual = [['node_modules', '.git', '.svn', '.hg'], 20_000, 20_000, 5 * 1024 * 1024, 32];

test('what is set counts', () => {
  assert.deepEqual(settings({ exclude: ['*.log'], maxFiles: 5, maxFileSize: 0.5, maxDepth: 0 }), [
    ['*.log'],
    5,
    5,
    512 * 1024,
    0,
  ]);
});

test('what is not set, or makes no sense, is as usual', () => {
  assert.deepEqual(settings({}), usual);
  const senseless = { exclude: [1], maxFiles: 0, maxFileSize: 'big', maxDepth: -1 };
  assert.deepEqual(settings(senseless), usual);
});

test('a place within another one, or twice the same, is searched once', () => {
  const places = ['a /', 'b /x', 'a /x', 'b /x/y', 'b /xy', 'b /x'].map((text) => {
    const [connection = '', folder = ''] = text.split(' ');
    return { connection, folder };
  });
  assert.deepEqual(
    withoutNested(places).map(({ connection, folder }) => `${connection} ${folder}`),
    ['a /', 'b /x', 'b /xy'],
  );
});
