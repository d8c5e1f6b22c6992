import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { KeyedQueue } from '../../../src/base/keyed-queue.js';
import { Door } from '../../support/door.js';

suite('a keyed queue', () => {
  let queue: KeyedQueue;
  let done: string[];

  beforeEach(() => {
    queue = new KeyedQueue();
    done = [];
  });

  const task =
    (name: string, door?: Door): (() => Promise<string>) =>
    async () => {
      await door?.pass();
      done.push(name);
      return name;
    };

  test('runs the tasks of one key one after another, in the order they came', async () => {
    const door = new Door();
    const all = [queue.run('a', task('first', door)), queue.run('a', task('second'))];
    all.push(queue.run('a', task('third')));
    await door.reached;
    assert.deepEqual(done, []);
    door.open();
    assert.deepEqual(await Promise.all(all), ['first', 'second', 'third']);
    assert.deepEqual(done, ['first', 'second', 'third']);
  });

  test('lets other keys go on beside a key that waits', async () => {
    const door = new Door();
    const slow = queue.run('a', task('slow', door));
    await queue.run('b', task('beside'));
    assert.deepEqual(done, ['beside']);
    door.open();
    await slow;
  });

  test('goes on behind a task that failed, and the failure reaches its own caller alone', async () => {
    const failed = queue.run('a', () => Promise.reject(new Error('no')));
    const thrown = queue.run('a', () => {
      throw new Error('at once');
    });
    const next = queue.run('a', task('next'));
    await assert.rejects(failed, /no/);
    await assert.rejects(thrown, /at once/);
    assert.equal(await next, 'next');
  });

  test('goes on behind a first task that throws at once', async () => {
    const thrown = queue.run('a', () => {
      throw new Error('at once');
    });
    await assert.rejects(thrown, /at once/);
    assert.equal(await queue.run('a', task('next')), 'next');
  });

  test('begins a task at once where nobody is before it, also after others were', async () => {
    await queue.run('a', task('before'));
    const door = new Door();
    const running = queue.run('a', task('now', door));
    await door.reached;
    door.open();
    await running;
  });

  test('runs a task of two keys behind both, and before all that come later', async () => {
    const door = new Door();
    const all = [queue.run('a', task('a', door)), queue.runAll(['a', 'b'], task('both'))];
    all.push(queue.run('b', task('b')), queue.runAll(['b', 'a'], task('back')));
    await door.reached;
    assert.deepEqual(done, []);
    door.open();
    await Promise.all(all);
    assert.deepEqual(done, ['a', 'both', 'b', 'back']);
  });

  test('is idle when those that waited are over, failed or not', async () => {
    const door = new Door();
    const running = queue.run('a', task('first', door));
    const failing = queue.run('a', () => Promise.reject(new Error('no')));
    const idle = queue.idle('a').then(() => done.push('idle'));
    await queue.idle('b');
    assert.deepEqual(done, []);
    door.open();
    await assert.rejects(failing);
    await Promise.all([running, idle]);
    assert.deepEqual(done, ['first', 'idle']);
  });
});
