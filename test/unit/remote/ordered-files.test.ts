import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { OrderedFiles } from '../../../src/remote/ordered-files.js';
import { Door } from '../../support/door.js';
import { MemoryFiles } from '../../support/memory-files.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

suite('ordered files', () => {
  let files: MemoryFiles;
  let ordered: OrderedFiles;
  let door: Door;

  beforeEach(() => {
    files = new MemoryFiles().putFile('/a', 'old').putFile('/b', 'b').putFile('/x', 'x');
    ordered = new OrderedFiles(files);
    door = new Door();
    let isFirst = true;
    files.before = async (call): Promise<void> => {
      if (call !== 'write /a' || !isFirst) return;
      isFirst = false;
      await door.pass();
    };
  });

  const write = (path: string, text: string): Promise<unknown> =>
    ordered.write({ path, content: bytes(text) }, never);

  test('changes of one path happen in the order they were asked for', async () => {
    const all = [write('/a', 'first'), write('/a', 'second')];
    all.push(ordered.rename({ from: '/a', to: '/c', overwrite: false }, never));
    all.push(write('/a', 'third'));
    await door.reached;
    assert.deepEqual(files.calls, ['write /a']);
    door.open();
    await Promise.all(all);
    assert.deepEqual([files.text('/c'), files.text('/a')], ['second', 'third']);
  });

  test('a look at a path waits for its changes, and sees what they made', async () => {
    const writing = write('/a', 'first');
    const looks = [
      ordered.stat('/a', never).then(({ size }) => size),
      ordered.read('/a', never).then((content) => content.length),
    ];
    await door.reached;
    assert.deepEqual(files.calls, ['write /a']);
    door.open();
    await writing;
    assert.deepEqual(await Promise.all(looks), [5, 5]);
  });

  test('other paths are not held up', async () => {
    const writing = write('/a', 'first');
    await door.reached;
    await write('/b', 'beside');
    await ordered.stat('/x', never);
    await ordered.list('/', never);
    assert.equal(files.text('/b'), 'beside');
    door.open();
    await writing;
  });

  test('a look that is cancelled does not wait for the change', async () => {
    const writing = write('/a', 'first');
    await door.reached;
    const stop = new AbortController();
    const looks = [ordered.read('/a', stop.signal), ordered.stat('/a', stop.signal)];
    stop.abort();
    for (const look of looks) await assert.rejects(look, { kind: 'aborted' });
    door.open();
    await writing;
  });

  test('a change that is cancelled while it waits does nothing', async () => {
    const writing = write('/a', 'first');
    await door.reached;
    const stop = new AbortController();
    const waiting = ordered.write({ path: '/a', content: bytes('second') }, stop.signal);
    stop.abort();
    door.open();
    await assert.rejects(waiting, { kind: 'aborted' });
    await writing;
    assert.equal(files.text('/a'), 'first');
  });

  test('a change that failed does not hold up the next', async () => {
    await assert.rejects(ordered.mkdir('/a', never), { kind: 'exists' });
    await ordered.remove('/a', { recursive: false }, never);
    await ordered.mkdir('/a', never);
    assert.equal((await ordered.stat('/a', never)).type, 'directory');
  });

  test('renames that cross do not wait for each other', async () => {
    const there = { from: '/a', to: '/b', overwrite: true };
    const back = { from: '/b', to: '/a', overwrite: true };
    await Promise.all([ordered.rename(there, never), ordered.rename(back, never)]);
    assert.deepEqual([files.text('/a'), files.text('/b')], ['old', undefined]);
  });

  test('a rename onto itself ends', async () => {
    const move = { from: '/a', to: '/a', overwrite: true };
    await ordered.rename(move, never);
    assert.equal(files.text('/a'), 'old');
  });

  test('a write to the new name waits for the rename', async () => {
    const writing = write('/a', 'first');
    await door.reached;
    const rest = [
      ordered.rename({ from: '/a', to: '/c', overwrite: false }, never),
      write('/c', 'after the rename'),
    ];
    door.open();
    await Promise.all([writing, ...rest]);
    assert.deepEqual(files.paths(), ['/b', '/c', '/x']);
    assert.equal(files.text('/c'), 'after the rename');
  });
});
