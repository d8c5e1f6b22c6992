import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { copyTree, type CopyJob } from '../../../src/remote/copy-tree.js';
import { WorkspaceTree } from '../../../src/remote/workspace-tree.js';
import { MemoryFiles } from '../../support/memory-files.js';

const treeOf = (files: MemoryFiles): WorkspaceTree =>
  new WorkspaceTree(files, { confirmOverwrite: () => Promise.resolve(false) });

const site = (): MemoryFiles =>
  new MemoryFiles().putFile('/www/a.txt', 'a').putFile('/www/deep/b.txt', 'bb').putFolder('/empty');

type Place = [files: MemoryFiles, path: string];

const job = ([from, fromPath]: Place, [to, toPath]: Place): CopyJob => {
  const source = treeOf(from);
  const target = from === to ? source : treeOf(to);
  return {
    from: { tree: source, path: fromPath },
    to: { tree: target, path: toPath },
    overwrite: false,
  };
};

test('a folder is copied with all that is in it', async () => {
  const files = site();
  const counted: number[] = [];
  const onProgress = (count: number): void => void counted.push(count);
  await copyTree({ ...job([files, '/www'], [files, '/copy']), onProgress }, never);
  assert.deepEqual(
    [files.text('/copy/a.txt'), files.text('/copy/deep/b.txt'), files.text('/www/a.txt'), counted],
    ['a', 'bb', 'a', [1, 2]],
  );
});

test('a folder is copied to another tree', async () => {
  const [files, other] = [site(), new MemoryFiles()];
  await copyTree(job([files, '/www'], [other, '/copy']), never);
  assert.deepEqual(other.paths(), ['/copy', '/copy/a.txt', '/copy/deep', '/copy/deep/b.txt']);
  assert.equal(other.text('/copy/deep/b.txt'), 'bb');
});

test('an empty folder is copied as one', async () => {
  const files = site();
  await copyTree(job([files, '/empty'], [files, '/www/empty']), never);
  assert.ok(files.paths().includes('/www/empty'));
});

test('what is there is not replaced unasked', async () => {
  const files = site().putFile('/b.txt', 'there');
  const copy = job([files, '/www/a.txt'], [files, '/b.txt']);
  await assert.rejects(copyTree(copy, never), { kind: 'exists' });
  await copyTree({ ...copy, overwrite: true }, never);
  assert.equal(files.text('/b.txt'), 'a');
});

test('a folder is not copied into itself', async () => {
  const files = site();
  const copy = copyTree(job([files, '/www'], [files, '/www/deep/www']), never);
  await assert.rejects(copy, { kind: 'unsafe' });
});

test('a link to a file is copied as that file, a link to a folder is left out and named', async () => {
  const files = site().putLink('/www/link', 'a.txt').putLink('/www/loop', '../www');
  const other = new MemoryFiles();
  const { skipped } = await copyTree(job([files, '/www'], [other, '/copy']), never);
  assert.deepEqual([other.text('/copy/link'), skipped], ['a', ['/www/loop']]);
});

test('a listing that fails ends the copy', async () => {
  const files = site();
  files.before = (call): void => {
    if (call === 'list /www/deep') throw new Error('no');
  };
  await assert.rejects(copyTree(job([files, '/www'], [files, '/copy']), never), { message: 'no' });
});
