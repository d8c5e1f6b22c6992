import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { defaultChoices, type Plan, totalsOf } from '../../../src/sync/plan.js';
import { Journal } from '../../../src/sync/journal.js';
import { type Progress } from '../../../src/sync/carry-out.js';
import { type StepResult } from '../../../src/sync/step-result.js';
import { refuseNames } from '../../../src/sync/names.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { abc } from '../../support/sync/scenario-parts.js';
import { agreeOn, outcomeLines, planLines, withDeletes } from '../../support/sync/sync-scenario.js';
import {
  KeptTexts,
  memoryWorld,
  openPair,
  type PairOptions,
  plainTree,
  plant,
  type Tree,
} from '../../support/sync/sync-world.js';

type FolderNames = Parameters<typeof refuseNames>[0];

const quietly = { onProgress: (): void => undefined };

interface Stage {
  world: ReturnType<typeof memoryWorld>;
  pair: SyncPair;
}

/** A world in which both sides have agreed on a tree. */
async function agreed(tree: Tree, options: PairOptions = {}): Promise<Stage> {
  const world = memoryWorld();
  await agreeOn(tree, world);
  const { pair } = await openPair(world, options);
  world.remoteFiles.calls.length = 0;
  return { world, pair };
}

function planOf(pair: SyncPair): Promise<Plan> {
  return pair.plan({ direction: 'both', scope: [''] }, never);
}

function failOn(call: string, error: RemoteError): (now: string) => void {
  return (now) => {
    if (now === call) throw error;
  };
}

test('a branch whose listing fails is blocked: nothing in it is planned, let alone deleted', async () => {
  const { world, pair } = await agreed(abc);
  world.local.edit(['write', 'sub/b.txt', 'changed']);
  world.local.edit(['write', 'a.txt', 'changed']);
  world.remoteFiles.before = failOn(
    'list /site/sub',
    new RemoteError('permission', 'The server refuses to list /site/sub'),
  );
  const plan = await planOf(pair);
  assert.deepEqual(
    [planLines(plan), plan.steps[1]?.error],
    [
      ['upload a.txt: changed-here', 'blocked sub/: listing-failed'],
      { kind: 'permission', message: 'The server refuses to list /site/sub' },
    ],
  );
});

const fatal: [what: string, call: string, kind: RemoteError['kind']][] = [
  ['the listing of the top folder', 'list /site', 'permission'],
  ['the look at the top folder', 'stat /site', 'permission'],
  ['the connection', 'list /site/sub', 'connect'],
];
for (const [what, call, kind] of fatal) {
  test(`a plan without ${what} is no plan`, async () => {
    const { world, pair } = await agreed(abc);
    world.remoteFiles.before = failOn(call, new RemoteError(kind, 'no'));
    await assert.rejects(planOf(pair), (error) => isRemoteError(error, kind));
  });
}

for (const side of ['local', 'remote'] as const) {
  test(`a ${side} folder that is gone as a whole is an error, not a deletion of all`, async () => {
    const { world, pair } = await agreed(abc);
    if (side === 'local') world.localFiles.take('');
    else world.remoteFiles.take('/site');
    await assert.rejects(
      planOf(pair),
      (error) => isRemoteError(error, 'not-found') && error.message.includes('not there'),
    );
  });
}

for (const direction of ['to-remote', 'to-local', 'both'] as const) {
  for (const side of ['local', 'remote'] as const) {
    test(`a ${side} folder that is gone as a whole is one for a single path too, ${direction}`, async () => {
      const { world, pair } = await agreed(abc);
      if (side === 'local') world.localFiles.take('');
      else world.remoteFiles.take('/site');
      await assert.rejects(
        pair.plan({ direction, scope: ['a.txt', 'sub'] }, never),
        (error) => isRemoteError(error, 'not-found') && error.message.includes('not there'),
      );
    });
  }
}

test('what was deleted or renamed here is not deleted there once the local folder is gone', async () => {
  const { world, pair } = await agreed(abc);
  world.localFiles.take('');
  await assert.rejects(pair.mirror({ kind: 'rename', from: 'sub', path: 'moved' }, never));
  await assert.rejects(pair.mirror({ kind: 'delete', path: 'a.txt' }, never));
  assert.deepEqual(plainTree(world.remote.tree()), abc);
});

test('a remote folder that never was is made by the first sync', async () => {
  const world = memoryWorld();
  world.remoteFiles.take('/site');
  plant(world.local, abc);
  const { pair } = await openPair(world);
  const plan = await planOf(pair);
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(
    [planLines(plan)[0], plainTree(world.remote.tree()), planLines(await planOf(pair))],
    ['make-folder-remote /: new-here', abc, []],
  );
});

