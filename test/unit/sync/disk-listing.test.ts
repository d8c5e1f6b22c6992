import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DiskListing } from '../../../src/sync/disk-listing.js';
import { tempDir } from '../../support/temp-dir.js';

const nothing = (): void => undefined;

async function folderOf(t: TestContext, files: number): Promise<string> {
  const folder = await tempDir(t);
  for (let at = 0; at < files; at += 1) {
    fs.writeFileSync(path.join(folder, `file-${String(at)}`), 'x'.repeat(at));
  }
  fs.mkdirSync(path.join(folder, 'folder'));
  fs.symlinkSync('nowhere', path.join(folder, 'link'));
  return folder;
}

/** Looks that are not left to a thread, each of which takes so long by the clock that is used. */
function timedLooks(t: TestContext, ms: number, before = nothing): () => number {
  const { lstatSync } = fs;
  let clock = performance.now();
  const look = t.mock.method(fs, 'lstatSync', (at: string, options: { throwIfNoEntry: false }) => {
    before();
    clock += ms;
    return lstatSync(at, options);
  });
  t.mock.method(performance, 'now', () => clock);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return () => look.mock.callCount();
}

test('a folder is listed the same by threads and by one look after another', async (t) => {
  const folder = await folderOf(t, 40);
  const looks = timedLooks(t, 0.01);
  const listing = new DiskListing();
  const byThreads = await listing.list(folder, nothing);
  assert.equal(looks(), 0, 'the first folder shows whether the disk answers');
  assert.deepEqual(await listing.list(folder, nothing), byThreads);
  assert.equal(looks(), 42);
  const { size, mtimeMs, mode } = fs.statSync(path.join(folder, 'file-7'));
  assert.deepEqual(
    byThreads.find(({ name }) => name === 'file-7'),
    {
      ...{ name: 'file-7', type: 'file', size },
      ...{ modified: mtimeMs, modifiedExact: true, mode: mode & 0o7777 },
    },
  );
  const types = byThreads.filter(({ type }) => type !== 'file').map(({ type }) => type);
  assert.deepEqual(types.sort(), ['directory', 'symlink']);
});

test('where the disk is slow threads look, and keep nobody waiting', async (t) => {
  const folder = await folderOf(t, 40);
  const listing = new DiskListing();
  const before = await listing.list(folder, nothing);
  const looks = timedLooks(t, 2);
  assert.deepEqual(await listing.list(folder, nothing), before);
  assert.deepEqual(await listing.list(folder, nothing), before);
  assert.equal(looks(), 3);
});

test('what goes while its folder is listed is not there, and all else is', async (t) => {
  const folder = await folderOf(t, 5);
  const listing = new DiskListing();
  const before = await listing.list(folder, nothing);
  const [first] = before;
  timedLooks(t, 0.01, () => {
    fs.rmSync(path.join(folder, before[1]?.name ?? ''), { recursive: true, force: true });
  });
  const [, gone, ...others] = before;
  assert.ok(gone);
  assert.deepEqual(await listing.list(folder, nothing), [first, ...others]);
});

test('a folder that is gone, and one that is no folder, is a failure and not an empty one', async (t) => {
  const folder = await folderOf(t, 1);
  const listing = new DiskListing();
  for (const at of [path.join(folder, 'missing'), path.join(folder, 'file-0')]) {
    for (let time = 0; time < 2; time += 1) await assert.rejects(listing.list(at, nothing));
  }
  await listing.list(folder, nothing);
  fs.rmSync(folder, { recursive: true });
  await assert.rejects(listing.list(folder, nothing), { code: 'ENOENT' });
  fs.mkdirSync(folder);
});

test('who looks at many files lets all else have its turn', async (t) => {
  const folder = await folderOf(t, 30);
  const listing = new DiskListing();
  await listing.list(folder, nothing);
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  timedLooks(t, 0.4);
  let checks = 0;
  const begun = listing.list(folder, () => (checks += 1));
  setImmediate(count);
  await begun;
  isOver = true;
  // 32 looks take three stretches of time: two turns between them, and a check before each.
  assert.ok(turns >= 2 && checks >= 3, `${String(turns)} turns, ${String(checks)} checks`);
});
