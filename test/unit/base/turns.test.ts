import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { Turns } from '../../../src/base/turns.js';
import { Door } from '../../support/door.js';

suite('turns', () => {
  let turns: Turns;
  let done: string[];

  beforeEach(() => {
    turns = new Turns();
    done = [];
  });

  const take = (name: string, door?: Door, signal = never): Promise<string> =>
    turns.take(name, signal, async () => {
      await door?.pass();
      done.push(name);
      return name;
    });

  test('are given in the order of asking', async () => {
    const door = new Door();
    const all = [take('first', door), take('second'), take('third')];
    await door.reached;
    assert.deepEqual(done, []);
    door.open();
    await Promise.all(all);
    assert.deepEqual(done, ['first', 'second', 'third']);
  });

  test('go on behind work that failed', async () => {
    const failed = turns.take('bad', never, () => Promise.reject(new Error('no')));
    const thrown = turns.take('worse', never, () => {
      throw new Error('at once');
    });
    const next = take('next');
    await assert.rejects(failed, /no/);
    await assert.rejects(thrown, /at once/);
    assert.equal(await next, 'next');
  });

  test('are not waited for by who gave up, whose work is never begun', async () => {
    const door = new Door();
    const stop = new AbortController();
    const first = take('first', door);
    const second = take('second', undefined, stop.signal);
    stop.abort();
    await assert.rejects(second, { kind: 'aborted', message: 'second was cancelled' });
    door.open();
    await first;
    await take('third');
    assert.deepEqual(done, ['first', 'third']);
  });

  test('do not let who comes later pass those before, where one between gave up', async () => {
    const door = new Door();
    const stop = new AbortController();
    const first = take('first', door);
    const second = take('second', undefined, stop.signal);
    const third = take('third');
    stop.abort();
    await assert.rejects(second);
    assert.deepEqual(done, []);
    door.open();
    await Promise.all([first, third]);
    assert.deepEqual(done, ['first', 'third']);
  });

  test('are free while nobody has one or waits for one', async () => {
    const door = new Door();
    const stop = new AbortController();
    assert.equal(turns.isFree, true);
    const first = take('first', door);
    const second = take('second', undefined, stop.signal);
    stop.abort();
    await assert.rejects(second);
    assert.equal(turns.isFree, false);
    door.open();
    await first;
    assert.equal(turns.isFree, true);
  });
});
