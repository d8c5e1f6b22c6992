import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { RemoteSide } from '../../../src/transfers/remote-side.js';
import { type Content, type SideEntry } from '../../../src/transfers/side.js';
import { MemoryFiles } from '../../support/memory-files.js';

function content(text: string, size: number | undefined = text.length): Content {
  return {
    size,
    modified: 86_400_000,
    async *open() {
      await Promise.resolve();
      yield new TextEncoder().encode(text);
    },
  };
}

suite('the server as one side of a transfer', () => {
  let files: MemoryFiles;
  let written: string[];
  let side: RemoteSide;

  beforeEach(() => {
    files = new MemoryFiles().putFile('/www/a.txt', 'aaa').putFolder('/www/sub');
    written = [];
    side = new RemoteSide(files, ({ path, isNew }) => written.push(`${isNew ? '+' : '='}${path}`));
  });

  const put = async (
    path: string,
    text: string,
    more: { replaces?: SideEntry; size?: number | undefined; preserveTimestamps?: boolean } = {},
  ): Promise<unknown> =>
    side.put(
      {
        path,
        content: 'size' in more ? content(text, more.size) : content(text),
        replaces: more.replaces,
        preserveTimestamps: more.preserveTimestamps ?? false,
        onProgress: () => undefined,
      },
      never,
    );

  test('lists links to files as files, and leaves links to folders and to nothing out', async () => {
    files.putLink('/www/to-file', 'a.txt').putLink('/www/to-folder', 'sub');
    files.putLink('/www/to-nothing', 'gone');
    const entries = await side.list('/www', never);
    assert.deepEqual(
      entries.map(({ name, type, size, skipped }) => [name, type, size, skipped]),
      [
        ['a.txt', 'file', 3, undefined],
        ['sub', 'directory', undefined, undefined],
        ['to-file', 'file', 3, undefined],
        ['to-folder', 'directory', undefined, 'links to folders are not followed'],
        ['to-nothing', 'file', undefined, 'it points to nothing'],
      ],
    );
  });

  test('does not list what a cut save has left behind', async () => {
    files.putFile('/www/.a.txt.ftpws-0123abcd.tmp', 'cut');
    const names = (await side.list('/www', never)).map(({ name }) => name);
    assert.deepEqual(names, ['a.txt', 'sub']);
  });

  test('follows a link to a folder that was asked for by its name', async () => {
    files.putLink('/link', 'www');
    assert.equal((await side.find('/link', never))?.type, 'directory');
  });

  test('says of nothing that it is not there, and of a failure what it is', async () => {
    assert.equal(await side.find('/gone', never), undefined);
    const refusal = new RemoteError('permission', 'You may not');
    files.before = (): void => {
      throw refusal;
    };
    await assert.rejects(side.find('/gone', never), refusal);
  });

  test('puts a file, and tells of it', async () => {
    assert.deepEqual(await put('/www/new.txt', 'new'), { bytes: 3 });
    assert.deepEqual([files.text('/www/new.txt'), written], ['new', ['+/www/new.txt']]);
  });

  test('puts what has no known size', async () => {
    await put('/www/new.txt', 'new', { size: undefined });
    assert.equal(files.text('/www/new.txt'), 'new');
  });

  test('makes the folders that are missing', async () => {
    await put('/x/y/new.txt', 'new');
    assert.deepEqual(
      [files.text('/x/y/new.txt'), written],
      ['new', ['+/x', '+/x/y', '+/x/y/new.txt']],
    );
  });

  test('replaces what was found, and nothing that came since', async () => {
    const replaces = await side.find('/www/a.txt', never);
    assert.ok(replaces);
    await put('/www/a.txt', 'mine', { replaces });
    assert.equal(files.text('/www/a.txt'), 'mine');
    const conflict = (error: unknown): boolean => isRemoteError(error, 'conflict');
    await assert.rejects(put('/www/a.txt', 'late', { replaces }), conflict);
    await assert.rejects(put('/www/a.txt', 'late'), conflict);
    assert.equal(files.text('/www/a.txt'), 'mine');
  });

  test('keeps the time where it is asked to, and says where it cannot', async () => {
    await put('/www/new.txt', 'new', { preserveTimestamps: true });
    assert.equal((await files.stat('/www/new.txt', never)).modified, 86_400_000);
    files.before = (call): void => {
      if (call.startsWith('setModified')) throw new RemoteError('unsupported', 'No MFMT here');
    };
    assert.deepEqual(await put('/www/other.txt', 'new', { preserveTimestamps: true }), {
      bytes: 3,
      note: 'Its time was not kept: No MFMT here',
    });
  });

  test('takes a folder that is there for made, and a file for what it is', async () => {
    await side.makeFolder('/www/sub', never);
    await assert.rejects(side.makeFolder('/www/a.txt', never), (error) =>
      isRemoteError(error, 'not-a-directory'),
    );
    await side.makeFolder('/', never);
    assert.deepEqual(written, []);
  });
});
