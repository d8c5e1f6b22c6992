import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { KeptContents } from '../../../src/sync/kept-contents.js';
import { type Side, type UndoStep } from '../../../src/sync/kept-records.js';
import { type KeptPlace, KeptVersions, type OpenBatch } from '../../../src/sync/kept-versions.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

const pair = 'site → live';
const dayMs = 24 * 60 * 60 * 1000;

interface Clock {
  ms: number;
}

interface Surroundings {
  clock?: Clock;
  onCrowdedOut?: KeptPlace['onCrowdedOut'];
}

async function open(
  folder: string,
  limits: { bytes?: number; ageMs?: number } = {},
  { clock = { ms: 0 }, onCrowdedOut = () => undefined }: Surroundings = {},
): Promise<KeptVersions> {
  const all = { bytes: 1e9, ageMs: 30 * dayMs, ...limits };
  const place = { folder, limits: all, now: () => clock.ms, onCrowdedOut };
  return KeptVersions.open(place, never);
}

function text(content: string): { content: Uint8Array[] } {
  return { content: [Buffer.from(content)] };
}

async function textOf(versions: KeptVersions, hash: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of versions.read(hash, never)) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A batch that overwrites files on the server, one after another. */
async function overwrite(
  versions: KeptVersions,
  files: Readonly<Record<string, string>>,
): Promise<OpenBatch> {
  const batch = await versions.begin({ pair, title: 'Sync' }, never);
  for (const [at, content] of Object.entries(files)) {
    await batch.keep({ side: 'remote', path: at, before: text(content), after: 'ours' }, never);
  }
  await batch.end(never);
  return batch;
}

/** What undoing a batch would put where. */
async function undoOf(versions: KeptVersions, { id }: OpenBatch): Promise<unknown[]> {
  const told = async (step: UndoStep): Promise<unknown[]> => [
    step.kind,
    `${step.side} ${step.path}`,
    step.expected,
    ...(step.kind === 'restore' ? [await textOf(versions, step.content.hash)] : []),
  ];
  return Promise.all((await versions.planUndo(id, never)).map(told));
}

async function contentsIn(folder: string): Promise<number> {
  const names = await readdir(path.join(folder, 'contents'), { recursive: true });
  return names.filter((name) => path.basename(name).length === 64).length;
}

test('what a batch changed can be had back, also by the next window', async (t) => {
  const folder = await tempDir(t);
  const versions = await open(folder);
  const batch = await versions.begin({ pair, title: 'Sync to live' }, never);
  await batch.keep({ side: 'remote', path: 'a', before: text('old a'), after: 'hash of a' }, never);
  await batch.keep({ side: 'remote', path: 'b', after: 'hash of b' }, never);
  await batch.keep({ side: 'local', path: 'c', before: text('old c') }, never);
  await batch.end(never);
  await versions.close();
  assert.deepEqual(await undoOf(await open(folder), batch), [
    ['restore', 'local c', null, 'old c'],
    ['remove', 'remote b', 'hash of b'],
    ['restore', 'remote a', 'hash of a', 'old a'],
  ]);
});

test('a path that a batch changed twice goes back to where it was first', async (t) => {
  const versions = await open(await tempDir(t));
  const batch = await versions.begin({ pair, title: 'Sync' }, never);
  const at = { side: 'remote' as Side, path: 'a' };
  await batch.keep({ ...at, before: text('one'), after: 'two' }, never);
  await batch.keep({ ...at, before: text('two'), after: 'three' }, never);
  await batch.keep({ side: 'remote', path: 'new', after: 'x' }, never);
  await batch.keep({ side: 'remote', path: 'new', before: text('x'), after: 'y' }, never);
  assert.deepEqual(await undoOf(versions, batch), [
    ['remove', 'remote new', 'y'],
    ['restore', 'remote a', 'three', 'one'],
  ]);
});

test('mode and time are kept with a version', async (t) => {
  const versions = await open(await tempDir(t));
  const batch = await versions.begin({ pair, title: 'Sync' }, never);
  const before = { ...text('x'), mode: 0o644, modified: 12 };
  await batch.keep({ side: 'remote', path: 'a', before }, never);
  const [version] = await versions.versionsOf({ pair, side: 'remote', path: 'a' }, never);
  assert.ok(version);
  const { mode, modified, size } = version.content;
  assert.deepEqual([mode, modified, size], [0o644, 12, 1]);
});

