import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type LocalChange } from '../../../src/sync/local-change.js';
import { DiskQueueStore } from '../../../src/sync/queue-store.js';
import { tempDir } from '../../support/temp-dir.js';

function change(id: string, time: number): LocalChange {
  return { id, time, pair: 'p', isHeld: false, kind: 'save', path: id, isNew: false };
}

async function idsIn(store: DiskQueueStore): Promise<string[]> {
  return (await store.load(never)).map(({ id }) => id);
}

test('what a window left is taken over by the next, in the order of its happening', async (t) => {
  const folder = await tempDir(t);
  const [one, other] = [
    await DiskQueueStore.open({ folder, windowId: 'one' }, never),
    await DiskQueueStore.open({ folder, windowId: 'other' }, never),
  ];
  await one.write({ remove: [], add: [change('a', 1), change('c', 3)] }, never);
  await other.write({ remove: [], add: [change('b', 2), change('d', 4)] }, never);
  await one.write({ remove: ['c'], add: [] }, never);
  await Promise.all([one.close(), other.close()]);
  const next = await DiskQueueStore.open({ folder, windowId: 'next' }, never);
  assert.deepEqual(
    [await idsIn(next), await idsIn(next)],
    [
      ['a', 'b', 'd'],
      ['a', 'b', 'd'],
    ],
  );
  assert.deepEqual((await readdir(folder)).sort(), ['next.queue', 'next.queue.owner']);
});

test('what a living window has is left to it', async (t) => {
  const folder = await tempDir(t);
  const living = await DiskQueueStore.open({ folder, windowId: 'living' }, never);
  await living.write({ remove: [], add: [change('a', 1)] }, never);
  const other = await DiskQueueStore.open({ folder, windowId: 'other' }, never);
  assert.deepEqual([await idsIn(other), await idsIn(living)], [[], ['a']]);
});

/** A window that has left a change behind on a machine of another name, and is silent. */
async function leftElsewhere(folder: string): Promise<string> {
  const gone = await DiskQueueStore.open({ folder, windowId: 'gone' }, never);
  await gone.write({ remove: [], add: [change('a', 1)] }, never);
  await gone.close();
  const owner = path.join(folder, 'gone.queue.owner');
  await writeFile(owner, JSON.stringify({ token: 'x', pid: process.pid, host: 'a former name' }));
  return owner;
}

test('what was left under a former name of the machine is taken over when that is silent', async (t) => {
  const folder = await tempDir(t);
  await leftElsewhere(folder);
  const next = await DiskQueueStore.open({ folder, windowId: 'next', watchMs: 20 }, never);
  assert.deepEqual(await idsIn(next), []);
  assert.deepEqual(
    (await next.loadLate(never)).map(({ id }) => id),
    ['a'],
  );
  assert.deepEqual(await idsIn(next), ['a']);
  assert.deepEqual((await readdir(folder)).sort(), ['next.queue', 'next.queue.owner']);
});

test('what a window on another machine has is left to it as long as it gives a sign of life', async (t) => {
  const folder = await tempDir(t);
  const owner = await leftElsewhere(folder);
  const next = await DiskQueueStore.open({ folder, windowId: 'next', watchMs: 3_600_000 }, never);
  const looked = new AbortController();
  const late = next.loadLate(never).finally(() => {
    looked.abort();
  });
  for (let ms = 1000; !looked.signal.aborted; ms += 1000) {
    await utimes(owner, new Date(ms), new Date(ms));
  }
  assert.deepEqual(await late, []);
});
