// Any tree, any edits on both sides, any choices: what a sync promises holds for all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { never } from '../../../src/base/abort.js';
import { defaultChoices, type Choices, type Plan } from '../../../src/sync/plan.js';
import { type Direction, type Resolution } from '../../../src/sync/step.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { propertyRuns } from '../../support/property-runs.js';
import { Death, Killed, mortalWorld } from '../../support/sync/mortal.js';
import { planLines, withDeletes } from '../../support/sync/sync-scenario.js';
import {
  type EditedSide,
  KeptTexts,
  memoryWorld,
  openPair,
  plainTree,
  type SyncWorld,
  type Tree,
} from '../../support/sync/sync-world.js';

/** Each case is several syncs of whole trees. */
const sparingly = { numRuns: Math.ceil(propertyRuns.numRuns / 5) };

/** Few paths, so that both sides meet at them; some are a file here and a folder there. */
const path = fc.constantFrom('a', 'b', 'd', 'd/a', 'd/b', 'd/e', 'd/e/a', 'f/a');
const edit = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('write' as const), path) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), path) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('folder' as const), path) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('touch' as const), path) },
);
const edits = fc.array(edit, { maxLength: 8 });
const direction = fc.constantFrom<Direction>('both', 'to-remote', 'to-local');
const resolution = fc.constantFrom<Resolution>('keep-local', 'keep-remote', 'keep-both', 'skip');

type Edits = readonly (readonly ['write' | 'delete' | 'folder' | 'touch', string])[];

/** Makes edits as people can: no file inside a file, nothing over a folder. Texts are never repeated. */
class Editors {
  #texts = 0;

  edit(side: EditedSide, all: Edits): string[] {
    const written: string[] = [];
    for (const [kind, at] of all) {
      if (!isPossible(side.tree(), kind, at)) continue;
      if (kind === 'write') side.edit(['write', at, this.#text(written)]);
      else side.edit([kind, at]);
    }
    return written;
  }

  /** Of one length or another, so that some differ in their content alone. */
  #text(written: string[]): string {
    this.#texts += 1;
    const text = `${String(this.#texts).padStart(2, '0')}${'.'.repeat(this.#texts % 2)}`;
    written.push(text);
    return text;
  }
}

function isPossible(
  tree: ReadonlyMap<string, string | undefined>,
  kind: Edits[number][0],
  at: string,
): boolean {
  const isFile = tree.get(at) !== undefined;
  if (kind === 'delete') return tree.has(at);
  if (kind === 'touch') return isFile;
  const above = at.split('/').map((_, index, names) => names.slice(0, index).join('/'));
  if (above.some((folder) => tree.get(folder) !== undefined)) return false;
  return kind === 'write' ? isFile || !tree.has(at) : !tree.has(at);
}

function choicesOf(plan: Plan, { deletes, end }: { deletes: boolean; end: Resolution }): Choices {
  const { chosen } = deletes ? withDeletes(plan) : defaultChoices(plan);
  const conflicts = plan.steps.filter(({ kind }) => kind === 'conflict');
  const resolutions = new Map(
    conflicts.map((step): [string, Resolution] => [
      step.path,
      step.choices?.includes(end) === true ? end : (step.choices?.[0] ?? 'skip'),
    ]),
  );
  return { chosen, resolutions, deletesConfirmed: true };
}

/** Plans and carries out until nothing is left, as somebody does who wants both sides alike. */
async function syncWholly(
  pair: SyncPair,
  wish: { direction: Direction; end: Resolution },
): Promise<void> {
  for (let round = 1; round <= 6; round += 1) {
    const plan = await pair.plan({ direction: wish.direction, scope: [''] }, never);
    const left = plan.steps.filter(({ kind }) => kind !== 'skip');
    if (left.length === 0) return;
    const choices = choicesOf(plan, { deletes: true, end: wish.end });
    await pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
  }
  const plan = await pair.plan({ direction: wish.direction, scope: [''] }, never);
  assert.fail(`there is always something left: ${planLines(plan).join('; ')}`);
}

function treesOf(world: SyncWorld): { local: Tree; remote: Tree } {
  return { local: plainTree(world.local.tree()), remote: plainTree(world.remote.tree()) };
}

const ends = fc.constantFrom<Resolution>('keep-local', 'keep-remote', 'keep-both');

test('a plan that was carried out leaves nothing to plan, and both sides alike', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(edits, edits, edits), ends, async ([first, here, there], end) => {
      const world = memoryWorld();
      const editors = new Editors();
      editors.edit(world.local, first);
      const { pair } = await openPair(world);
      await syncWholly(pair, { direction: 'both', end });
      editors.edit(world.local, here);
      editors.edit(world.remote, there);
      await syncWholly(pair, { direction: 'both', end });
      const { local, remote } = treesOf(world);
      assert.deepEqual(local, remote);
    }),
    sparingly,
  );
});

