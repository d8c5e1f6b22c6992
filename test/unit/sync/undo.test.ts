import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { defaultCompareLimit } from '../../../src/sync/compare-content.js';
import { Journal } from '../../../src/sync/journal.js';
import { KeptBatch } from '../../../src/sync/kept-batch.js';
import { KeptVersions } from '../../../src/sync/kept-versions.js';
import { defaultDeleteLimit, type Plan } from '../../../src/sync/plan.js';
import { RemoteFolder } from '../../../src/sync/remote-folder.js';
import { type Direction, stepId } from '../../../src/sync/step.js';
import { SyncPair } from '../../../src/sync/sync-pair.js';
import { undo, type UndoResult } from '../../../src/sync/undo.js';
import { memoryWorld, noBases } from '../../support/sync/sync-world.js';
import { tempDir } from '../../support/temp-dir.js';

const day = 24 * 60 * 60_000;
const pairName = 'pair';

/** Both sides in memory, kept versions on the disk, and everything of each plan carried out. */
async function openWorld(t: TestContext) {
  const world = memoryWorld();
  const { now, localFiles: local } = world;
  const remote = new RemoteFolder(world.remoteFiles, world.remoteRoot);
  const journal = await Journal.open(world.log, never);
  const limits = { bytes: 1e6, ageMs: 3650 * day };
  const place = { folder: await tempDir(t), limits, now, onCrowdedOut: () => undefined };
  const kept = await KeptVersions.open(place, never);
  const settings = {
    preserveTimes: false,
    deleteExtras: false,
    deleteLimit: defaultDeleteLimit,
    compareLimit: defaultCompareLimit,
    parallel: 2,
  };
  const bases = noBases;
  const rules = { isIgnored: () => false, nameProblems: () => new Map<string, string>() };
  const plan = (direction: Direction, { keep }: Pick<KeptBatch, 'keep'>) => {
    const pair = new SyncPair({ local, remote, journal, rules, keep, bases, settings, now });
    return pair.plan({ direction, scope: [''] }, never).then((made) => ({ pair, made }));
  };
  const sync = async (direction: Direction): Promise<void> => {
    const batch = new KeptBatch(kept, { pair: pairName, title: direction });
    const { pair, made } = await plan(direction, batch);
    const choices = {
      chosen: new Set(made.steps.map(stepId)),
      resolutions: new Map(),
      deletesConfirmed: true,
    };
    await pair.carryOut({ plan: made, choices }, { onProgress: () => undefined }, never);
    await batch.end(never);
  };
  const undoLast = async (): Promise<UndoResult[]> => {
    const [last] = await kept.batches(never);
    assert.ok(last, 'there is a batch');
    const batch = new KeptBatch(kept, { pair: pairName, title: 'undo' });
    const steps = await kept.planUndo(last.id, never);
    const results = await undo(steps, { local, remote, journal, kept, batch }, never);
    await batch.end(never);
    return results;
  };
  const next = async (direction: Direction): Promise<Plan> =>
    (await plan(direction, { keep: () => Promise.resolve() })).made;
  const trees = (): Record<'local' | 'remote', Record<string, string | undefined>> => ({
    local: Object.fromEntries(world.local.tree()),
    remote: Object.fromEntries(world.remote.tree()),
  });
  return { world, kept, sync, undoLast, next, trees };
}

function told(results: readonly UndoResult[]): string[] {
  return results.map(({ step, outcome }) => `${step.side} ${step.path}: ${outcome}`).sort();
}

test('what an upload replaced, deleted and made is as it was before', async (t) => {
  const { world, sync, undoLast, trees } = await openWorld(t);
  world.local.edit(['write', 'a', 'old a']);
  world.local.edit(['write', 'gone', 'old gone']);
  await sync('to-remote');
  world.local.edit(['write', 'a', 'new a, longer']);
  world.local.edit(['delete', 'gone']);
  world.local.edit(['write', 'made', 'made']);
  const before = trees();
  await sync('to-remote');
  assert.deepEqual(trees().remote, { a: 'new a, longer', made: 'made' });
  const results = await undoLast();
  assert.deepEqual(told(results), ['remote a: done', 'remote gone: done', 'remote made: done']);
  assert.deepEqual(trees(), before);
});

test('what a download replaced here comes back', async (t) => {
  const { world, sync, undoLast, trees } = await openWorld(t);
  world.remote.edit(['write', 'a', 'one']);
  await sync('to-local');
  world.remote.edit(['write', 'a', 'two, longer']);
  await sync('to-local');
  assert.deepEqual(told(await undoLast()), ['local a: done']);
  assert.deepEqual(trees(), { local: { a: 'one' }, remote: { a: 'two, longer' } });
});

