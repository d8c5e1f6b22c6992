import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type LocalChange } from '../../../src/sync/local-change.js';
import { openWindowStore } from '../../../src/sync/window-store.js';
import { tempDir } from '../../support/temp-dir.js';

const change: LocalChange = {
  id: '1',
  time: 1,
  pair: 'demo: /',
  isHeld: false,
  kind: 'save',
  path: 'a.txt',
  isNew: false,
};

test('a window that is opened again has what it left, also where it left it a moment later', async (t) => {
  const place = { folder: await tempDir(t), windowId: 'window' };
  const former = await openWindowStore(place, never);
  await former.load(never);
  const opening = openWindowStore(place, never);
  await former.write({ remove: [], add: [change] }, never);
  await former.close();
  const store = await opening;
  assert.deepEqual(await store.load(never), [change]);
  await store.close();
});

test('a second window on the same folder has a queue of its own', async (t) => {
  const place = { folder: await tempDir(t), windowId: 'window' };
  const first = await openWindowStore(place, never);
  await first.load(never);
  await first.write({ remove: [], add: [change] }, never);
  const second = await openWindowStore(place, never, 1);
  assert.deepEqual(await second.load(never), []);
  const queues = (await readdir(place.folder)).filter((name) => name.endsWith('.queue'));
  assert.equal(queues.length, 2);
  await Promise.all([first.close(), second.close()]);
});
