import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { gitFolderOf } from '../../../src/sync/git-folder.js';
import { tempDir } from '../../support/temp-dir.js';

test("git's folder is found from within the repository, and by the file of a worktree", async (t) => {
  const top = await tempDir(t);
  const inside = path.join(top, 'repository', 'web', 'src');
  const worktree = path.join(top, 'worktree');
  await mkdir(path.join(top, 'repository', '.git'), { recursive: true });
  await mkdir(inside, { recursive: true });
  await mkdir(worktree);
  await writeFile(path.join(worktree, '.git'), 'gitdir: ../repository/.git/worktrees/one\n');
  assert.deepEqual(
    [await gitFolderOf(inside, never), await gitFolderOf(worktree, never)],
    [
      path.join(top, 'repository', '.git'),
      path.join(top, 'repository', '.git', 'worktrees', 'one'),
    ],
  );
});

test('outside of any repository there is none', async (t) => {
  const folder = await tempDir(t);
  assert.equal(await gitFolderOf(folder, never), undefined);
});
