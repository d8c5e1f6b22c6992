// What every LocalFiles promises: run on the double and on the disk.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, type RemoteErrorKind } from '../../../src/base/remote-error.js';
import { type LocalFiles, type StagedFile } from '../../../src/sync/local-files.js';
import { hashOf } from './memory-local.js';
import { type EditedSide } from './sync-world.js';

interface LocalUnderTest {
  files: LocalFiles;
  side: EditedSide;
  stop: () => Promise<void>;
}

/** Registers the suite on a folder that is fresh. */
export function localFilesContract(name: string, start: () => Promise<LocalUnderTest>): void {
  describe(`local files ${name}`, () => {
    let files: LocalFiles;
    let side: EditedSide;
    let stop: () => Promise<void>;
    before(async () => {
      ({ files, side, stop } = await start());
    });
    after(() => stop());

    const stage = (path: string, text: string): Promise<StagedFile> =>
      files.stage(path, pieces(text), never);
    const rejects = (promise: Promise<unknown>, kind: RemoteErrorKind): Promise<void> =>
      assert.rejects(promise, (error) => isRemoteError(error, kind));
    const text = (path: string): string | undefined => side.tree().get(path);
    const temporaries = (): string[] =>
      [...side.tree().keys()].filter((path) => path.endsWith('.tmp'));

    test('a list tells files, folders and links apart, and the sizes of files', async () => {
      side.edit(['write', 'list/a.txt', '12345']);
      side.edit(['folder', 'list/sub']);
      side.edit(['link', 'list/link']);
      const entries = [...(await files.list('list', never))];
      const told = entries.map(({ name: one, type, size }) => [one, type, size]);
      assert.deepEqual(told.sort(), [
        ['a.txt', 'file', 5],
        ['link', 'symlink', undefined],
        ['sub', 'directory', undefined],
      ]);
    });

    test('a folder that is not there is no empty one', async () => {
      await rejects(files.list('nowhere', never), 'not-found');
    });

    test('a look at nothing finds nothing, also below a file', async () => {
      side.edit(['write', 'file.txt', 'x']);
      const looks = ['nothing', 'nothing/at/all', 'file.txt/in/it'].map((path) =>
        files.look(path, never),
      );
      assert.deepEqual(await Promise.all(looks), [undefined, undefined, undefined]);
    });

    test('content is read whole, in pieces, and as its hash', async () => {
      const long = 'all of it. '.repeat(50_000);
      side.edit(['write', 'long.txt', long]);
      const streamed: Uint8Array[] = [];
      for await (const piece of files.stream('long.txt', never)) streamed.push(piece);
      assert.equal(Buffer.from(await files.read('long.txt', never)).toString(), long);
      assert.equal(Buffer.concat(streamed).toString(), long);
      assert.equal(await files.hash('long.txt', never), hashOf(long));
    });

    test('staged content has no name until it is committed, and then it is all there', async () => {
      const staged = await stage('new/deep/a.txt', 'content');
      assert.deepEqual(
        [staged.size, staged.hash, text('new/deep/a.txt')],
        [7, hashOf('content'), undefined],
      );
      const state = await staged.commit(
        { expected: undefined, modified: 1_700_000_000_000 },
        never,
      );
      assert.deepEqual(
        [state.size, state.modified, text('new/deep/a.txt')],
        [7, 1_700_000_000_000, 'content'],
      );
      assert.deepEqual([await files.look('new/deep/a.txt', never), temporaries()], [state, []]);
    });

    test('staged content replaces what was expected', async () => {
      side.edit(['write', 'old.txt', 'old']);
      const expected = await files.look('old.txt', never);
      const staged = await stage('old.txt', 'new content');
      await staged.commit({ expected, modified: undefined }, never);
      assert.deepEqual([text('old.txt'), temporaries()], ['new content', []]);
    });

    test('what was changed, made or removed meanwhile is left alone', async () => {
      side.edit(['write', 'changed.txt', 'old']);
      side.edit(['write', 'removed.txt', 'old']);
      const changed = await files.look('changed.txt', never);
      const removed = await files.look('removed.txt', never);
      const jobs = [
        { path: 'changed.txt', expected: changed, text: 'theirs' },
        { path: 'made.txt', expected: undefined, text: 'theirs' },
        { path: 'removed.txt', expected: removed, text: undefined },
      ];
      for (const job of jobs) {
        const staged = await stage(job.path, 'ours');
        side.edit(job.text === undefined ? ['delete', job.path] : ['write', job.path, job.text]);
        await rejects(
          staged.commit({ expected: job.expected, modified: undefined }, never),
          'conflict',
        );
        await staged.discard();
        assert.equal(text(job.path), job.text);
      }
      assert.deepEqual(temporaries(), []);
    });

    test('discarded content leaves nothing behind, and may be discarded twice', async () => {
      const staged = await stage('discarded.txt', 'content');
      await staged.discard();
      await staged.discard();
      assert.deepEqual([text('discarded.txt'), temporaries()], [undefined, []]);
    });

    test('content that breaks off is nowhere', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('half'));
        throw new Error('lost');
      }
      await assert.rejects(files.stage('broken.txt', broken(), never));
      assert.deepEqual([text('broken.txt'), temporaries()], [undefined, []]);
    });

    test('files, links and empty folders are removed, full ones are not', async () => {
      side.edit(['write', 'full/a.txt', 'a']);
      side.edit(['link', 'full/link']);
      await rejects(files.remove('full', never), 'exists');
      await files.remove('full/a.txt', never);
      await files.remove('full/link', never);
      await files.remove('full', never);
      assert.equal(await files.look('full', never), undefined);
      await rejects(files.remove('full', never), 'not-found');
    });

    test('a rename moves a file or a folder, and never over something', async () => {
      side.edit(['write', 'from/a.txt', 'moved']);
      side.edit(['write', 'taken.txt', 'theirs']);
      await files.rename('from', 'to', never);
      await rejects(files.rename('to/a.txt', 'taken.txt', never), 'exists');
      assert.deepEqual(
        [text('to/a.txt'), text('taken.txt'), text('from/a.txt')],
        ['moved', 'theirs', undefined],
      );
    });

    test('a folder is made with those above it, once or twice, but not over a file', async () => {
      await files.makeFolder('x/y/z', never);
      await files.makeFolder('x/y/z', never);
      side.edit(['write', 'x/file', 'f']);
      await rejects(files.makeFolder('x/file', never), 'exists');
      assert.equal((await files.look('x/y/z', never))?.type, 'directory');
    });

    test('who cancels is told so', async () => {
      await rejects(files.list('', AbortSignal.abort()), 'aborted');
      await rejects(files.look('a', AbortSignal.abort()), 'aborted');
    });
  });
}

async function* pieces(content: string): AsyncGenerator<Uint8Array> {
  const half = Math.ceil(content.length / 2);
  yield await Promise.resolve(Buffer.from(content.slice(0, half)));
  yield Buffer.from(content.slice(half));
}
