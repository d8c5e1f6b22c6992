import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { never } from '../../../src/base/abort.js';
import { ListingsAhead } from '../../../src/sync/ahead.js';
import { type FolderScan } from '../../../src/sync/scan.js';

const folders = Array.from({ length: 100 }, (_, at) => `folder-${String(at)}`);

/** Listings ahead of folders with so many entries, and the folders that were listed so far. */
function ahead(entries: number, most: number): { listings: ListingsAhead; listed: string[] } {
  const listed: string[] = [];
  const names = Array.from({ length: entries }, (_, at) => [String(at), { type: 'file' }] as const);
  const scan: FolderScan = { entries: new Map(names), ignored: 0 };
  const list = (folder: string): Promise<FolderScan> => {
    listed.push(folder);
    return Promise.resolve(scan);
  };
  const listings = new ListingsAhead({ list, look: () => Promise.resolve(undefined) }, most, never);
  listings.announce(folders);
  return { listings, listed };
}

const cases: [name: string, entries: number, most: number, ahead: number][] = [
  ['small folders are listed as far ahead as may be', 20, 64, 64],
  ['of large folders few are held', 5_000, 64, 16],
  ['where few may be held few are', 20, 10, 10],
];
for (const [name, entries, most, expected] of cases) {
  test(name, async () => {
    const { listings, listed } = ahead(entries, most);
    for (const folder of folders.slice(0, 20)) {
      await listings.take(folder);
      await setImmediate();
    }
    assert.deepEqual(listed, folders.slice(0, 20 + expected));
  });
}

test('what is taken before its turn is listed once', async () => {
  const { listings, listed } = ahead(20, 16);
  await listings.take('folder-90');
  for (const folder of folders) if (folder !== 'folder-90') await listings.take(folder);
  assert.deepEqual([...listed].sort(), [...folders].sort());
});
