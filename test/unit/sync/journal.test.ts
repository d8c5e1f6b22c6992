import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { AppendLog } from '../../../src/sync/append-log.js';
import { type Agreement } from '../../../src/sync/facts.js';
import { Journal, journalVersion } from '../../../src/sync/journal.js';
import { JournalState } from '../../../src/sync/journal-records.js';
import { MemoryLog } from '../../support/sync/memory-log.js';
import { tempDir } from '../../support/temp-dir.js';

const state = { type: 'file', size: 1, modified: 1 } as const;

function fileAt(at: string, hash = 'h'): Agreement {
  return { path: at, type: 'file', hash, local: state, remote: state, at: 1 };
}

function paths(journal: Journal, folder = ''): string[] {
  return journal
    .children(folder)
    .flatMap((one) => (one.type === 'directory' ? paths(journal, one.path) : [one.path]))
    .sort();
}

test('what was agreed on is there when the journal is opened again', async () => {
  const log = new MemoryLog();
  const journal = await Journal.open(log, never);
  await journal.agree([fileAt('a'), fileAt('d/e/b')], undefined, never);
  const again = await Journal.open(log, never);
  assert.deepEqual(
    [paths(again), again.get('d/e/b'), again.count],
    [['a', 'd/e/b'], fileAt('d/e/b'), 2],
  );
});

test('what is agreed on while the journal is read again is known afterwards', async () => {
  const log = new MemoryLog();
  const journal = await Journal.open(log, never);
  await journal.agree([fileAt('a'), fileAt('gone')], undefined, never);
  const replay = log.replay.bind(log);
  log.replay = async function* () {
    yield* replay();
    await journal.agree([fileAt('b')], undefined, never);
    await journal.forget('gone', undefined, never);
  };
  await journal.refresh(never);
  assert.deepEqual([paths(journal), journal.count], [['a', 'b'], 2]);
});

test('where a file is agreed on, the folders around it are', async () => {
  const journal = await Journal.open(new MemoryLog(), never);
  await journal.agree([fileAt('d/e/b')], undefined, never);
  assert.deepEqual([journal.get('d')?.type, journal.get('d/e')?.type], ['directory', 'directory']);
});

test('a forgotten path is forgotten with all below it, and with nothing beside it', async () => {
  const journal = await Journal.open(new MemoryLog(), never);
  await journal.agree(
    ['d/a', 'd/e/b', 'd2/c', 'dd'].map((at) => fileAt(at)),
    undefined,
    never,
  );
  await journal.forget('d', undefined, never);
  assert.deepEqual([paths(journal), journal.count], [['d2/c', 'dd'], 2]);
});

test('a file that takes the place of a folder takes that of all in it', async () => {
  const journal = await Journal.open(new MemoryLog(), never);
  await journal.agree([fileAt('d/a'), fileAt('d/e/b')], undefined, never);
  await journal.agree([fileAt('d')], undefined, never);
  assert.deepEqual([paths(journal), journal.count], [['d'], 1]);
});

test('an intent is open until it is agreed on, forgotten or dropped', async () => {
  const log = new MemoryLog();
  const journal = await Journal.open(log, never);
  const ids: string[] = [];
  for (const at of ['a', 'b', 'c', 'd']) {
    ids.push(await journal.begin({ kind: 'upload', path: at, hash: 'h' }, never));
  }
  await journal.agree([fileAt('a')], ids[0], never);
  await journal.forget('b', ids[1], never);
  await journal.drop(ids[2] ?? '', never);
  const open = [{ id: ids[3], kind: 'upload', path: 'd', hash: 'h' }];
  assert.deepEqual([journal.intents, (await Journal.open(log, never)).intents], [open, open]);
});

test('windows that share a journal learn of each other', async () => {
  const log = new MemoryLog();
  const [one, other] = [await Journal.open(log, never), await Journal.open(log, never)];
  await one.agree([fileAt('a', 'one')], undefined, never);
  await other.agree([fileAt('b', 'other')], undefined, never);
  await one.refresh(never);
  assert.deepEqual(paths(one), ['a', 'b']);
});

test('a journal that has grown is made short, and says the same', async () => {
  const log = new MemoryLog();
  const journal = await Journal.open(log, never);
  for (let time = 0; time < 1_200; time += 1) {
    await journal.agree([fileAt(`f${String(time % 7)}`, String(time))], undefined, never);
  }
  const id = await journal.begin({ kind: 'delete-local', path: 'x' }, never);
  const before = paths(journal).map((at) => journal.get(at));
  await journal.refresh(never);
  const again = await Journal.open(log, never);
  assert.deepEqual(
    [log.lines.length, paths(again).map((at) => again.get(at)), again.intents.map((one) => one.id)],
    [2, before, [id]],
  );
});

test('records that are none of ours are passed over', async () => {
  const log = new MemoryLog();
  for (const record of [null, 7, 'text', [], {}, { other: 1 }]) await log.append(record);
  await log.append({ agree: [fileAt('a')] });
  assert.deepEqual(paths(await Journal.open(log, never)), ['a']);
});

test('a journal on the disk survives that its process ends, and is shared by two', async (t) => {
  const file = path.join(await tempDir(t), 'journal');
  const version = journalVersion;
  const [one, other] = [
    await AppendLog.open(file, { version }, never),
    await AppendLog.open(file, { version }, never),
  ];
  const journals = [await Journal.open(one, never), await Journal.open(other, never)];
  const work = Array.from({ length: 40 }, (_, at) =>
    Promise.resolve(
      journals[at % 2]?.agree([fileAt(`d${String(at % 3)}/f${String(at)}`)], undefined, never),
    ),
  );
  await Promise.all(work);
  await one.close();
  await other.close();
  const again = await Journal.open(await AppendLog.open(file, { version }, never), never);
  assert.equal(again.count, 40);
});

test('what was passed over stays so until something else stands there, or both sides agree', async () => {
  const log = new MemoryLog();
  const journal = await Journal.open(log, never);
  const passed = [
    { path: 'a', local: state },
    { path: 'gone', local: null },
    { path: 'synced', local: state },
  ];
  await journal.passOver(passed, never);
  await journal.agree([fileAt('synced')], undefined, never);
  const again = await Journal.open(log, never);
  const told = [
    again.isPassedOver('a', state),
    again.isPassedOver('a', { ...state, modified: 2 }),
    again.isPassedOver('a', undefined),
    again.isPassedOver('gone', undefined),
    again.isPassedOver('gone', state),
    again.isPassedOver('synced', state),
    again.isPassedOver('other', undefined),
  ];
  assert.deepEqual(told, [true, false, false, true, false, false, false]);
});

test('a journal that is made short remembers what was passed over', () => {
  const full = new JournalState();
  full.apply({ passOver: [{ path: 'a', local: state }] });
  const short = new JournalState();
  for (const record of full.records()) short.apply(record);
  assert.equal(short.isPassedOver('a', state), true);
});