test('killed at any call, another process goes on, and both sides end as without that', async () => {
  const story = { first: edits, here: edits, there: edits, at: fc.nat({ max: 60 }) };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        ...story,
        isAfter: fc.boolean(),
        end: fc.constantFrom('keep-local', 'keep-remote'),
      }),
      async ({ first, here, there, at, isAfter, end: told }) => {
        const end = told as Resolution;
        const ended: unknown[] = [];
        for (const isKilled of [false, true]) {
          const world = memoryWorld();
          const editors = new Editors();
          editors.edit(world.local, first);
          await syncWholly((await openPair(world)).pair, { direction: 'both', end });
          editors.edit(world.local, here);
          editors.edit(world.remote, there);
          const death = new Death(isKilled ? at + 1 : Infinity, isAfter);
          const { pair } = await openPair(mortalWorld(world, death));
          const sync = syncWholly(pair, { direction: 'both', end });
          await sync.catch((error: unknown) => {
            if (!(error instanceof Killed)) throw error;
          });
          await syncWholly((await openPair(world)).pair, { direction: 'both', end });
          ended.push(withoutTemporaries(treesOf(world)));
        }
        assert.deepEqual(ended[1], ended[0]);
      },
    ),
    sparingly,
  );
});

/** What a crash has left beside a file is removed when it is old enough to be nobody's. */
function withoutTemporaries({ local, remote }: { local: Tree; remote: Tree }): unknown {
  const own = Object.entries(local).filter(([name]) => !name.endsWith('.tmp'));
  return { local: Object.fromEntries(own), remote };
}

test('no version that was not agreed on is ever lost: it is on a side, or it was kept', async () => {
  const round = fc.record({
    here: edits,
    there: edits,
    hereMeanwhile: fc.array(edit, { maxLength: 2 }),
    thereMeanwhile: fc.array(edit, { maxLength: 2 }),
    direction,
    deletes: fc.boolean(),
    end: resolution,
    at: fc.oneof(fc.constant(Infinity), fc.nat({ max: 60 })),
    isAfter: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const world = memoryWorld();
      const editors = new Editors();
      const kept = new KeptTexts();
      /** What people wrote, and have not replaced or deleted themselves. */
      const owned = new Set<string>();
      const byHand = (side: EditedSide, all: Edits): void => {
        const before = textsOf(side);
        for (const text of editors.edit(side, all)) owned.add(text);
        // What people remove with their own hands is theirs to lose, if it is nowhere else then.
        const after = new Set([...textsOf(world.local), ...textsOf(world.remote)]);
        for (const text of before) if (!after.has(text)) owned.delete(text);
        for (const text of owned) if (!after.has(text) && !isKept(kept, text)) owned.delete(text);
      };
      for (const one of rounds) {
        byHand(world.local, one.here);
        byHand(world.remote, one.there);
        const death = new Death(one.at, one.isAfter);
        const { pair } = await openPair(mortalWorld(world, death), { keep: kept.keep });
        try {
          const plan = await pair.plan({ direction: one.direction, scope: [''] }, never);
          byHand(world.local, one.hereMeanwhile);
          byHand(world.remote, one.thereMeanwhile);
          const choices = choicesOf(plan, one);
          await pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        const there = new Set([...textsOf(world.local), ...textsOf(world.remote)]);
        const lost = [...owned].filter((text) => !there.has(text) && !isKept(kept, text));
        assert.deepEqual(lost, []);
      }
    }),
    sparingly,
  );
});

function textsOf(side: EditedSide): string[] {
  return [...side.tree().values()].filter((text) => text !== undefined);
}

function isKept({ texts }: KeptTexts, text: string): boolean {
  return texts.some((one) => one.endsWith(`: ${text}`));
}
