// No content may be compared here: only what was announced tells what a dead process has done.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { type RemoteFiles } from '../../../src/remote/remote-files.js';
import { type Plan } from '../../../src/sync/plan.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { type MemoryFiles } from '../../support/memory-files.js';
import { Death, Killed, mortalWorld } from '../../support/sync/mortal.js';
import { hashOf } from '../../support/sync/memory-local.js';
import { planLines, withDeletes } from '../../support/sync/sync-scenario.js';
import {
  type Edit,
  memoryWorld,
  openPair,
  plainTree,
  plant,
} from '../../support/sync/sync-world.js';

/** Few turns, so that files wait which were announced. */
const settings = { compareLimit: { fileBytes: 0, totalBytes: 0 }, parallel: 2 };
const many = ['m/1', 'm/2', 'm/3', 'm/4', 'a.txt', 'sub/b.txt'];
const tree = { 'a.txt': 'a', 'sub/b.txt': 'bb' };
const mostCalls = 60;

async function carryOutAll(pair: SyncPair): Promise<Plan> {
  const plan = await pair.plan({ direction: 'both', scope: [''] }, never);
  const choices = withDeletes(plan);
  await pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
  return plan;
}

/** The plan of the process that comes after one that died, and the trees in the end. */
async function afterDeath(
  death: Death,
  local: readonly Edit[],
  remote: readonly Edit[],
): Promise<unknown> {
  const world = memoryWorld();
  plant(world.local, tree);
  await carryOutAll((await openPair(world)).pair);
  for (const edit of local) world.local.edit(edit);
  for (const edit of remote) world.remote.edit(edit);
  const { pair } = await openPair(mortalWorld(world, death), { settings });
  await carryOutAll(pair).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  const { pair: next, journal } = await openPair(world, { settings });
  const plan = await carryOutAll(next);
  const conflicts = planLines(plan).filter((line) => line.startsWith('conflict'));
  const here = Object.entries(plainTree(world.local.tree()));
  const whole = Object.fromEntries(here.filter(([path]) => !path.endsWith('.tmp')));
  return { conflicts, whole, remote: plainTree(world.remote.tree()), intents: journal.intents };
}

const cases: [name: string, local: Edit[], remote: Edit[], after: Record<string, string>][] = [
  ['an upload', [['write', 'a.txt', 'new']], [], { ...tree, 'a.txt': 'new' }],
  ['an upload of a new file', [['write', 'n/n.txt', 'new']], [], { ...tree, 'n/n.txt': 'new' }],
  [
    'many uploads that are announced together',
    many.map((path) => ['write', path, `new ${path}`]),
    [],
    Object.fromEntries(many.map((path) => [path, `new ${path}`])),
  ],
  ['a download', [], [['write', 'a.txt', 'new']], { ...tree, 'a.txt': 'new' }],
  ['a download of a new file', [], [['write', 'n/n.txt', 'new']], { ...tree, 'n/n.txt': 'new' }],
  ['a deletion there', [['delete', 'a.txt']], [], { 'sub/b.txt': 'bb' }],
  ['a deletion here', [], [['delete', 'a.txt']], { 'sub/b.txt': 'bb' }],
];

for (const [name, local, remote, after] of cases) {
  test(`${name} that died at any call is no conflict afterwards, and is finished`, async () => {
    for (let at = 1; at <= mostCalls; at += 1) {
      for (const isAfter of [false, true]) {
        const end = await afterDeath(new Death(at, isAfter), local, remote);
        assert.deepEqual(
          end,
          { conflicts: [], whole: after, remote: after, intents: [] },
          `${isAfter ? 'after' : 'before'} call ${String(at)}`,
        );
      }
    }
  });
}

test('what cannot be read after a crash is given up, and all else is planned', async () => {
  const world = memoryWorld();
  plant(world.local, tree);
  await carryOutAll((await openPair(world)).pair);
  const { journal } = await openPair(world);
  await journal.begin({ kind: 'upload', path: 'a.txt', hash: hashOf('a') }, never);
  world.local.edit(['write', 'sub/b.txt', 'new']);
  world.remoteFiles.before = (call): void => {
    const isBroken = call === 'stream /site/a.txt';
    if (isBroken) throw new RemoteError('failed', 'The server cannot read it');
  };
  const { pair, journal: known } = await openPair(world, { settings });
  const plan = await carryOutAll(pair);
  assert.deepEqual([planLines(plan), known.intents], [['upload sub/b.txt: changed-here'], []]);
});

