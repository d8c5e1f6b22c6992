// No content may be compared here: only what was announced tells what a dead process has done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { defaultChoices, type Plan } from '../../../src/sync/plan.js';
import { isDelete, stepId } from '../../../src/sync/step.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { Death, Killed, mortalWorld } from '../../support/sync/mortal.js';
import { hashOf } from '../../support/sync/memory-local.js';
import { planLines } from '../../support/sync/sync-scenario.js';
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
  const chosen = new Set(defaultChoices(plan).chosen);
  for (const step of plan.steps.filter(isDelete)) chosen.add(stepId(step));
  const choices = { ...defaultChoices(plan), chosen };
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