test('after an undo the next plan asks, and overwrites nothing by itself', async (t) => {
  const { world, sync, undoLast, next } = await openWorld(t);
  world.local.edit(['write', 'a', 'one']);
  await sync('to-remote');
  world.local.edit(['write', 'a', 'two, longer']);
  await sync('to-remote');
  await undoLast();
  for (const direction of ['both', 'to-remote', 'to-local'] as const) {
    const { steps } = await next(direction);
    assert.deepEqual(steps.map(stepId), ['conflict a'], direction);
  }
});

test('a file that was changed since stays as it is', async (t) => {
  const { world, sync, undoLast, trees } = await openWorld(t);
  world.local.edit(['write', 'a', 'one']);
  await sync('to-remote');
  world.local.edit(['write', 'a', 'two, longer']);
  await sync('to-remote');
  world.remote.edit(['write', 'a', 'theirs']);
  assert.deepEqual(told(await undoLast()), ['remote a: changed']);
  assert.equal(trees().remote['a'], 'theirs');
});

for (const side of ['local', 'remote'] as const) {
  test(`a ${side} file that is changed while its removal is prepared stays`, async (t) => {
    const { world, sync, undoLast, trees } = await openWorld(t);
    world[side === 'local' ? 'remote' : 'local'].edit(['write', 'made', 'made']);
    await sync('both');
    const append = world.log.append.bind(world.log);
    world.log.append = async (record, signal) => {
      await append(record, signal);
      if (JSON.stringify(record).includes('forget')) world[side].edit(['write', 'made', 'theirs']);
    };
    assert.deepEqual(told(await undoLast()), [`${side} made: changed`]);
    assert.equal(trees()[side]['made'], 'theirs');
  });
}

test('an undo can be undone', async (t) => {
  const { world, sync, undoLast, trees } = await openWorld(t);
  world.local.edit(['write', 'a', 'one']);
  await sync('to-remote');
  world.local.edit(['write', 'a', 'two, longer']);
  world.local.edit(['write', 'made', 'made']);
  await sync('to-remote');
  const synced = trees();
  await undoLast();
  assert.deepEqual(told(await undoLast()), ['remote a: done', 'remote made: done']);
  assert.deepEqual(trees(), synced);
});

test('a sync that replaces nothing leaves no batch behind', async (t) => {
  const { sync, kept } = await openWorld(t);
  await sync('both');
  assert.deepEqual(await kept.batches(never), []);
});

test('what the server refused counts as undone, since it is as it was before', async (t) => {
  const { world, sync, undoLast, trees } = await openWorld(t);
  world.local.edit(['write', 'a', 'one']);
  world.local.edit(['write', 'gone', 'gone']);
  await sync('to-remote');
  world.local.edit(['write', 'a', 'two, longer']);
  world.local.edit(['write', 'made', 'made']);
  world.local.edit(['delete', 'gone']);
  const before = trees().remote;
  world.remoteFiles.before = (call) => {
    if (/^(write|remove)/.test(call)) throw new RemoteError('permission', 'Not here');
  };
  await sync('to-remote');
  world.remoteFiles.before = () => undefined;
  assert.deepEqual(told(await undoLast()), [
    'remote a: done',
    'remote gone: done',
    'remote made: done',
  ]);
  assert.deepEqual(trees().remote, before);
});

suite('a file on the server that an undo brings back', () => {
  async function deleted(t: TestContext) {
    const opened = await openWorld(t);
    opened.world.local.edit(['write', 'a', 'secret']);
    await opened.sync('to-remote');
    await opened.world.remoteFiles.chmod('/site/a', 0o600, never);
    opened.world.local.edit(['delete', 'a']);
    await opened.sync('to-remote');
    return opened;
  }

  test('has its mode again', async (t) => {
    const { world, undoLast } = await deleted(t);
    assert.deepEqual(told(await undoLast()), ['remote a: done']);
    assert.equal((await world.remoteFiles.stat('/site/a', never)).mode, 0o600);
  });

  for (const kind of ['unsupported', 'permission'] as const) {
    test(`is there where the server says ${kind} to modes`, async (t) => {
      const { world, undoLast, trees } = await deleted(t);
      world.remoteFiles.before = (call) => {
        if (call.startsWith('chmod')) throw new RemoteError(kind, 'No modes here');
      };
      assert.deepEqual(
        [told(await undoLast()), trees().remote],
        [['remote a: done'], { a: 'secret' }],
      );
    });
  }
});
