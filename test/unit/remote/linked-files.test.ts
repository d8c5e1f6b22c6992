import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { type ConfirmOverwrite, WorkspaceTree } from '../../../src/remote/workspace-tree.js';
import { MemoryFiles } from '../../support/memory-files.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const conflict = (error: RemoteError): boolean => error.kind === 'conflict';
const path = '/link.txt';

const places: [where: string, target: string, real: string][] = [
  ['beside it', 'real.txt', '/real.txt'],
  ['elsewhere', 'common/real.txt', '/common/real.txt'],
  ['behind another link', 'other.txt', '/real.txt'],
];
for (const [where, target, real] of places) {
  suite(`a file that is opened through a link, and stands ${where}`, () => {
    let files: MemoryFiles;
    let asked: (number | undefined)[];
    let answer: boolean;
    let tree: WorkspaceTree;

    beforeEach(() => {
      files = new MemoryFiles()
        .putFile(real, 'first')
        .putLink('/other.txt', 'real.txt')
        .putLink(path, target);
      asked = [];
      answer = false;
      const cached = new CachedFiles(files);
      const confirmOverwrite: ConfirmOverwrite = ({ theirs }) => {
        asked.push(theirs?.size);
        return Promise.resolve(answer);
      };
      tree = new WorkspaceTree(cached, { confirmOverwrite, fresh: cached.fresh });
    });

    const save = (text: string): Promise<{ created: boolean }> =>
      tree.write({ path, content: bytes(text), create: true, overwrite: true }, never);

    test('shows its new size and a newer time right after a save', async () => {
      await tree.list('/', never);
      await tree.read({ path }, never);
      const before = await tree.statBeforeWrite(path, never);
      assert.deepEqual(await save('longer than before'), { created: false });
      const after = await tree.stat(path, never);
      assert.deepEqual([after.size, after.isLink], [18, true]);
      assert.ok((after.modified ?? 0) > (before.modified ?? 0));
      assert.equal((await tree.stat(real, never)).size, 18);
    });

    test('is saved again and again without a question, and the link stays', async () => {
      await tree.list('/', never);
      await tree.read({ path }, never);
      await save('one');
      await save('three');
      assert.deepEqual([files.text(real), asked], ['three', []]);
      assert.equal((await files.stat(path, never)).type, 'symlink');
    });

    test('is looked at itself before a save, and not as it was listed', async () => {
      await tree.list('/', never);
      await tree.read({ path }, never);
      await tree.stat(path, never);
      files.putFile(real, 'what somebody else wrote');
      assert.equal((await tree.statBeforeWrite(path, never)).size, 24);
    });

    test('is not overwritten unasked where somebody else has changed it', async () => {
      await tree.read({ path }, never);
      files.putFile(real, 'other');
      await assert.rejects(save('mine'), conflict);
      assert.deepEqual([files.text(real), asked], ['other', [5]]);
      answer = true;
      await save('mine');
      await save('more');
      assert.deepEqual([files.text(real), asked], ['more', [5, 5]]);
    });

    test('is judged by what its editor was told, where it changes after that', async () => {
      await tree.read({ path }, never);
      files.putFile(real, 'quite another');
      await tree.statBeforeWrite(path, never);
      files.putFile(real, 'and once more');
      await assert.rejects(save('mine'), conflict);
      assert.deepEqual([files.text(real), asked], ['and once more', [13]]);
    });

    test('is not made anew unasked where somebody has taken it away', async () => {
      await tree.read({ path }, never);
      files.take(real);
      await assert.rejects(save('mine'), conflict);
      assert.deepEqual([files.text(real), asked], [undefined, [undefined]]);
    });

    test('is told of where others change it', async () => {
      await tree.read({ path }, never);
      assert.deepEqual(await tree.lookAgain([path], never), []);
      files.putFile(real, 'other');
      assert.deepEqual(await tree.lookAgain([path], never), [{ path, kind: 'changed' }]);
      await tree.read({ path }, never);
      await save('mine');
      assert.deepEqual(await tree.lookAgain([path], never), []);
    });
  });
}

for (const [target, real] of [
  ['real.txt', '/www/real.txt'],
  ['../common/real.txt', '/common/real.txt'],
] as const) {
  test(`what ${target} was is not remembered where a link to it is written`, async () => {
    const files = new MemoryFiles().putFile(real, 'first').putLink('/www/link', target);
    const cached = new CachedFiles(files);
    await cached.list('/www', never);
    assert.equal((await cached.stat(real, never)).size, 5);
    await cached.write({ path: '/www/link', content: bytes('longer') }, never);
    assert.equal((await cached.stat(real, never)).size, 6);
    assert.equal((await cached.stat('/www/link', never)).type, 'symlink');
  });
}
