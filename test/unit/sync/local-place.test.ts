import assert from 'node:assert/strict';
import { access, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { diskHabitsOf, localPlaceOf } from '../../../src/sync/local-place.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

const disk = { isWindows: false, ignoresCase: false, ignoresForm: false };

test('a file lies below the mapped folder, be its folders there or not', async (t) => {
  const folder = await tempDir(t);
  await mkdir(path.join(folder, 'there'));
  for (const relative of ['a', 'there/b', 'not/yet/c']) {
    const place = await localPlaceOf({ folder, relative }, disk);
    assert.equal(place, path.join(folder, ...relative.split('/')));
  }
});

for (const relative of ['../a', 'a/../../b', '/etc/passwd', 'a//b', '', 'a/.', 'a/b\0']) {
  test(`${JSON.stringify(relative)} is refused`, async (t) => {
    const error = await failure(localPlaceOf({ folder: await tempDir(t), relative }, disk));
    assert.equal(error.kind, 'unsafe');
  });
}

test('a link that leads out of the folder is not followed, one inside is', async (t) => {
  const top = await tempDir(t);
  const folder = path.join(top, 'project');
  await mkdir(path.join(folder, 'inside'), { recursive: true });
  await mkdir(path.join(top, 'project-of-others'));
  await symlink(top, path.join(folder, 'out'));
  await symlink(path.join(top, 'project-of-others'), path.join(folder, 'sibling'));
  await symlink(path.join(folder, 'inside'), path.join(folder, 'in'));
  await symlink(path.join(top, 'nothing'), path.join(folder, 'dangling'));
  const kinds: unknown[] = [];
  for (const relative of ['out/a', 'out/x/y/a', 'sibling/a', 'dangling/a', 'dangling/x/a']) {
    kinds.push((await failure(localPlaceOf({ folder, relative }, disk))).kind);
  }
  assert.deepEqual(kinds, ['unsafe', 'unsafe', 'unsafe', 'unsafe', 'unsafe']);
  const place = await localPlaceOf({ folder, relative: 'in/a' }, disk);
  assert.equal(place, path.join(folder, 'in', 'a'));
});

test('a mapped folder that is a link itself is where it leads', async (t) => {
  const top = await tempDir(t);
  await mkdir(path.join(top, 'real'));
  const folder = path.join(top, 'link');
  await symlink(path.join(top, 'real'), folder);
  const place = await localPlaceOf({ folder, relative: 'x/a' }, disk);
  assert.equal(place, path.join(folder, 'x', 'a'));
});

test('a folder on the way that is a file is an error in words', async (t) => {
  const folder = await tempDir(t);
  await writeFile(path.join(folder, 'a'), '');
  const error = await failure(localPlaceOf({ folder, relative: 'a/b/c' }, disk));
  assert.equal(error.kind, 'not-a-directory');
});

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
