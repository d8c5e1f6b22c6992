// Who has read a log once reads on where it ended, but only in what is still the same file.
import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { AppendLog } from '../../../src/sync/append-log.js';
import { type LogPlace } from '../../../src/sync/log-parts.js';
import { tempDir } from '../../support/temp-dir.js';

interface Read {
  records: unknown[];
  isAnew: boolean;
  damaged: number;
}

/** A reader that goes on where it ended. */
function readerOf(log: AppendLog): () => Promise<Read> {
  let place: LogPlace | undefined;
  return async () => {
    const read: Read = { records: [], isAnew: false, damaged: 0 };
    for await (const part of log.parts(place, never)) {
      read.records.push(...part.records);
      read.isAnew ||= part.isAnew;
      read.damaged += part.damaged;
      ({ place } = part);
    }
    return read;
  };
}

const anew = (records: unknown[]): Read => ({ records, isAnew: true, damaged: 0 });
const more = (records: unknown[]): Read => ({ records, isAnew: false, damaged: 0 });

async function newLog(t: TestContext): Promise<{ file: string; log: AppendLog }> {
  const file = path.join(await tempDir(t), 'log');
  return { file, log: await AppendLog.open(file, { version: 1 }, never) };
}

test('who reads on gets what was not read yet, also of others', async (t) => {
  const { file, log } = await newLog(t);
  const other = await AppendLog.open(file, { version: 1 }, never);
  const read = readerOf(log);
  await log.append('a', never);
  assert.deepEqual(await read(), anew(['a']));
  assert.deepEqual(await read(), more([]));
  await log.append('b', never);
  await other.append('c', never);
  assert.deepEqual(await read(), more(['b', 'c']));
});

test('a log that was written anew is read as a whole', async (t) => {
  const { log } = await newLog(t);
  const read = readerOf(log);
  for (const record of ['a', 'b']) await log.append(record, never);
  await read();
  await log.compact(() => ['sum'], never);
  await log.append('c', never);
  assert.deepEqual(await read(), anew(['sum', 'c']));
});

test('another log under the number of the old one is read as a whole', async (t) => {
  const { file, log } = await newLog(t);
  const read = readerOf(log);
  for (const record of ['a', 'b']) await log.append(record, never);
  await read();
  const twin = await newLog(t);
  for (const record of ['x', 'y', 'z']) await twin.log.append(record, never);
  // The very file: neither its number nor the time of its birth change.
  await writeFile(file, await readFile(twin.file));
  assert.deepEqual(await read(), anew(['x', 'y', 'z']));
  await truncate(file, (await readFile(twin.file)).indexOf('\n') + 1);
  assert.deepEqual(await read(), anew([]));
});

test('a log that is gone has no records', async (t) => {
  const { file, log } = await newLog(t);
  const read = readerOf(log);
  await log.append('a', never);
  await read();
  await rm(file);
  assert.deepEqual(await read(), anew([]));
  await log.append('b', never);
  assert.deepEqual(await read(), anew(['b']));
});

test('a line whose end has not come is read again when it is whole', async (t) => {
  const { file, log } = await newLog(t);
  const read = readerOf(log);
  for (const record of ['a', 'b']) await log.append(record, never);
  const whole = await readFile(file);
  await truncate(file, whole.length - 3);
  assert.deepEqual(await read(), { records: ['a'], isAnew: true, damaged: 1 });
  await writeFile(file, whole.subarray(whole.length - 3), { flag: 'a' });
  assert.deepEqual(await read(), more(['b']));
});

test('records of any length come whole, however many there are', async (t) => {
  const { log } = await newLog(t);
  const records = [
    ...Array.from({ length: 3_000 }, (_, at) => `${String(at)} ${'ü'.repeat(at % 200)}`),
    'long'.repeat(300_000),
    'last',
  ];
  await log.compact(() => records, never);
  assert.deepEqual(await readerOf(log)(), anew(records));
});
