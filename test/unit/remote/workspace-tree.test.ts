import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { type ConfirmOverwrite, WorkspaceTree } from '../../../src/remote/workspace-tree.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';
import { until } from '../../support/until.js';

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
    tree = new WorkspaceTree(files, { confirmOverwrite: answering() });
  });

  /** The user, who gives `answer` each time. */
  const answering =
    (): ConfirmOverwrite =>
    ({ path: about }) => {
      asked.push(about);
      return Promise.resolve(answer);
    };

  const save = (text: string): Promise<{ created: boolean }> =>
    tree.write({ path, content: bytes(text), create: true, overwrite: true }, never);

  test('saves what nobody else has changed without a question', async () => {
    await tree.read({ path }, never);
    await save('mine');
    await save('mine again');
    assert.deepEqual([files.text(path), asked], ['mine again', []]);
  });

  test('asks before it replaces a change that kept the size, and keeps it where told so', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'other');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['other', [path]]);
  });

  test('judges a save by what its own editor shows, whoever has read the file meanwhile', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'other');
    const news: string[] = [];
    const onNews = (): void => void news.push(path);
    await tree.read({ path, isEdited: () => true, onNews }, never);
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked, news], ['other', [path], [path]]);
    tree.editedNoMore(path);
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', [path]]);
  });

  test('replaces that change where the user wants it, and asks no more', async () => {
    answer = true;
    await tree.read({ path }, never);
    files.putFile(path, 'other');
    await save('mine');
    await save('more');
    assert.deepEqual([files.text(path), asked], ['more', [path]]);
  });

  test('asks before it replaces a restored backup, whatever its size', async () => {
    await tree.read({ path }, never);
    files.putOldFile(path, 'a restored backup');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['a restored backup', [path]]);
  });

  test('asks before it replaces a file that came into being behind its back', async () => {
    tree = new WorkspaceTree(new CachedFiles(files), { confirmOverwrite: answering() });
    await tree.list('/', never);
    files.putFile('/new.txt', 'theirs');
    const write = { path: '/new.txt', content: bytes('mine'), create: true, overwrite: true };
    await assert.rejects(tree.write(write, never), conflict);
    assert.deepEqual([files.text('/new.txt'), asked], ['theirs', ['/new.txt']]);
  });

  test('leaves a change of another size to the editor, which was told of it and has asked', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'quite another');
    await tree.stat(path, never);
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('asks where a change of another size came after the editor has looked', async () => {
    await tree.read({ path }, never);
    await tree.stat(path, never);
    files.putFile(path, 'quite another');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['quite another', [path]]);
  });

  test('asks where another change came after the one that the editor has asked about', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'quite another');
    await tree.stat(path, never);
    files.putFile(path, 'and once more');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['and once more', [path]]);
  });

  test('asks again where the file changes while the question stands', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'other');
    tree = new WorkspaceTree(files, {
      confirmOverwrite: ({ theirs }) => {
        asked.push(String(theirs?.size));
        if (asked.length === 1) files.putFile(path, 'a third content');
        return Promise.resolve(asked.length === 1);
      },
    });
    await tree.read({ path }, never);
    files.putFile(path, '0ther');
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], ['a third content', ['5', '15']]);
  });

  test('does not judge what it has never served', async () => {
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('judges by the last content it served', async () => {
    await tree.read({ path }, never);
    files.putFile(path, 'other');
    await tree.read({ path }, never);
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('a new file under the old name is not the old file', async () => {
    await tree.read({ path }, never);
    await tree.remove(path, { recursive: false }, never);
    files.putFile(path, 'other');
    await save('mine');
    assert.deepEqual([files.text(path), asked], ['mine', []]);
  });

  test('asks before it makes a file anew that others have taken away', async () => {
    await tree.read({ path }, never);
    files.take(path);
    await assert.rejects(tree.statBeforeWrite(path, never), { kind: 'not-found' });
    await assert.rejects(save('mine'), conflict);
    assert.deepEqual([files.text(path), asked], [undefined, [path]]);
    answer = true;
    await save('mine');
    assert.equal(files.text(path), 'mine');
  });

  const told: [how: string, tell: () => Promise<unknown>][] = [
    ['a look', () => tree.stat(path, never).catch((error: unknown) => error)],
    ['a change event', () => tree.lookAgain([path], never)],
  ];
  for (const [how, tell] of told) {
    test(`makes a file anew unasked where its editor knows by ${how} that it is gone`, async () => {
      await tree.read({ path }, never);
      files.take(path);
      await tell();
      await save('mine');
      assert.deepEqual([files.text(path), asked], ['mine', []]);
    });
  }

  suite('that has told that a name is free', () => {
    const name = '/site/new.txt';
    const make = { path: name, content: bytes('mine!'), create: true, overwrite: true };
    let cached: CachedFiles;

    beforeEach(async () => {
      files.putFile('/site/index.html', 'x');
      cached = new CachedFiles(files);
      tree = new WorkspaceTree(cached, { confirmOverwrite: answering(), fresh: cached.fresh });
      await tree.list('/site', never);
    });

    test('makes the file where it still is', async () => {
      await failure(tree.stat(name, never));
      await tree.write(make, never);
      await tree.write(make, never);
      assert.deepEqual([files.text(name), asked], ['mine!', []]);
    });

    test('asks before it replaces what somebody has put there since the folder was listed', async () => {
      files.putFile(name, 'an hour of work');
      await failure(tree.stat(name, never));
      await assert.rejects(tree.write(make, never), conflict);
      assert.deepEqual([files.text(name), asked], ['an hour of work', [name]]);
    });

    test('asks before it replaces what has come back with another content', async () => {
      files.putFile(name, 'first');
      cached.refresh();
      await tree.read({ path: name }, never);
      files.take(name);
      cached.refresh();
      await failure(tree.stat(name, never));
      files.putFile(name, 'other');
      await assert.rejects(tree.write(make, never), conflict);
      assert.deepEqual([files.text(name), asked], ['other', [name]]);
      // Its editor looks once more before each save, and may see no difference.
      await tree.statBeforeWrite(name, never);
      await assert.rejects(tree.write(make, never), conflict);
      assert.deepEqual([files.text(name), asked], ['other', [name, name]]);
    });

    test('leaves to the editor what it has told of since', async () => {
      await failure(tree.stat(name, never));
      files.putFile(name, 'theirs');
      cached.refresh();
      await tree.stat(name, never);
      await tree.write(make, never);
      assert.deepEqual([files.text(name), asked], ['mine!', []]);
    });
  });

  test('judges a save of a moved file by what was read under its old name', async () => {
    files.putFile('/css/a.css', 'first');
    await tree.read({ path: '/css/a.css' }, never);
    await tree.rename({ from: '/css', to: '/styles', overwrite: false }, never);
    files.putFile('/styles/a.css', 'other');
    const write = { path: '/styles/a.css', content: bytes('mine'), create: true, overwrite: true };
    await assert.rejects(tree.write(write, never), conflict);
    assert.deepEqual(asked, ['/styles/a.css']);
  });

  test('shows the time of a moved file as before', async () => {
    const { modified } = await tree.stat(path, never);
    await tree.write({ path, content: bytes('new'), create: true, overwrite: true }, never);
    const before = (await tree.stat(path, never)).modified;
    await tree.rename({ from: path, to: '/moved.html', overwrite: false }, never);
    assert.equal((await tree.stat('/moved.html', never)).modified, before);
    assert.notEqual(before, modified);
  });

  test('judges a save by the file that was moved over the old one', async () => {
    files.putFile('/new.html', 'moved over');
    await tree.read({ path }, never);
    await tree.read({ path: '/new.html' }, never);
    await tree.rename({ from: '/new.html', to: path, overwrite: true }, never);
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
    await assert.rejects(tree.read({ path: '/www' }, never), { kind: 'is-a-directory' });
  });

  test('a write through a link is not judged by the link', async () => {
    files.putLink('/start', 'index.html');
    await tree.read({ path: '/start' }, never);
    await tree.write({ path: '/start', content: bytes('x'), create: true, overwrite: true }, never);
    assert.deepEqual([files.text(path), asked], ['x', []]);
  });

  suite('tells', () => {
    const changes = async (...open: string[]): Promise<string[]> =>
      (await tree.lookAgain(open, never)).map(({ kind, path: at }) => `${kind} ${at}`).sort();

    test('what others did to the folders that were shown, once', async () => {
      files.putFile('/css/a.css', 'a').putFile('/css/b.css', 'b').putFolder('/other');
      await tree.list('/css', never);
      files.putFile('/css/new.css', 'n').putFile('/css/b.css', 'bb').putFile('/other/x', 'x');
      await files.remove('/css/a.css', { recursive: false }, never);
      assert.deepEqual(await changes(), [
        'changed /css/b.css',
        'created /css/new.css',
        'deleted /css/a.css',
      ]);
      assert.deepEqual(await changes(), []);
    });

    test('nothing of what was done here', async () => {
      files.putFile('/css/a.css', 'a').putFile('/css/old.css', 'b');
      await tree.list('/css', never);
      await tree.list('/', never);
      const write = { content: bytes('new'), create: true, overwrite: true };
      await tree.write({ ...write, path: '/css/new.css' }, never);
      await tree.mkdir('/css/deep', never);
      await tree.remove('/css/a.css', { recursive: false }, never);
      await tree.rename({ from: '/css/old.css', to: '/css/moved.css', overwrite: false }, never);
      assert.deepEqual(await changes(), []);
    });

    test('what became of the open files, once', async () => {
      files.putFile('/a', 'a').putFile('/b', 'b').putFile('/c', 'c');
      for (const name of ['/a', '/b', '/c']) await tree.read({ path: name }, never);
      files.putFile('/a', 'A');
      await files.remove('/b', { recursive: false }, never);
      assert.deepEqual(await changes('/a', '/b', '/c', '/d'), ['changed /a', 'deleted /b']);
      assert.deepEqual(await changes('/a', '/b', '/c'), []);
    });

    test('a folder that is gone, and nothing of one that cannot be listed now', async () => {
      files.putFile('/gone/a', 'a').putFile('/closed/b', 'b');
      await tree.list('/gone', never);
      await tree.list('/closed', never);
      await files.remove('/gone', { recursive: true }, never);
      files.before = (call): void => {
        if (call === 'list /closed') throw new RemoteError('permission', '550 No');
      };
      assert.deepEqual(await changes(), ['deleted /gone']);
    });

    test('nothing where the connection is lost, which is an error', async () => {
      await tree.list('/', never);
      files.before = (): void => {
        throw new RemoteError('disconnected', 'gone');
      };
      await assert.rejects(changes(), { message: 'gone' });
    });
  });

  suite('of what a cut save has left behind', () => {
    const left = '.index.html.ftpws-0123abcd.tmp';

    test('shows nothing, and removes what nobody can need', async () => {
      files.putOldFile(`/${left}`, 'ind');
      const shown = await tree.list('/', never);
      assert.deepEqual(
        shown.map(({ name }) => name),
        ['index.html'],
      );
      await until('the sweeping', 5_000, () => !files.paths().includes(`/${left}`));
    });

    test('keeps what may be the only copy, and tells of it', async () => {
      const told: string[] = [];
      tree = new WorkspaceTree(files, {
        confirmOverwrite: answering(),
        onPrecious: ({ path: at, of }) => void told.push(`${at} of ${of}`),
      });
      await files.remove(path, { recursive: false }, never);
      files.putOldFile(`/${left}`, 'the only copy');
      await tree.list('/', never);
      await tree.list('/', never);
      assert.deepEqual([told, files.text(`/${left}`)], [[`/${left} of ${path}`], 'the only copy']);
    });
  });
});
