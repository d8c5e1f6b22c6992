import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { WorkspaceTree } from '../../../src/remote/workspace-tree.js';
import { MemoryFiles } from '../../support/memory-files.js';

const path = '/index.html';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const conflict = (error: RemoteError): boolean => error.kind === 'conflict';

suite('a workspace tree', () => {
  let files: MemoryFiles;
  let asked: string[];
  let answer: boolean;
  let tree: WorkspaceTree;

  beforeEach(() => {
    files = new MemoryFiles().putFile(path, 'first');
    asked = [];
    answer = false;
    tree = new WorkspaceTree(files, (about) => {
      asked.push(about);
      return Promise.resolve(answer);
    });
  });

  const save = (text: string): Promise<{ created: boolean }> =>
    tree.write({ path, content: bytes(text), create: true, overwrite: true }, never);

  test('saves what nobody else has changed without a question', async () => {
    await tree.read(path, never);
    await save('mine');
    await save('mine again');
    assert.deepEqual([files.text(path), asked], ['mine again', []]);
  });

  test('asks before it replaces a change that kept the size, and keeps it where told so', async () => {
    await tree.read(path, never);
    files.putFile(path, 'other');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['other', [path]]);
  });

  test('replaces that change where the user wants it, and asks no more', async () => {
    answer = true;
    await tree.read(path, never);
    files.putFile(path, 'other');
    await save('mine');
    await save('more');
    assert.deepEqual([files.text(path), asked], ['more', [path]]);
  });

  test('asks before it replaces a restored backup, whatever its size', async () => {
    await tree.read(path, never);
    files.putOldFile(path, 'a restored backup');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['a restored backup', [path]]);
  });

  test('asks before it replaces a file that came into being behind its back', async () => {
    tree = new WorkspaceTree(new CachedFiles(files), (about) => {
      asked.push(about);
      return Promise.resolve(false);
    });
    await tree.list('/', never);
    files.putFile('/new.txt', 'theirs');
    const write = { path: '/new.txt', content: bytes('mine'), create: true, overwrite: true };
    await assert.rejects(tree.write(write, never), conflict);
    assert.deepEqual([files.text('/new.txt'), asked], ['theirs', ['/new.txt']]);
  });

  test('leaves a change of another size to the editor, which has asked before', async () => {
    await tree.read(path, never);
    files.putFile(path, 'quite another');
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('does not judge what it has never served', async () => {
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('judges by the last content it served', async () => {
    await tree.read(path, never);
    files.putFile(path, 'other');
    await tree.read(path, never);
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('a new file under the old name is not the old file', async () => {
    await tree.read(path, never);
    await tree.remove(path, { recursive: false }, never);
    files.putFile(path, 'other');
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('tells whether a write has made the file', async () => {
    const content = bytes('');
    const made = await tree.write({ path: '/new', content, create: true, overwrite: false }, never);
    assert.deepEqual([made, await save('mine')], [{ created: true }, { created: false }]);
  });

  test('a folder cannot be read as a file', async () => {
    files.putFolder('/www');
    await assert.rejects(tree.read('/www', never), { kind: 'is-a-directory' });
  });

  test('a write through a link is not judged by the link', async () => {
    files.putLink('/start', 'index.html');
    await tree.read('/start', never);
    await tree.write({ path: '/start', content: bytes('x'), create: true, overwrite: true }, never);
    assert.deepEqual([files.text(path), asked], ['x', []]);
  });
});