test('the versions of a file are listed from the newest, those of others are not', async (t) => {
  const clock = { ms: 1 };
  const versions = await open(await tempDir(t), {}, { clock });
  for (const content of ['first', 'second', 'third']) {
    await overwrite(versions, { a: content, b: `${content} of b` });
    clock.ms += 1;
  }
  const other = await versions.begin({ pair: 'other', title: 'Sync' }, never);
  await other.keep({ side: 'remote', path: 'a', before: text('of another pair') }, never);
  const found = await versions.versionsOf({ pair, side: 'remote', path: 'a' }, never);
  assert.deepEqual(
    await Promise.all(
      found.map(async ({ time, content }) => [time, await textOf(versions, content.hash)]),
    ),
    [
      [3, 'third'],
      [2, 'second'],
      [1, 'first'],
    ],
  );
});

test('batches are listed from the newest, with what became of them', async (t) => {
  const clock = { ms: 1 };
  const versions = await open(await tempDir(t), {}, { clock });
  const { id } = await overwrite(versions, { a: 'x' });
  await versions.markUndone(id, never);
  clock.ms = 2;
  await overwrite(versions, { a: 'y', b: 'z' });
  clock.ms = 3;
  await versions.begin({ pair, title: 'Under way' }, never);
  const batches = await versions.batches(never);
  assert.deepEqual(
    batches.map(({ title, time, state, changes }) => [title, time, state, changes.length]),
    [
      ['Under way', 3, 'open', 0],
      ['Sync', 2, 'ended', 2],
      ['Sync', 1, 'undone', 1],
    ],
  );
});

test('the same content is kept once', async (t) => {
  const folder = await tempDir(t);
  const versions = await open(folder);
  await overwrite(versions, { a: 'same', b: 'same', c: 'other' });
  await overwrite(versions, { a: 'same' });
  assert.equal(await contentsIn(folder), 2);
});

async function afterEviction(
  t: TestContext,
  limits: { bytes?: number; ageMs?: number },
  sizes: readonly number[],
): Promise<[left: number, contents: number]> {
  const folder = await tempDir(t);
  const clock = { ms: 0 };
  const versions = await open(folder, limits, { clock });
  for (const [index, size] of sizes.entries()) {
    clock.ms = index * dayMs;
    await overwrite(versions, { a: String(index).repeat(size) });
  }
  await versions.evict(never);
  clock.ms += dayMs;
  await versions.evict(never);
  return [(await versions.batches(never)).length, await contentsIn(folder)];
}

const evictions: [law: string, limits: object, sizes: number[], left: number][] = [
  ['nothing goes while there is room', {}, [10, 10, 10], 3],
  ['the oldest go where there is too much', { bytes: 25 }, [10, 10, 10], 2],
  ['the oldest go where they are too old', { ageMs: 1.5 * dayMs }, [10, 10, 10, 10], 2],
  ['a small old one does not outlive a big new one', { bytes: 25 }, [1, 20, 10], 1],
  ['what is too big alone stays as long as it is the newest', { bytes: 5 }, [10], 1],
  ['what is too big takes the place of all before it', { bytes: 5 }, [1, 1, 10], 1],
  ['what was too big goes with the next', { bytes: 5 }, [10, 1], 1],
];
for (const [law, limits, sizes, left] of evictions) {
  test(law, async (t) => {
    assert.deepEqual(await afterEviction(t, limits, sizes), [left, left]);
  });
}

test('a batch under way stays, however big it is, and in whatever window', async (t) => {
  const folder = await tempDir(t);
  const [one, other] = [await open(folder), await open(folder, { bytes: 1 })];
  const batch = await one.begin({ pair, title: 'Sync' }, never);
  await batch.keep({ side: 'remote', path: 'a', before: text('much'), after: 'x' }, never);
  await other.evict(never);
  assert.deepEqual(await undoOf(one, batch), [['restore', 'remote a', 'x', 'much']]);
});

test('a batch that a crash has ended goes with its age', async (t) => {
  const folder = await tempDir(t);
  const clock = { ms: 0 };
  const crashed = await open(folder, {}, { clock });
  const batch = await crashed.begin({ pair, title: 'Sync' }, never);
  await batch.keep({ side: 'remote', path: 'a', before: text('x') }, never);
  clock.ms = 31 * dayMs;
  const next = await open(folder, {}, { clock });
  await next.evict(never);
  clock.ms += dayMs;
  await next.evict(never);
  assert.deepEqual([await next.batches(never), await contentsIn(folder)], [[], 0]);
});

test('what is too old goes now and then, not after each of many batches', async (t) => {
  const clock = { ms: 0 };
  const versions = await open(await tempDir(t), { bytes: 1 }, { clock });
  const left: number[] = [];
  for (const ms of [0, 30_000, 60_000]) {
    clock.ms = ms;
    await overwrite(versions, { 'a.txt': String(ms) });
    await versions.evictNowAndThen(never);
    left.push((await versions.batches(never)).length);
  }
  await versions.close();
  assert.deepEqual(left, [1, 2, 1]);
});

