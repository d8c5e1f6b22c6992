import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { FileIndex } from '../../../src/search/file-index.js';
import { PathFilter } from '../../../src/search/path-filter.js';
import { Door } from '../../support/door.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';

suite('an index of files', () => {
  let files: MemoryFiles;
  let index: FileIndex;
  let now: number;
  const all = (): string[] => index.find('', 100);

  beforeEach(() => {
    files = new MemoryFiles().putFile('/a.txt', 'a').putFile('/x/b.txt', 'b');
    now = 0;
    index = new FileIndex({
      files,
      folder: '/',
      filter: new PathFilter({ include: [], exclude: ['tmp'] }),
      limits: { files: 4, folders: 50, depth: 9, ms: 1_000, listingsAtOnce: 1 },
      now: () => now,
    });
  });

  test('asks the server nothing before it is asked', () => {
    assert.deepEqual([index.size, index.isLooking, files.calls], [0, false, []]);
  });

  test('looks once for all that ask, and not again while it is fresh', async () => {
    await Promise.all([index.look(never), index.look(never)]);
    now = 60_000;
    await index.look(never);
    assert.deepEqual(
      [all(), files.calls],
      [
        ['/a.txt', '/x/b.txt'],
        ['list /', 'list /x'],
      ],
    );
  });

  test('shows what it has while it looks on, and tells of it', async () => {
    const door = new Door();
    files.before = (call) => (call === 'list /x' ? door.pass() : undefined);
    const told: number[] = [];
    const firstTold = new Promise<void>((resolve) => {
      index.onChange(() => {
        told.push(index.size);
        resolve();
      });
    });
    const looking = index.look(never);
    await firstTold;
    assert.deepEqual([all(), index.isLooking], [['/a.txt'], true]);
    door.open();
    await looking;
    assert.deepEqual([all().length, index.isLooking, told], [2, false, [1, 2, 2]]);
  });

  test('that is old looks again, and forgets what is gone only when it has seen all', async () => {
    await index.look(never);
    await files.remove('/a.txt', { recursive: false }, never);
    files.putFile('/x/c.txt', 'c');
    const door = new Door();
    files.before = (call) => (call === 'list /x' ? door.pass() : undefined);
    now = 60_001;
    const looking = index.look(never);
    await door.reached;
    assert.deepEqual(all(), ['/a.txt', '/x/b.txt']);
    door.open();
    await looking;
    assert.deepEqual(all(), ['/x/b.txt', '/x/c.txt']);
  });

  test('loses at once what we delete, with all that was in it', async () => {
    await index.look(never);
    index.note({ path: '/x', kind: 'deleted' });
    assert.deepEqual(all(), ['/a.txt']);
  });

  test('does not find again what is deleted while it looks', async () => {
    const door = new Door();
    files.before = (call) => (call === 'list /x' ? door.pass() : undefined);
    const looking = index.look(never);
    await door.reached;
    index.note({ path: '/a.txt', kind: 'deleted' });
    index.note({ path: '/x/b.txt', kind: 'deleted' });
    door.open();
    await looking;
    assert.deepEqual(all(), []);
  });

  const changes: [why: string, change: Parameters<FileIndex['note']>[0], looksAgain: boolean][] = [
    ['a file was made', { path: '/new.txt', kind: 'created' }, true],
    ['the top is to be shown anew', { path: '/', kind: 'changed' }, true],
    ['a folder changed', { path: '/x', kind: 'changed' }, true],
    ['something was deleted', { path: '/x/b.txt', kind: 'deleted' }, true],
    ['a known file was saved', { path: '/a.txt', kind: 'changed' }, false],
  ];
  for (const [why, change, looksAgain] of changes) {
    test(`${looksAgain ? 'looks again' : 'need not look again'} when ${why}`, async () => {
      await index.look(never);
      files.calls.splice(0);
      index.note(change);
      await index.look(never);
      assert.equal(files.calls.length > 0, looksAgain);
    });
  }

  test('of a folder takes no note of changes elsewhere', async () => {
    const inX = new FileIndex({
      files,
      folder: '/x',
      filter: new PathFilter({ include: [], exclude: [] }),
      limits: { files: 4, folders: 50, depth: 9, ms: 1_000, listingsAtOnce: 1 },
      now: () => now,
    });
    await inX.look(never);
    inX.note({ path: '/y/new.txt', kind: 'created' });
    await inX.look(never);
    assert.deepEqual(files.calls, ['list /x']);
    inX.note({ path: '/', kind: 'changed' });
    await inX.look(never);
    assert.deepEqual(files.calls, ['list /x', 'list /x']);
  });

  test('says what its limits left out', async () => {
    for (const name of ['p', 'q', 'r', 's']) files.putFile(`/x/${name}`, name);
    await index.look(never);
    assert.deepEqual(
      [index.size, index.notSearched.map(({ path, reason }) => [path, reason])],
      [4, [['/x', 'file-limit']]],
    );
  });

  test('that cannot list its top says why, keeps what it knew, and tries again when asked', async () => {
    await index.look(never);
    const error = new RemoteError('connect', 'Nobody answers.');
    files.before = () => {
      throw error;
    };
    now = 60_001;
    await index.look(never);
    assert.deepEqual([all().length, index.failure], [2, error]);
    files.before = () => undefined;
    await index.look(never);
    assert.deepEqual([all().length, index.failure], [2, undefined]);
  });

  test('whose look was cancelled looks again when asked', async () => {
    const stop = new AbortController();
    stop.abort();
    assert.equal((await failure(index.look(stop.signal))).kind, 'aborted');
    await index.look(never);
    assert.equal(index.size, 2);
  });

  test('tells nobody who listens no more', async () => {
    const stopListening = index.onChange(() => assert.fail('it was told'));
    stopListening();
    await index.look(never);
    assert.equal(index.size, 2);
  });
});
