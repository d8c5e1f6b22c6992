import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { moveTree } from '../../../src/remote/move-tree.js';
import { WorkspaceTree } from '../../../src/remote/workspace-tree.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';

suite('a move from one server to another', () => {
  let from: MemoryFiles;
  let to: MemoryFiles;

  beforeEach(() => {
    from = new MemoryFiles()
      .putFile('/www/a.txt', 'a')
      .putFile('/www/deep/b.txt', 'b')
      .putFolder('/www/empty')
      .putFile('/other.txt', 'other');
    to = new MemoryFiles();
  });

  /** As a connection puts them together. */
  const treeOf = (files: MemoryFiles): WorkspaceTree => {
    const cached = new CachedFiles(files);
    const confirmOverwrite = (): Promise<boolean> => Promise.resolve(false);
    return new WorkspaceTree(cached, { confirmOverwrite, fresh: cached.fresh });
  };

  const move = async (path: string, overwrite = false): Promise<void> => {
    const ends = { from: { tree: treeOf(from), path }, to: { tree: treeOf(to), path: '/new' } };
    await moveTree({ ...ends, overwrite }, never);
  };

  test('takes a folder with all that is in it, and leaves the rest', async () => {
    await move('/www');
    const moved = ['/new', '/new/a.txt', '/new/deep', '/new/deep/b.txt', '/new/empty'];
    assert.deepEqual([to.paths(), from.paths()], [moved, ['/other.txt']]);
    assert.deepEqual([to.text('/new/a.txt'), to.text('/new/deep/b.txt')], ['a', 'b']);
  });

  test('takes a file, and replaces another only where it may', async () => {
    to.putFile('/new', 'in its way');
    assert.equal((await failure(move('/other.txt'))).kind, 'exists');
    assert.deepEqual([from.text('/other.txt'), to.text('/new')], ['other', 'in its way']);
    await move('/other.txt', true);
    assert.deepEqual([from.text('/other.txt'), to.text('/new')], [undefined, 'other']);
  });

  test('by two connections to one server never ends a file that is copied over itself', async () => {
    to = from;
    to.putFile('/new', 'one content');
    assert.equal((await failure(move('/new', true))).kind, 'unsafe');
    assert.equal(from.text('/new'), 'one content');
  });

  test('that fails half-way removes nothing, and says how far it came', async () => {
    to.before = (call): void => {
      if (call === 'write /new/deep/b.txt') throw new RemoteError('failed', '552 Quota');
    };
    const { message, hint } = await failure(move('/www'));
    assert.deepEqual(
      [message, hint],
      ['552 Quota', 'Nothing was removed; what was copied so far stands at /new.'],
    );
    assert.deepEqual([from.text('/www/a.txt'), to.text('/new/a.txt')], ['a', 'a']);
  });

  test('does not remove what others have changed meanwhile', async () => {
    to.before = (call): void => {
      if (call === 'write /new/deep/b.txt') from.putFile('/www/a.txt', 'A');
    };
    const { kind, message, hint } = await failure(move('/www'));
    assert.deepEqual([kind, message], ['conflict', '/www/a.txt was changed while it was moved']);
    assert.match(hint ?? '', /^Everything was copied to \/new/);
    assert.deepEqual([from.text('/www/a.txt'), from.text('/www/deep/b.txt')], ['A', 'b']);
  });

  test('does not remove what others have put there meanwhile', async () => {
    to.before = (call): void => {
      if (call === 'write /new/deep/b.txt') from.putFile('/www/deep/theirs.txt', 'theirs');
    };
    await failure(move('/www'));
    assert.equal(from.text('/www/deep/theirs.txt'), 'theirs');
  });

  test('leaves all where there is a link to a folder, which no other server can have', async () => {
    from.putLink('/www/link', 'deep');
    const { kind, message } = await failure(move('/www'));
    assert.deepEqual(
      [kind, message],
      ['unsupported', 'Links to folders cannot be moved to another server, as /www/link'],
    );
    assert.equal(from.text('/www/a.txt'), 'a');
  });
});
