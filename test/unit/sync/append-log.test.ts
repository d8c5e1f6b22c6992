import assert from 'node:assert/strict';
import { open as openFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { AppendLog } from '../../../src/sync/append-log.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

const version = 3;

async function newFile(t: TestContext): Promise<string> {
  return path.join(await tempDir(t), 'journal');
}

function open(file: string): Promise<AppendLog> {
  return AppendLog.open(file, { version }, never);
}

async function recordsOf(log: AppendLog): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const record of log.replay(never)) records.push(record);
  return records;
}

async function logWith(file: string, records: readonly unknown[]): Promise<AppendLog> {
  const log = await open(file);
  for (const record of records) await log.append(record, never);
  return log;
}

test('a new log is empty', async (t) => {
  assert.deepEqual(await recordsOf(await open(await newFile(t))), []);
});

test('what was appended is there in its order when the log is opened again', async (t) => {
  const file = await newFile(t);
  const records = [{ a: 1 }, 'text\nwith a line end and ünïcode', null, [1, 2], 4];
  await (await logWith(file, records)).close();
  assert.deepEqual(await recordsOf(await open(file)), records);
});

test('records appended at once are all there, in the order of the calls', async (t) => {
  const file = await newFile(t);
  const log = await open(file);
  const records = Array.from({ length: 200 }, (_, index) => index);
  await Promise.all(records.map((record) => log.append(record, never)));
  assert.deepEqual(await recordsOf(log), records);
});

test('two that have one log open see the records of each other, and lose none', async (t) => {
  const file = await newFile(t);
  const [one, other] = [await open(file), await open(file)];
  const logs = [one, other];
  const records = Array.from({ length: 60 }, (_, index) => index);
  await Promise.all(
    records.map((record) => (record % 2 === 0 ? one : other).append(record, never)),
  );
  const seen = await Promise.all(logs.map(recordsOf));
  assert.deepEqual(
    seen.map((one) => one.sort((a, b) => Number(a) - Number(b))),
    [records, records],
  );
});

test('wherever a crash tears the last line, the records before it stay and new ones follow', async (t) => {
  const file = await newFile(t);
  await logWith(file, ['first', 'second']);
  const whole = await readFile(file);
  await logWith(file, ['torn']);
  const torn = await readFile(file);
  for (let end = whole.length; end < torn.length; end += 1) {
    await writeFile(file, torn.subarray(0, end));
    const log = await logWith(file, ['third']);
    const records = await recordsOf(log);
    // All of its bytes but the line end are the record.
    const expected = end === torn.length - 1 ? ['first', 'second', 'torn'] : ['first', 'second'];
    assert.deepEqual(records, [...expected, 'third'], `torn at ${String(end - whole.length)}`);
    assert.equal(log.damagedLines, end > whole.length && end < torn.length - 1 ? 1 : 0);
  }
});

test('a line that the disk has spoilt is passed over and counted', async (t) => {
  const file = await newFile(t);
  await logWith(file, ['one', 'two', 'three']);
  await writeFile(file, (await readFile(file, 'utf8')).replace('two', 'twO'));
  const log = await open(file);
  assert.deepEqual([await recordsOf(log), log.damagedLines], [['one', 'three'], 1]);
});

test('compacting keeps what the fold gives, and what comes later follows it', async (t) => {
  const file = await newFile(t);
  const log = await logWith(file, [1, 2, 3, 4]);
  await log.compact(async function* (records) {
    for await (const record of records) if (Number(record) % 2 === 0) yield record;
  }, never);
  await log.append(5, never);
  assert.deepEqual(await recordsOf(log), [2, 4, 5]);
});

test('compacting loses nothing that another one appends at the same time', async (t) => {
  const file = await newFile(t);
  const [one, other] = [await logWith(file, ['old']), await open(file)];
  const records = Array.from({ length: 40 }, (_, index) => `new ${String(index)}`);
  const compacting = Array.from({ length: 10 }, () => one.compact((all) => all, never));
  await Promise.all([...compacting, ...records.map((record) => other.append(record, never))]);
  assert.deepEqual((await recordsOf(one)).sort(), ['old', ...records].sort());
});

test('a fold that fails leaves the log as it was', async (t) => {
  const log = await logWith(await newFile(t), [1, 2]);
  const compacting = log.compact(() => {
    throw new Error('a fault');
  }, never);
  assert.match((await failure(compacting)).message, /a fault/);
  assert.deepEqual(await recordsOf(log), [1, 2]);
});

const strangers: [name: string, content: string, words: RegExp][] = [
  ['of another version', '', /has the version 9, and only 3 is understood; it is kept as .*\.v9$/],
  ['that is no log', 'something else\n', /is not a log .*; it is kept as .*\.unknown$/],
];
for (const [name, content, words] of strangers) {
  test(`a file ${name} is refused in words and kept aside`, async (t) => {
    const file = await newFile(t);
    if (content === '') await AppendLog.open(file, { version: 9 }, never);
    else await writeFile(file, content);
    const before = await readFile(file, 'utf8');
    const error = await failure(open(file));
    assert.match(error.message, words);
    const [aside = ''] = await readdir(path.dirname(file));
    assert.deepEqual(
      [error.kind, await readFile(path.join(path.dirname(file), aside), 'utf8')],
      ['unsupported', before],
    );
    assert.deepEqual(await recordsOf(await open(file)), []);
  });
}