test('a file that cannot be read is blocked, and all others are planned', async () => {
  const { world, pair } = await agreed(abc);
  world.local.edit(['touch', 'a.txt']);
  world.local.edit(['write', 'sub/b.txt', 'changed']);
  const hash = world.localFiles.hash.bind(world.localFiles);
  world.localFiles.hash = (path, signal) =>
    path === 'a.txt' ? Promise.reject(new RemoteError('permission', 'no')) : hash(path, signal);
  assert.deepEqual(planLines(await planOf(pair)), [
    'blocked a.txt: unreadable',
    'upload sub/b.txt: changed-here',
  ]);
});

test('totals say what a plan adds up to', async () => {
  const { world, pair } = await agreed(abc);
  world.local.edit(['write', 'a.txt', 'four']);
  world.local.edit(['write', 'more/new.txt', 'seven..']);
  world.local.edit(['delete', 'sub/deep/c.txt']);
  world.remote.edit(['write', 'sub/b.txt', 'five.']);
  assert.deepEqual(totalsOf(await planOf(pair)), {
    upload: 2,
    download: 1,
    uploadBytes: 11,
    downloadBytes: 5,
    deleteRemote: 1,
    deleteLocal: 0,
    makeFolders: 1,
    conflicts: 0,
    skipped: 0,
    blocked: 0,
    unchanged: 0,
  });
});

test('so many deletions that they have to be confirmed are refused until they are', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`${String(at)}.txt`, 'x']),
  );
  const { world, pair } = await agreed(many);
  for (let at = 0; at < 6; at += 1) world.local.edit(['delete', `${String(at)}.txt`]);
  const plan = await planOf(pair);
  const choices = withDeletes(plan);
  await assert.rejects(
    pair.carryOut({ plan, choices }, quietly, never),
    (error) =>
      isRemoteError(error, 'unsafe') && error.message.includes('6 files would be deleted, 60 %'),
  );
  assert.equal(world.remote.tree().size, 10);
  await pair.carryOut({ plan, choices: { ...choices, deletesConfirmed: true } }, quietly, never);
  assert.equal(world.remote.tree().size, 4);
});

test('where the version before cannot be kept, nothing is overwritten or deleted', async () => {
  let isFull = false;
  const keep = (): Promise<void> =>
    isFull ? Promise.reject(new RemoteError('no-space', 'The disk is full')) : Promise.resolve();
  const { world, pair } = await agreed(abc, { keep });
  isFull = true;
  world.local.edit(['write', 'a.txt', 'changed']);
  world.remote.edit(['write', 'sub/b.txt', 'changed']);
  world.local.edit(['delete', 'sub/deep/c.txt']);
  const plan = await planOf(pair);
  const report = await pair.carryOut({ plan, choices: withDeletes(plan) }, quietly, never);
  assert.deepEqual(
    [outcomeLines(report), plainTree(world.remote.tree()), plainTree(world.local.tree())],
    [
      [
        'failed a.txt (The disk is full)',
        'failed sub/b.txt (The disk is full)',
        'failed sub/deep/c.txt (The disk is full)',
      ],
      { ...abc, 'sub/b.txt': 'changed' },
      { 'a.txt': 'changed', 'sub/b.txt': 'bb', 'sub/deep': null },
    ],
  );
});

for (const side of ['local', 'remote'] as const) {
  test(`a ${side} file that is saved while its deletion is announced stays`, async () => {
    const { world, pair } = await agreed(abc);
    world[side === 'local' ? 'remote' : 'local'].edit(['delete', 'a.txt']);
    const plan = await planOf(pair);
    const append = world.log.append.bind(world.log);
    world.log.append = async (record, signal) => {
      await append(record, signal);
      if (JSON.stringify(record).includes('begin')) world[side].edit(['write', 'a.txt', 'newer']);
    };
    const report = await pair.carryOut({ plan, choices: withDeletes(plan) }, quietly, never);
    const { journal } = await openPair(world);
    assert.deepEqual(
      [outcomeLines(report), world[side].tree().get('a.txt'), journal.intents],
      [['conflict a.txt'], 'newer', []],
    );
  });
}

test('one step that fails does not stop the others, and its error is told', async () => {
  const { world, pair } = await agreed(abc);
  world.local.edit(['write', 'a.txt', 'changed']);
  world.local.edit(['write', 'sub/b.txt', 'changed']);
  world.remoteFiles.before = failOn('write /site/a.txt', new RemoteError('permission', 'denied'));
  const plan = await planOf(pair);
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(
    [outcomeLines(report), report.stoppedBy, plainTree(world.remote.tree())],
    [['failed a.txt (denied)'], undefined, { ...abc, 'sub/b.txt': 'changed' }],
  );
});