test('what cannot be looked at after a crash is given up, and all else is planned', async () => {
  const world = memoryWorld();
  plant(world.local, tree);
  await carryOutAll((await openPair(world)).pair);
  const { journal } = await openPair(world);
  await journal.begin({ kind: 'upload', path: 'gone/a.txt', hash: hashOf('a') }, never);
  world.local.edit(['write', 'sub/b.txt', 'new']);
  const look = world.localFiles.look.bind(world.localFiles);
  world.localFiles.look = (path, signal) =>
    path === 'gone/a.txt'
      ? Promise.reject(new RemoteError('unsafe', 'A link leads out'))
      : look(path, signal);
  const { pair, journal: known } = await openPair(world, { settings });
  const plan = await carryOutAll(pair);
  assert.deepEqual([planLines(plan), known.intents], [['upload sub/b.txt: changed-here'], []]);
});

test('a connection that is lost while a crash is looked into leaves it to the next time', async () => {
  const world = memoryWorld();
  plant(world.local, tree);
  await carryOutAll((await openPair(world)).pair);
  const { journal } = await openPair(world);
  await journal.begin({ kind: 'upload', path: 'a.txt', hash: hashOf('a') }, never);
  world.remoteFiles.before = (call): void => {
    if (call === 'stream /site/a.txt') throw new RemoteError('disconnected', 'lost');
  };
  const { pair, journal: known } = await openPair(world, { settings });
  await assert.rejects(carryOutAll(pair), (error) => isRemoteError(error, 'disconnected'));
  assert.equal(known.intents.length, 1);
});

