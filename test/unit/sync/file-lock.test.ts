import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { FileLock } from '../../../src/sync/file-lock.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

const watchMs = 20;

async function newPath(t: TestContext): Promise<string> {
  return path.join(await tempDir(t), 'lock');
}

/** The number of a process that is over. */
const deadPid = spawnSync(process.execPath, ['--version']).pid;

async function leave(at: string, owner: object): Promise<void> {
  await writeFile(
    at,
    JSON.stringify({ token: 'left', pid: deadPid, host: os.hostname(), ...owner }),
  );
}

test('one at a time has a lock, whoever asks', async (t) => {
  const at = await newPath(t);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    const lock = await FileLock.take({ path: at }, never);
    inside += 1;
    most = Math.max(most, inside);
    await readdir(path.dirname(at));
    inside -= 1;
    await lock.release();
  };
  await Promise.all(Array.from({ length: 20 }, work));
  assert.deepEqual([most, await readdir(path.dirname(at))], [1, []]);
});

test('a lock that somebody alive has is not had by trying', async (t) => {
  const at = await newPath(t);
  const lock = await FileLock.take({ path: at }, never);
  assert.equal(await FileLock.tryTake(at), undefined);
  await lock.release();
  const again = await FileLock.tryTake(at);
  assert.ok(again);
  await again.release();
});

test('waiting for a lock ends when the caller wishes', async (t) => {
  const at = await newPath(t);
  const lock = await FileLock.take({ path: at }, never);
  const stop = new AbortController();
  const waiting = failure(FileLock.take({ path: at }, stop.signal));
  stop.abort();
  assert.equal((await waiting).kind, 'aborted');
  await lock.release();
});

const dead: [name: string, owner: object][] = [
  ['a process that is over', {}],
  ['a process that crashed and had the number that is ours now', { pid: process.pid }],
];
for (const [name, owner] of dead) {
  test(`the lock of ${name} is taken over at once`, async (t) => {
    const at = await newPath(t);
    await leave(at, owner);
    const lock = await FileLock.tryTake(at);
    assert.ok(lock);
    await lock.release();
  });
}

const unknown: [name: string, content: string][] = [
  ['of another machine', JSON.stringify({ token: 'left', pid: deadPid, host: 'elsewhere' })],
  ['that was left half written', '{"tok'],
];
for (const [name, content] of unknown) {
  test(`a lock ${name} is believed for a while, and taken over when nobody touches it`, async (t) => {
    const at = await newPath(t);
    await writeFile(at, content);
    assert.equal(await FileLock.tryTake(at), undefined);
    await (await FileLock.take({ path: at, watchMs }, never)).release();
  });
}

test('a crash in the middle of taking over holds up nobody for long', async (t) => {
  const at = await newPath(t);
  await leave(at, {});
  await leave(`${at}.takeover`, {});
  await (await FileLock.take({ path: at }, never)).release();
  assert.deepEqual(await readdir(path.dirname(at)), []);
});

test('many who see one stale lock are not in at the same time', async (t) => {
  const at = await newPath(t);
  await leave(at, {});
  let inside = 0;
  const work = async (): Promise<number> => {
    const lock = await FileLock.take({ path: at }, never);
    inside += 1;
    const now = inside;
    await readdir(path.dirname(at));
    inside -= 1;
    await lock.release();
    return now;
  };
  const seen = await Promise.all(Array.from({ length: 20 }, work));
  assert.equal(Math.max(...seen), 1);
});

test('who was taken over does not release the lock of the next', async (t) => {
  const at = await newPath(t);
  const first = await FileLock.take({ path: at }, never);
  await leave(at, { token: 'of somebody else', host: 'elsewhere' });
  await first.release();
  assert.deepEqual(await readdir(path.dirname(at)), ['lock']);
});

test('a lock that is just given on is taken away from nobody', async (t) => {
  const at = await newPath(t);
  let inside = 0;
  let most = 0;
  // Without a pause between two tries there is always one who looks while another gives it on.
  const work = async (): Promise<void> => {
    for (let left = 40; left > 0;) {
      const lock = await FileLock.tryTake(at);
      if (lock === undefined) continue;
      left -= 1;
      inside += 1;
      most = Math.max(most, inside);
      await readdir(path.dirname(at));
      inside -= 1;
      await lock.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  assert.equal(most, 1);
});