test('what has to make room is told, what is too old is not', async (t) => {
  const clock = { ms: 0 };
  const told: string[][] = [];
  const versions = await open(
    await tempDir(t),
    { bytes: 25 },
    {
      clock,
      onCrowdedOut: (batches) => told.push(batches.map(({ changes }) => String(changes[0]?.path))),
    },
  );
  for (const name of ['a', 'b', 'c', 'd']) await overwrite(versions, { [name]: name.repeat(10) });
  await versions.evict(never);
  for (let days = 31; days <= 32; days += 1) {
    clock.ms = days * dayMs;
    await versions.evict(never);
  }
  assert.deepEqual([told, await versions.batches(never)], [[['a', 'b']], []]);
});

test('a clock that jumps for a while takes nothing away, also where it does so again', async (t) => {
  const clock = { ms: 0 };
  const versions = await open(await tempDir(t), {}, { clock });
  await overwrite(versions, { a: 'x' });
  for (const days of [400, 401 - 1 / 24, 1, 800, 2, 1200]) {
    clock.ms = days * dayMs;
    await versions.evict(never);
  }
  assert.equal((await versions.batches(never)).length, 1);
});

test('what was done last is the newest, also where the clock was put back meanwhile', async (t) => {
  const clock = { ms: 10 * dayMs };
  const versions = await open(await tempDir(t), {}, { clock });
  await overwrite(versions, { first: 'x' });
  clock.ms = 0;
  await overwrite(versions, { last: 'y' });
  const paths = (await versions.batches(never)).map(({ changes }) => changes[0]?.path);
  assert.deepEqual(paths, ['last', 'first']);
});

test('keeping and evicting side by side loses no version', async (t) => {
  const folder = await tempDir(t);
  const [one, other] = [await open(folder), await open(folder)];
  const batch = await one.begin({ pair, title: 'Sync' }, never);
  const contents = Array.from({ length: 40 }, (_, index) => String(index % 10));
  const keeping = contents.map((content, index) =>
    batch.keep({ side: 'remote', path: String(index), before: text(content) }, never),
  );
  await Promise.all([...keeping, ...Array.from({ length: 8 }, () => other.evict(never))]);
  const steps = (await undoOf(one, batch)).map(String).sort();
  const expected = contents.map((content, index) => `restore,remote ${String(index)},,${content}`);
  assert.deepEqual(steps, expected.sort());
});

test('what a crash put aside in the middle of a sweep comes back', async (t) => {
  const folder = await tempDir(t);
  const contents = new KeptContents(folder);
  await contents.prepare();
  const { file, hash } = await contents.write([Buffer.from('x')], never);
  const aside = path.join(path.dirname(file), `${hash}.left`);
  await writeFile(aside, 'x');
  await rm(file);
  await contents.sweep(() => Promise.resolve(new Set([hash])), Date.now());
  assert.deepEqual([await contents.has(hash), await readdir(path.dirname(file))], [true, []]);
});

test('a version whose content is gone or spoilt is told, not taken for whole', async (t) => {
  const folder = await tempDir(t);
  const versions = await open(folder);
  const batch = await overwrite(versions, { a: 'gone', b: 'spoilt' });
  const [spoilt, gone] = await versions.planUndo(batch.id, never);
  assert.ok(spoilt?.kind === 'restore' && gone?.kind === 'restore');
  const contents = new KeptContents(folder);
  await writeFile(contents.pathOf(spoilt.content.hash), 'SPOILT');
  await rm(contents.pathOf(gone.content.hash));
  assert.match((await failure(textOf(versions, spoilt.content.hash))).message, /damaged/);
  assert.equal((await failure(textOf(versions, gone.content.hash))).kind, 'not-found');
  assert.deepEqual(
    (await versions.planUndo(batch.id, never)).map(({ kind }) => kind),
    ['restore', 'lost'],
  );
});

test('a content that fails on its way leaves nothing behind, and no version', async (t) => {
  const folder = await tempDir(t);
  const versions = await open(folder);
  const batch = await versions.begin({ pair, title: 'Sync' }, never);
  async function* torn(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    await Promise.reject(new Error('the line is cut'));
  }
  const keeping = batch.keep({ side: 'remote', path: 'a', before: { content: torn() } }, never);
  assert.match((await failure(keeping)).message, /the line is cut/);
  assert.deepEqual(
    [await versions.planUndo(batch.id, never), await readdir(path.join(folder, 'unfinished'))],
    [[], []],
  );
});

test('undoing what is not kept any more is refused in words', async (t) => {
  const versions = await open(await tempDir(t));
  const error = await failure(versions.planUndo('of old', never));
  assert.deepEqual(
    [error.kind, error.message],
    ['not-found', 'What is to be undone is not kept any more'],
  );
});
