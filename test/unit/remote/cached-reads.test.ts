import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { Door } from '../../support/door.js';
import { failure } from '../../support/failure.js';
import { LateFiles } from './late-files.js';

const path = '/index.html';
const together = `read with state ${path}`;

suite('a file whose state is old', () => {
  let server: LateFiles;
  let cached: CachedFiles;
  let now: number;

  beforeEach(async () => {
    now = 0;
    server = new LateFiles().putFile(path, 'index').putLink('/link', 'index.html');
    cached = new CachedFiles(
      server,
      () => ({}),
      () => now,
    );
    await cached.list('/', never);
    now += 30_000;
    server.calls.length = 0;
  });

  /** Lets the answer to the read wait. */
  const holdBack = (): Door => {
    const door = new Door();
    server.after = (call): unknown => (call === together ? door.pass() : undefined);
    return door;
  };

  test('is read together with it', async () => {
    server.putFile(path, 'changed by others');
    const { entry, content } = await cached.readWithState(path, never);
    assert.deepEqual([entry.size, content.length, server.calls], [17, 17, [together]]);
    assert.equal((await cached.stat(path, never)).size, 17);
    assert.deepEqual(server.calls, [together]);
  });

  test('is looked at only once where an editor reads and looks at it side by side', async () => {
    server.putFile(path, 'changed by others');
    const [content, { size }] = await Promise.all([
      cached.read(path, never),
      cached.stat(path, never),
    ]);
    assert.deepEqual([content.length, size, server.calls], [17, 17, [together]]);
  });

  test('that cannot be read can still be looked at beside', async () => {
    server.before = (call): void => {
      if (call === together) throw new RemoteError('permission', 'No.');
    };
    const reading = failure(cached.read(path, never));
    const { size } = await cached.stat(path, never);
    assert.deepEqual([(await reading).kind, size], ['permission', 5]);
    assert.deepEqual(server.calls, [together, `stat ${path}`]);
  });

  test('that is gone is remembered to be gone', async () => {
    server.take(path);
    assert.equal((await failure(cached.read(path, never))).kind, 'not-found');
    assert.equal((await failure(cached.stat(path, never))).kind, 'not-found');
    assert.deepEqual(server.calls, [together]);
  });

  test('is looked at before a write all the same, whatever read of it is under way', async () => {
    const door = holdBack();
    const reading = cached.read(path, never);
    await door.reached;
    server.putFile(path, 'changed meanwhile');
    assert.equal((await cached.fresh.stat(path, never)).size, 17);
    door.open();
    assert.equal((await reading).length, 5);
  });

  test('that we write while it is read keeps the state of what we wrote', async () => {
    const door = holdBack();
    const reading = cached.read(path, never);
    await door.reached;
    await cached.write({ path, content: Buffer.from('ours, just now') }, never);
    door.open();
    await reading;
    assert.equal((await cached.stat(path, never)).size, 14);
  });

  test('that may be a link is first looked for in its listing', async () => {
    await cached.read('/link', never);
    assert.deepEqual(server.calls, ['read /link']);
  });
});