test('an upload whose time the server refuses to set is done and agreed on', async () => {
  const { world, pair } = await agreed(abc, {
    settings: { preserveTimes: true, compareLimit: { fileBytes: 0, totalBytes: 0 } },
  });
  world.local.edit(['write', 'a.txt', 'changed']);
  world.remoteFiles.before = (call) => {
    if (call.startsWith('setModified')) throw new RemoteError('permission', 'Not the owner');
  };
  const plan = await planOf(pair);
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(
    [
      outcomeLines(report),
      report.results.map(({ outcome }) => outcome),
      planLines(await planOf(pair)),
    ],
    [[], ['done'], []],
  );
});

test('a lost connection stops it, the rest is to do, and the next plan does it', async () => {
  const { world, pair } = await agreed(abc, { settings: { parallel: 1 } });
  for (const path of Object.keys(abc)) world.local.edit(['write', path, 'changed']);
  const lost = new RemoteError('disconnected', 'The connection was lost');
  world.remoteFiles.before = failOn('write /site/sub/b.txt', lost);
  const plan = await planOf(pair);
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(
    [outcomeLines(report), report.stoppedBy, report.needsAnotherPlan],
    [['to-do sub/b.txt', 'to-do sub/deep/c.txt'], lost, true],
  );
  world.remoteFiles.before = () => undefined;
  const next = await planOf(pair);
  await pair.carryOut({ plan: next, choices: defaultChoices(next) }, quietly, never);
  assert.deepEqual(plainTree(world.remote.tree()), plainTree(world.local.tree()));
});

test('what was announced together, and had no turn before the connection was lost, is taken back', async () => {
  const { world, pair } = await agreed(abc, { settings: { parallel: 1 } });
  for (const path of Object.keys(abc)) world.local.edit(['write', path, 'changed']);
  const lost = new RemoteError('disconnected', 'The connection was lost');
  world.remoteFiles.before = failOn('write /site/sub/b.txt', lost);
  const plan = await planOf(pair);
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  const journal = await Journal.open(world.log, never);
  assert.deepEqual(
    journal.intents.map(({ path }) => path),
    ['sub/b.txt'],
  );
});

test('new files of one folder cost one listing and one write each', async () => {
  const { world, pair } = await agreed(abc);
  for (const name of ['1', '2', '3']) world.local.edit(['write', `new/${name}`, 'new']);
  const plan = await planOf(pair);
  world.remoteFiles.calls.length = 0;
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(world.remoteFiles.calls, [
    'mkdir /site/new',
    'list /site/new',
    'write /site/new/1',
    'write /site/new/2',
    'write /site/new/3',
  ]);
});

test('what comes while a file waits for its turn is not replaced, though it looks the same', async () => {
  const kept = new KeptTexts();
  const { world, pair } = await agreed(abc, { settings: { parallel: 1 }, keep: kept.keep });
  for (const path of Object.keys(abc)) world.local.edit(['write', path, 'changed']);
  const plan = await planOf(pair);
  world.remoteFiles.before = (call) => {
    if (call === 'write /site/a.txt') world.remoteFiles.putSameLooking('/site/sub/b.txt', 'BB');
  };
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.ok(outcomeLines(report).includes('conflict sub/b.txt'));
  assert.equal(world.remoteFiles.text('/site/sub/b.txt'), 'BB');
});

const keepLocal = (path: string): Map<string, 'keep-local'> => new Map([[path, 'keep-local']]);

test('what looks as it was agreed on, and holds something else, is left to the user with its base', async () => {
  const { world, pair } = await agreed(abc, { keep: new KeptTexts().keep });
  world.remoteFiles.putSameLooking('/site/a.txt', 'X');
  world.local.edit(['write', 'a.txt', 'changed']);
  const plan = await planOf(pair);
  const report = await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  assert.deepEqual(outcomeLines(report), ['conflict a.txt']);
  assert.equal(world.remoteFiles.text('/site/a.txt'), 'X');
  const next = await planOf(pair);
  assert.deepEqual(planLines(next), ['conflict a.txt: changed-on-both']);
  const choices = { ...defaultChoices(next), resolutions: keepLocal('a.txt') };
  await pair.carryOut({ plan: next, choices }, quietly, never);
  assert.equal(world.remoteFiles.text('/site/a.txt'), 'changed');
  assert.deepEqual(planLines(await planOf(pair)), []);
});

