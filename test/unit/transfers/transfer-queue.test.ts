import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type ReplaceAnswer, type ReplaceQuestion } from '../../../src/transfers/answers.js';
import { hasEnded, type Order, type Transfer } from '../../../src/transfers/transfer.js';
import { TransferQueue } from '../../../src/transfers/transfer-queue.js';
import { failing, held, MemorySide } from './memory-side.js';

const refusal = new RemoteError('permission', 'You may not');

function download(from: string, to: string): Order {
  return { from: { connection: 'demo', path: from }, to: { path: to } };
}

suite('the queue of transfers', () => {
  let remote: MemorySide;
  let local: MemorySide;
  let asked: ReplaceQuestion[];
  let answers: ReplaceAnswer[];
  let maxConcurrent: number;
  let now: number;
  let queue: TransferQueue;

  beforeEach(() => {
    remote = new MemorySide({
      '/www/a.txt': 'aaa',
      '/www/b.txt': 'bb',
      '/www/sub/c.txt': 'c',
      '/other.txt': 'other',
    });
    local = new MemorySide();
    asked = [];
    answers = [];
    maxConcurrent = 3;
    now = 0;
    queue = new TransferQueue({
      sideOf: (connection) => (connection === undefined ? local : remote),
      settings: () => ({ maxConcurrent, preserveTimestamps: false }),
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answers.shift() ?? 'cancel');
      },
      onChange: () => undefined,
      now: () => (now += 1_000),
    });
  });

  /** Looks again each time that all that could be done at once is done. */
  async function until(isSo: () => boolean): Promise<void> {
    for (let turns = 0; !isSo(); turns += 1) {
      assert.ok(turns < 10_000, 'it does not come to that');
      await setImmediate();
    }
  }

  const ended = (): Promise<void> => until(() => queue.list().every(hasEnded));
  const states = (): string[] => queue.list().map(({ state }) => state);
  const one = (): Transfer => {
    const [transfer] = queue.list();
    assert.ok(transfer);
    return transfer;
  };

  test('moves a file', async () => {
    queue.add([download('/other.txt', '/mine.txt')]);
    await ended();
    assert.deepEqual(
      [local.texts(), one().bytes, states()],
      [{ '/mine.txt': 'other' }, 5, ['done']],
    );
  });

  test('moves a folder with all that is in it', async () => {
    queue.add([download('/www', '/copy')]);
    await ended();
    assert.deepEqual(local.texts(), {
      '/copy/a.txt': 'aaa',
      '/copy/b.txt': 'bb',
      '/copy/sub/c.txt': 'c',
    });
    assert.deepEqual(
      [one().state, one().bytes, one().total, one().files],
      ['done', 6, 6, { done: 3, skipped: 0, failed: 0, cancelled: 0, left: 0 }],
    );
  });

  test('never moves more files at a time than it may', async () => {
    for (let at = 0; at < 20; at += 1) remote.write(`/many/${String(at)}`, 'x');
    maxConcurrent = 4;
    queue.add([download('/many', '/many'), download('/other.txt', '/other.txt')]);
    await ended();
    assert.deepEqual([local.puts, Object.keys(local.texts()).length], [{ now: 0, most: 4 }, 21]);
  });

  test('lets a single file not wait for a folder that was asked for before', async () => {
    maxConcurrent = 1;
    for (let at = 0; at < 9; at += 1) remote.write(`/many/${String(at)}`, 'x');
    const gate = held('list /many');
    remote.before = gate.before;
    queue.add([download('/many', '/many')]);
    queue.add([download('/other.txt', '/other.txt')]);
    gate.open();
    await ended();
    const puts = local.calls.filter((call) => call.startsWith('put'));
    assert.ok(puts.indexOf('put /other.txt') <= 1, puts.join());
  });

  test('has a folder that cannot be listed as failed, never as empty', async () => {
    remote.before = failing('list /www/sub', refusal);
    queue.add([download('/www', '/copy')]);
    await ended();
    const failed = one().parts.map(({ from, state, error }) => [from.path, state, error]);
    assert.deepEqual([one().state, failed], ['failed', [['/www/sub', 'failed', refusal]]]);
    assert.equal(local.calls.includes('make /copy/sub'), false);
  });

  test('has no part of a file, nor of a folder of which nothing is known', async () => {
    remote.before = failing('list /www', refusal);
    queue.add([download('/www', '/copy'), download('/gone', '/gone')]);
    await ended();
    assert.deepEqual(
      queue.list().map(({ state, parts, error }) => [state, parts, error?.kind]),
      [
        ['failed', [], 'permission'],
        ['failed', [], 'not-found'],
      ],
    );
  });

  test('tries once more only what failed', async () => {
    remote.before = failing('list /www/sub', refusal);
    local.before = failing('put /copy/a.txt', refusal);
    queue.add([download('/www', '/copy')]);
    await ended();
    assert.equal(one().files.failed, 2);
    local.calls.length = 0;
    queue.retryFailed();
    await ended();
    assert.deepEqual(
      local.calls.filter((call) => call.startsWith('put')),
      ['put /copy/a.txt', 'put /copy/sub/c.txt'],
    );
    assert.deepEqual([one().state, one().files.done], ['done', 3]);
  });

  test('cancels one transfer and goes on with the others', async () => {
    const gate = held('put /a');
    local.before = gate.before;
    const [first] = queue.add([download('/www/a.txt', '/a'), download('/www/b.txt', '/b')]);
    await until(() => local.calls.includes('put /a') && states()[1] === 'done');
    queue.cancel(first?.id ?? '');
    await ended();
    assert.deepEqual([states(), local.texts()], [['cancelled', 'done'], { '/b': 'bb' }]);
  });

  test('cancels a folder with what waits of it, and all of it can be tried again', async () => {
    maxConcurrent = 1;
    const gate = held('put /copy/a.txt');
    local.before = gate.before;
    queue.add([download('/www', '/copy')]);
    await until(() => local.calls.includes('put /copy/a.txt'));
    queue.cancelAll();
    await ended();
    assert.deepEqual([one().state, local.texts()], ['cancelled', {}]);
    local.before = (): void => undefined;
    queue.retry(one().id);
    await ended();
    assert.deepEqual([one().state, one().files.done], ['done', 3]);
  });

  test('fails what no connection is there for', async () => {
    const error = new RemoteError('connect', 'There is no connection "demo"');
    const lost = new TransferQueue({
      sideOf: () => {
        throw error;
      },
      settings: () => ({ maxConcurrent, preserveTimestamps: false }),
      ask: () => Promise.resolve('cancel'),
      onChange: () => undefined,
    });
    queue = lost;
    lost.add([download('/a', '/a')]);
    await ended();
    assert.deepEqual([states(), one().error], [['failed'], error]);
  });

  test('asks before it replaces, and goes by the answer', async () => {
    local.write('/a', 'mine');
    answers = ['skip'];
    queue.add([download('/www/a.txt', '/a')]);
    await ended();
    assert.deepEqual([states(), local.texts(), asked.length], [['skipped'], { '/a': 'mine' }, 1]);
    answers = ['replace'];
    queue.add([download('/www/a.txt', '/a')]);
    await ended();
    assert.deepEqual([local.texts(), asked.length], [{ '/a': 'aaa' }, 2]);
  });

  const forAll: [answer: ReplaceAnswer, expected: Record<string, string>][] = [
    ['replace-all', { '/a': 'aaa', '/b': 'bb', '/c': 'c' }],
    ['skip-all', { '/a': 'mine', '/b': 'mine', '/c': 'c' }],
  ];
  for (const [answer, expected] of forAll) {
    test(`takes ${answer} for all that was ordered together`, async () => {
      local.write('/a', 'mine');
      local.write('/b', 'mine');
      answers = [answer];
      queue.add([
        download('/www/a.txt', '/a'),
        download('/www/b.txt', '/b'),
        download('/www/sub/c.txt', '/c'),
      ]);
      await ended();
      assert.deepEqual([local.texts(), asked.length], [expected, 1]);
    });
  }

  test('that is cancelled while a folder is made stays cancelled, and can be tried again', async () => {
    /** As the disk: what was begun is done, whatever the signal says. */
    class Disk extends MemorySide {
      override async makeFolder(path: string): Promise<void> {
        queue.cancelAll();
        await super.makeFolder(path, never);
      }
    }
    local = new Disk();
    queue.add([download('/www', '/www')]);
    await ended();
    assert.deepEqual([states(), local.texts()], [['cancelled'], {}]);
    local = new MemorySide();
    queue.retry(one().id);
    await ended();
    assert.deepEqual([states(), Object.keys(local.texts()).length], [['done'], 3]);
  });

  test('cancels all that was ordered together where the question is cancelled', async () => {
    maxConcurrent = 1;
    local.write('/a', 'mine');
    answers = ['cancel'];
    queue.add([download('/www/a.txt', '/a'), download('/www/b.txt', '/b')]);
    await ended();
    assert.deepEqual([states(), local.texts()], [['cancelled', 'cancelled'], { '/a': 'mine' }]);
  });

  test('can be cancelled while a question about it is open', async () => {
    local.write('/a', 'mine');
    let isAsked = false;
    queue = new TransferQueue({
      sideOf: (connection) => (connection === undefined ? local : remote),
      settings: () => ({ maxConcurrent, preserveTimestamps: false }),
      ask: () => {
        isAsked = true;
        return new Promise<never>(() => undefined);
      },
      onChange: () => undefined,
    });
    queue.add([download('/www/a.txt', '/a')]);
    await until(() => isAsked);
    queue.cancelAll();
    await ended();
    assert.deepEqual([states(), local.texts()], [['cancelled'], { '/a': 'mine' }]);
  });

  test('refuses what was ordered under a name that cannot be', async () => {
    const error = new RemoteError('unsafe', 'No such name here');
    queue.add([{ ...download('/www/a.txt', '/'), refusal: error }]);
    await ended();
    assert.deepEqual([states(), one().error, local.calls], [['failed'], error, []]);
  });

  test('puts no file in the place of a folder', async () => {
    local.write('/a/inside', 'mine');
    queue.add([download('/www/a.txt', '/a')]);
    await ended();
    assert.deepEqual([states(), one().error?.kind], [['failed'], 'is-a-directory']);
  });

  test('forgets what has ended, and remembers no more than a hundred', async () => {
    for (let at = 0; at < 120; at += 1) queue.add([download('/other.txt', `/${String(at)}`)]);
    await ended();
    assert.equal(queue.list().length, 100);
    queue.clear();
    assert.deepEqual(queue.list(), []);
  });

  test('knows its total only when all is listed', async () => {
    const gate = held('list /www/sub');
    remote.before = gate.before;
    queue.add([download('/www', '/copy')]);
    await until(() => one().files.done === 2);
    assert.deepEqual([one().isCounting, one().bytes, one().state], [true, 5, 'running']);
    gate.open();
    await ended();
    assert.deepEqual([one().isCounting, one().total], [false, 6]);
  });

  test('ends everything when it is closed', async () => {
    const gate = held('put /copy/a.txt');
    local.before = gate.before;
    queue.add([download('/www', '/copy')]);
    await until(() => local.calls.includes('put /copy/a.txt'));
    await queue.close();
    assert.deepEqual([states(), local.puts.now], [['cancelled'], 0]);
  });
});
