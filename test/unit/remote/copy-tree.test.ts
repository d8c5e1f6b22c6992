import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
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

test('a folder is copied into itself over a second connection as it was before', async () => {
  const files = site();
  files.before = (call): void => {
    if (files.calls.length > 100) throw new RemoteError('no-space', `No end: ${call}`);
  };
  const { from } = job([files, '/www'], [files, '/www']);
  const to = { tree: treeOf(files), path: '/www/deep/www' };
  await copyTree({ from, to, overwrite: false }, never);
  assert.deepEqual(
    files.paths().filter((path) => path.startsWith('/www/deep/')),
    [
      '/www/deep/b.txt',
      '/www/deep/www',
      '/www/deep/www/a.txt',
      '/www/deep/www/deep',
      '/www/deep/www/deep/b.txt',
    ],
  );
});

test('a folder is not copied into itself where two connections are known to be one account', async () => {
  const files = site();
  const at = (base: string, account = 'ada@h:21'): WorkspaceTree =>
    new WorkspaceTree(files, {
      confirmOverwrite: () => Promise.resolve(false),
      account,
      basePath: () => base,
    });
  const copies: [from: CopyJob['from'], to: CopyJob['to']][] = [
    [
      { tree: at('/'), path: '/www' },
      { tree: at('/'), path: '/www/deep/www' },
    ],
    [
      { tree: at('/www'), path: '/' },
      { tree: at('/'), path: '/www/copy' },
    ],
    [
      { tree: at('/'), path: '/www/deep' },
      { tree: at('/www/deep'), path: '/copy' },
    ],
  ];
  for (const [from, to] of copies) {
    await assert.rejects(copyTree({ from, to, overwrite: false }, never), { kind: 'unsafe' });
  }
  const to = { tree: at('/', 'bob@h:21'), path: '/www/deep/www' };
  await copyTree({ from: { tree: at('/'), path: '/www' }, to, overwrite: false }, never);
  assert.equal(files.text('/www/deep/www/a.txt'), 'a');
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