test('a second file of another version does not take the place of the first one kept', async (t) => {
  const file = await newFile(t);
  for (let time = 0; time < 2; time += 1) {
    await AppendLog.open(file, { version: 9 }, never);
    await failure(open(file));
  }
  assert.deepEqual(await readdir(path.dirname(file)), ['journal.v9', 'journal.v9.2']);
});

test('an empty file, as a crash may leave it, is a new log', async (t) => {
  const file = await newFile(t);
  await writeFile(file, '');
  assert.deepEqual(await recordsOf(await logWith(file, [1])), [1]);
});

test('a log that was removed is made again by the next record', async (t) => {
  const file = await newFile(t);
  const log = await logWith(file, [1]);
  await rm(file);
  await log.append(2, never);
  assert.deepEqual(await recordsOf(log), [2]);
});

test('in a log that another version has replaced, nothing is written', async (t) => {
  const file = await newFile(t);
  const log = await logWith(file, [1]);
  await writeFile(file, '');
  await AppendLog.open(file, { version: 9 }, never);
  assert.equal((await failure(recordsOf(log))).kind, 'unsupported');
  assert.equal((await failure(log.append(2, never))).kind, 'unsupported');
});

test('a disk that refuses is an error that names the file', async (t) => {
  const file = path.join(await tempDir(t), 'missing', 'journal');
  const error = await failure(open(file));
  assert.deepEqual([error.kind, error.message.includes(file)], ['not-found', true]);
});

test('an append that is cancelled before its turn writes nothing', async (t) => {
  const log = await open(await newFile(t));
  const error = await failure(log.append(1, AbortSignal.abort()));
  assert.deepEqual([error.kind, await recordsOf(log)], ['aborted', []]);
});

test('closing waits for what was begun, and then nothing more is written', async (t) => {
  const log = await open(await newFile(t));
  const written = log.append(1, never);
  await log.close();
  await written;
  await log.close();
  assert.match((await failure(log.append(2, never))).message, /closed/);
  assert.deepEqual(await recordsOf(log), [1]);
});

test('the lock that a dead process has left does not hold up the log', async (t) => {
  const file = await newFile(t);
  const log = await open(file);
  await writeFile(
    `${file}.lock`,
    JSON.stringify({ token: 'x', pid: process.pid, host: os.hostname() }),
  );
  await log.append(1, never);
  assert.deepEqual(await recordsOf(log), [1]);
});

/** What a log is left with whose process was judged dead in the midst of its work. */
async function afterTakeover(
  t: TestContext,
  takeOver: (logs: { blocked: AppendLog; other: AppendLog; file: string }) => Promise<void>,
): Promise<unknown[]> {
  const file = await newFile(t);
  const [blocked, other] = [await logWith(file, ['old']), await open(file)];
  await takeOver({ blocked, other, file });
  assert.deepEqual((await readdir(path.dirname(file))).sort(), ['journal']);
  return recordsOf(await open(file));
}

test('what others append while a log is written anew by one who was judged dead is not lost', async (t) => {
  const records = await afterTakeover(t, async ({ blocked, other, file }) => {
    let isFirst = true;
    await blocked.compact(async (all) => {
      const read: unknown[] = [];
      for await (const record of all) read.push(record);
      if (isFirst) await rm(`${file}.lock`);
      if (isFirst) await other.append('new', never);
      isFirst = false;
      return read;
    }, never);
  });
  assert.deepEqual(records, ['old', 'new']);
});

test('a log that two write anew at once, one of them judged dead, is no mixture of both', async (t) => {
  const records = await afterTakeover(t, async ({ blocked, other, file }) => {
    let isFirst = true;
    await blocked.compact(async function* (all) {
      if (isFirst) {
        isFirst = false;
        await rm(`${file}.lock`);
        await other.compact((those) => those, never);
        await other.append('new', never);
      }
      yield* all;
    }, never);
  });
  assert.deepEqual(records, ['old', 'new']);
});

test('what one who was judged dead appends to a file that was replaced is appended again', async (t) => {
  const records = await afterTakeover(t, async ({ blocked, other, file }) => {
    const handle = await openFile(file, 'r');
    const methods = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    let isFirst = true;
    t.mock.method(methods, 'appendFile', async function (this: typeof handle, text: string) {
      const wasFirst = isFirst;
      isFirst = false;
      if (wasFirst) await rm(`${file}.lock`);
      if (wasFirst) await other.compact((all) => all, never);
      await this.write(text);
    });
    await blocked.append('new', never);
  });
  assert.deepEqual(records, ['old', 'new']);
});