/** The same tree; the end of a write is lost on the way. */
function losingEndOfWrite(files: MemoryFiles, isLost: () => boolean): RemoteFiles {
  return new Proxy<RemoteFiles>(files, {
    get: (target, key) => {
      if (key === 'write') {
        return async (...args: Parameters<RemoteFiles['write']>) => {
          const entry = await target.write(...args);
          if (isLost()) throw new RemoteError('disconnected', 'The connection is lost');
          return entry;
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

async function saved(pair: SyncPair): Promise<string> {
  const result = await pair.save('a.txt', never);
  return result.outcome === 'conflict' ? `conflict: ${result.step.reason}` : result.outcome;
}

suite('an upload whose end was lost with the connection', () => {
  async function lost(first: string | null = 'one') {
    const world = memoryWorld();
    let isLost = false;
    const remoteFiles = losingEndOfWrite(world.remoteFiles, () => isLost);
    const { pair, journal } = await openPair({ ...world, remoteFiles }, { settings });
    if (first !== null) {
      world.local.edit(['write', 'a.txt', first]);
      await saved(pair);
    }
    const lose = async (text: string): Promise<void> => {
      world.local.edit(['write', 'a.txt', text]);
      isLost = true;
      await assert.rejects(saved(pair), { kind: 'disconnected' });
      isLost = false;
    };
    await lose('two');
    return { world, pair, journal, lose };
  }
  const planned = async (pair: SyncPair): Promise<string[]> =>
    planLines(await pair.plan({ direction: 'both', scope: [''] }, never));

  for (const [name, first] of [
    ['a file that the server had', 'one'],
    ['a new file', null],
  ] as const) {
    test(`is no change of others when ${name} is saved once more`, async () => {
      const { pair, world, journal } = await lost(first);
      world.local.edit(['write', 'a.txt', 'three']);
      assert.deepEqual(
        [await saved(pair), world.remoteFiles.text('/site/a.txt'), journal.intents],
        ['uploaded', 'three', []],
      );
    });
  }

  test('is no change of others when the end of the next one is lost as well', async () => {
    const { pair, world, lose } = await lost();
    await lose('three, longer');
    world.local.edit(['write', 'a.txt', 'four']);
    assert.deepEqual(
      [await saved(pair), world.remoteFiles.text('/site/a.txt')],
      ['uploaded', 'four'],
    );
  });

  test('is no change of others for the next plan, though the file was edited since', async () => {
    const { pair, world } = await lost();
    world.local.edit(['write', 'a.txt', 'three']);
    assert.deepEqual(await planned(pair), ['upload a.txt: changed-here']);
  });

  test('does not hide what others wrote after it', async () => {
    const { pair, world } = await lost();
    world.remote.edit(['write', 'a.txt', 'theirs']);
    world.local.edit(['write', 'a.txt', 'three']);
    assert.deepEqual(
      [await saved(pair), await planned(pair)],
      ['conflict: changed-on-both', ['conflict a.txt: changed-on-both']],
    );
  });

  test('is looked for in no file that stands there as it was agreed on', async () => {
    const { pair, world, journal } = await lost();
    world.local.edit(['write', 'a.txt', 'three']);
    await saved(pair);
    const id = await journal.begin({ kind: 'upload', path: 'a.txt', hash: hashOf('4') }, never);
    journal.left(id);
    world.local.edit(['write', 'a.txt', 'four, longer']);
    world.remoteFiles.calls.length = 0;
    assert.deepEqual(await planned(pair), ['upload a.txt: changed-here']);
    assert.deepEqual(
      world.remoteFiles.calls.filter((call) => call.startsWith('stream')),
      [],
    );
  });
});

test('a download that came to nothing gives its content no right over what is here', async () => {
  const world = memoryWorld();
  const { pair, journal } = await openPair(world, { settings });
  world.local.edit(['write', 'a.txt', 'one']);
  await saved(pair);
  world.remote.edit(['write', 'a.txt', 'theirs']);
  await journal.begin({ kind: 'download', path: 'a.txt', hash: hashOf('theirs') }, never);
  const { pair: next } = await openPair(world, { settings });
  const plan = await next.plan({ direction: 'both', scope: [''] }, never);
  assert.deepEqual(planLines(plan), ['download a.txt: changed-there']);
});

suite('a plan that is made while a file goes up', () => {
  /** A save that ends while the plan reads the file on the server. */
  async function planDuringSave(isOtherWindow: boolean) {
    const world = memoryWorld();
    const { pair } = await openPair(world, { settings: { preserveTimes: true } });
    world.local.edit(['write', 'a.txt', 'one']);
    const other = isOtherWindow ? (await openPair(world)).pair : pair;
    let planning: Promise<Plan> | undefined;
    const [isSaved, letLook] = gate();
    const [isReading, tellReading] = gate();
    world.remoteFiles.before = (call) => {
      if (call === 'setModified /site/a.txt' && planning === undefined) {
        planning = other.plan({ direction: 'both', scope: [''] }, never);
        return isReading;
      }
      if (call !== 'stream /site/a.txt') return undefined;
      tellReading();
      return isSaved;
    };
    assert.equal(await saved(pair), 'uploaded');
    letLook();
    const plan = await planning;
    world.remoteFiles.before = () => undefined;
    return { world, pair, steps: plan === undefined ? undefined : planLines(plan) };
  }

  for (const [who, isOtherWindow] of [
    ['this window', false],
    ['another one', true],
  ] as const) {
    test(`in ${who} takes that for no change of others, nor does the next plan`, async () => {
      const { world, pair, steps } = await planDuringSave(isOtherWindow);
      const { pair: third } = await openPair(world, { settings });
      const next = await third.plan({ direction: 'both', scope: [''] }, never);
      world.local.edit(['write', 'a.txt', 'two']);
      assert.deepEqual([steps, planLines(next), await saved(pair)], [[], [], 'uploaded']);
    });
  }

  test('leaves what was announced to the one who has it under way', async () => {
    const world = memoryWorld();
    const { pair, journal } = await openPair(world);
    world.local.edit(['write', 'a.txt', 'one']);
    let during: unknown;
    world.remoteFiles.before = async (call) => {
      if (call !== 'write /site/a.txt') return;
      await pair.plan({ direction: 'both', scope: [''] }, never);
      during = journal.intents.map(({ kind, path }) => `${kind} ${path}`);
    };
    assert.deepEqual([await saved(pair), during], ['uploaded', ['upload a.txt']]);
  });
});

function gate(): [waiting: Promise<void>, open: () => void] {
  let open = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (open = resolve));
  const letGo = (): void => {
    open();
  };
  return [waiting, letGo];
}
