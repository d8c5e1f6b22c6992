import assert from 'node:assert/strict';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { diskHabitsOf } from '../../../src/sync/disk-habits.js';
import { tempDir } from '../../support/temp-dir.js';

test('whether a disk tells case apart is found out', async (t) => {
  const folder = await tempDir(t);
  const { ignoresCase } = await diskHabitsOf(folder);
  await writeFile(path.join(folder, 'a'), '');
  const names = await Promise.all(['a', 'A'].map((name) => isThere(path.join(folder, name))));
  assert.deepEqual(names, [true, ignoresCase]);
});

async function isThere(at: string): Promise<boolean> {
  return access(at).then(
    () => true,
    () => false,
  );
}