test('a write demands a last look at what was kept, or was taken for free by a listing', async () => {
  const { world, pair } = await agreed(abc);
  const seen = new Map<string, unknown>();
  const { remoteFiles } = world;
  const write = remoteFiles.write.bind(remoteFiles);
  remoteFiles.write = (job, signal) => {
    seen.set(job.path, [job.looksAgain, job.current?.entry?.size]);
    return write(job, signal);
  };
  for (const name of ['a.txt', 'sub/1', 'sub/2', 'sub/.env'])
    world.local.edit(['write', name, 'new']);
  const plan = await planOf(pair);
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  const expected = new Map<string, unknown>([
    ['/site/a.txt', [true, 1]],
    ['/site/sub/.env', [undefined, undefined]],
    ['/site/sub/1', [true, undefined]],
    ['/site/sub/2', [true, undefined]],
  ]);
  assert.deepEqual(seen, expected);
});

test('who cancels it learns what was done and what is to do', async () => {
  const { world, pair } = await agreed(abc, { settings: { parallel: 1 } });
  for (const path of Object.keys(abc)) world.local.edit(['write', path, 'changed']);
  const cancel = new AbortController();
  world.remoteFiles.before = (call) => {
    if (call === 'write /site/sub/b.txt') cancel.abort();
  };
  const plan = await planOf(pair);
  const report = await pair.carryOut(
    { plan, choices: defaultChoices(plan) },
    quietly,
    cancel.signal,
  );
  assert.deepEqual(
    [
      report.results.map(({ outcome, step }: StepResult) => `${outcome} ${step.path}`),
      report.stoppedBy?.kind,
    ],
    [['done a.txt', 'to-do sub/b.txt', 'to-do sub/deep/c.txt'], 'aborted'],
  );
});

test('progress ends at all steps and all bytes', async () => {
  const { world, pair } = await agreed(abc);
  world.local.edit(['write', 'a.txt', '12345']);
  world.remote.edit(['write', 'sub/b.txt', '1234567']);
  const plan = await planOf(pair);
  const told: Progress[] = [];
  const onProgress = (progress: Progress): void => void told.push(progress);
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, { onProgress }, never);
  const { steps, totalSteps, bytes, totalBytes } = told.at(-1) ?? {};
  assert.deepEqual([steps, totalSteps, bytes, totalBytes], [2, 2, 12, 12]);
});

test('a plan where nothing changed lists each folder once and reads nothing', async () => {
  const { world, pair } = await agreed(abc);
  await planOf(pair);
  assert.deepEqual(world.remoteFiles.calls.sort(), [
    'list /site',
    'list /site/sub',
    'list /site/sub/deep',
    'stat /site',
  ]);
});

test('what a crash has left under a temporary name goes when it is old, and not before', async () => {
  const { world, pair } = await agreed(abc);
  world.localFiles.putFile('sub/.old.txt.ftpws-0123abcd.tmp', 'half');
  for (let minute = 0; minute < 30; minute += 1)
    world.localFiles.putFile('clock', String(minute).repeat(20));
  for (let time = 0; time < 200; time += 1) world.localFiles.touch('clock');
  world.localFiles.putFile('.new.txt.ftpws-0123abcd.tmp', 'half');
  const plan = await planOf(pair);
  await pair.carryOut({ plan, choices: defaultChoices(plan) }, quietly, never);
  const left = [...world.local.tree().keys()].filter((path) => path.endsWith('.tmp'));
  assert.deepEqual(left, ['.new.txt.ftpws-0123abcd.tmp']);
});

const mac = { isWindows: false, ignoresCase: true, ignoresForm: true };

test('a file that got another case on the server is not deleted here, where both names are one', async () => {
  const rules = { nameProblems: (folder: FolderNames) => refuseNames(folder, mac) };
  const { world, pair } = await agreed({ 'A.txt': 'a', 'Sub/b.txt': 'b' }, { rules });
  for (const [from, to] of [
    ['A.txt', 'a.txt'],
    ['Sub/b.txt', 'sub/b.txt'],
  ] as const) {
    world.remote.edit(['write', to, world.remote.tree().get(from) ?? '']);
    world.remote.edit(['delete', from]);
  }
  world.remote.edit(['delete', 'Sub']);
  const { steps } = await planOf(pair);
  assert.deepEqual(
    steps.map(({ kind, path }) => `${kind} ${path}`),
    ['skip A.txt', 'skip Sub', 'skip a.txt', 'skip sub'],
  );
});
