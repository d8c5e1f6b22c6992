import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { sortEntries } from '../../../src/remote/sort-entries.js';

test('folders come first, and names are in the order in which people count', () => {
  const entries = ['page10', 'Page2', 'b/', 'a.txt', 'A/'].map((name): RemoteEntry => ({
    name: name.replace('/', ''),
    type: name.endsWith('/') ? 'directory' : 'file',
  }));
  assert.deepEqual(
    sortEntries(entries).map(({ name }) => name),
    ['A', 'b', 'a.txt', 'Page2', 'page10'],
  );
});
