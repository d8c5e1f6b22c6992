import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError } from '../../../src/base/remote-error.js';
import {
  branchIn,
  changedSince,
  currentBranch,
  gitRefs,
  parseNameStatus,
} from '../../../src/sync/git-changes.js';
import { tempDir } from '../../support/temp-dir.js';

const outputs: [law: string, output: string, paths: string[]][] = [
  ['nothing changed', '', []],
  [
    'changed, made and removed files have one name',
    'M\0a b\0A\0ä\nc\0D\0d\0',
    ['a b', 'ä\nc', 'd'],
  ],
  ['a renamed file has two', 'R100\0old\0new\0M\0x\0', ['old', 'new', 'x']],
  ['a copied one too', 'C75\0from\0to\0', ['from', 'to']],
  ['a file may be called like a status', 'M\0M\0A\0R100\0', ['M', 'R100']],
];

for (const [law, output, paths] of outputs) {
  test(`git diff: ${law}`, () => {
    assert.deepEqual(parseNameStatus(output), paths);
  });
}

const heads: [head: string, branch: string | undefined][] = [
  ['ref: refs/heads/main\n', 'main'],
  ['ref: refs/heads/feature/cart\r\n', 'feature/cart'],
  ['3f786850e387550fdab836ed7e6dc881de23001b\n', undefined],
  ['', undefined],
];

for (const [head, branch] of heads) {
  test(`the HEAD ${JSON.stringify(head)} tells the branch ${String(branch)}`, () => {
    assert.equal(branchIn(head), branch);
  });
}

function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
}

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

test('what changed since a tag is told by paths below the folder, files that are new to git too', async (t) => {
  const top = await tempDir(t);
  git(top, 'init', '--quiet', '--initial-branch=main');
  await write(top, {
    'web/same': '1',
    'web/changed': '1',
    'web/gone': '1',
    'other/changed': '1',
    '.gitignore': '*.log',
  });
  git(top, 'add', '.');
  git(top, 'commit', '--quiet', '--message', 'one');
  git(top, 'tag', 'v1');
  await write(top, {
    'web/changed': '2',
    'other/changed': '2',
    'web/new ä': '1',
    'web/x.log': '1',
  });
  await rm(path.join(top, 'web/gone'));
  await write(top, { 'web/committed': '1' });
  git(top, 'add', 'web/committed');
  git(top, 'commit', '--quiet', '--message', 'two');
  const web = path.join(top, 'web');
  const changed = await changedSince(web, 'v1', never);
  assert.deepEqual(changed, ['changed', 'committed', 'gone', 'new ä']);
  const refs = await gitRefs(web, never);
  assert.deepEqual(
    refs.map(({ name, about }) =>
      about === 'one' || about === 'two' ? about : `${about} ${name}`,
    ),
    ['branch main', 'tag v1', 'two', 'one'],
  );
  assert.equal(await currentBranch(web), 'main');
});

test('a worktree tells its own branch', async (t) => {
  const top = await tempDir(t);
  const repository = path.join(top, 'repository');
  await mkdir(repository);
  git(repository, 'init', '--quiet', '--initial-branch=main');
  git(repository, 'commit', '--quiet', '--allow-empty', '--message', 'one');
  git(repository, 'worktree', 'add', '--quiet', '-b', 'side', path.join(top, 'tree'));
  assert.equal(await currentBranch(path.join(top, 'tree')), 'side');
});

test('a repository without a commit has no refs; a commit that is none is refused in words', async (t) => {
  const top = await tempDir(t);
  git(top, 'init', '--quiet');
  assert.deepEqual(await gitRefs(top, never), []);
  for (const ref of ['nothing', '--output=x']) {
    await assert.rejects(changedSince(top, ref, never), (error) => {
      assert.ok(isRemoteError(error, 'failed'));
      assert.match(error.message, /git rev-parse failed in .*: there is no such thing|fatal/);
      return true;
    });
  }
});

test('a folder outside of any repository has no branch', async (t) => {
  assert.equal(await currentBranch(await tempDir(t)), undefined);
});
