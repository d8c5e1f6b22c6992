import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { FreeNames } from '../../../src/sync/free-names.js';
import { RemoteFolder } from '../../../src/sync/remote-folder.js';
import { MemoryFiles } from '../../support/memory-files.js';

function world(expected: readonly string[]) {
  const files = new MemoryFiles().putFolder('/site/sub').putFile('/site/sub/Taken', 'x');
  const calls: string[] = [];
  files.before = (call) => {
    calls.push(call);
  };
  const clock = { now: 1_000_000 };
  const names = new FreeNames(new RemoteFolder(files, '/site'), () => clock.now);
  for (const path of expected) names.expect(path);
  return { files, calls, clock, find: (path: string) => names.find(path, never) };
}

test('new files of one folder are proved to be new by one listing', async () => {
  const { calls, find } = world(['sub/a', 'sub/b']);
  const found = await Promise.all([find('sub/a'), find('sub/b')]);
  const free = { entry: undefined, lookedAt: 1_000_000 };
  assert.deepEqual([found, calls], [[free, free], ['list /site/sub']]);
});

test('a listing of a while ago proves nothing', async () => {
  const { calls, clock, find } = world(['sub/a', 'sub/b']);
  await find('sub/a');
  clock.now += 2_000;
  await find('sub/b');
  assert.deepEqual(calls, ['list /site/sub', 'list /site/sub']);
});

test('a listing that was waited for too long proves nothing', async () => {
  const { files, clock, find } = world(['sub/a', 'sub/b']);
  files.before = () => (clock.now += 2_000);
  assert.equal(await find('sub/a'), undefined);
});

test('a name with a dot in front is looked at: servers hide such names from listings', async () => {
  const { calls, find } = world(['sub/.env', 'sub/.htaccess']);
  assert.deepEqual(
    [await find('sub/.env'), await find('sub/.htaccess'), calls],
    [undefined, undefined, []],
  );
});

test('one new file is not worth a listing', async () => {
  const { calls, find } = world(['sub/a', 'b']);
  assert.deepEqual([await find('sub/a'), await find('b'), calls], [undefined, undefined, []]);
});

test('what is there, in whatever case, or came in this sync, has to be looked at', async () => {
  const { find } = world(['sub/taken', 'sub/new', 'sub/NEW']);
  const found = [await find('sub/taken'), await find('sub/new'), await find('sub/NEW')];
  assert.deepEqual(
    found.map((one) => one !== undefined),
    [false, true, false],
  );
});

test('a folder that cannot be listed proves nothing', async () => {
  const { files, find } = world(['sub/a', 'sub/b']);
  files.before = () => {
    throw new RemoteError('permission', 'denied');
  };
  assert.equal(await find('sub/a'), undefined);
});
