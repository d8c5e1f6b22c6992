// Files that are too big for the memory are read twice: once for their hash, and once more as they go up.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { defaultChoices } from '../../../src/sync/plan.js';
import { memoryWorld, openPair } from '../../support/sync/sync-world.js';

const size = 3 * 1024 * 1024;
const first = 'a'.repeat(size);

/** What became of the upload, and of everything else, where `meanwhile` happens as it begins. */
async function uploaded(meanwhile: (world: ReturnType<typeof memoryWorld>) => void) {
  const world = memoryWorld();
  world.local.edit(['write', 'big.bin', first]);
  // Some time goes by: what was written in this very moment would be looked into.
  world.local.edit(['write', 'small.txt', 'small']);
  const { pair, journal } = await openPair(world);
  const sync = async (): Promise<string[]> => {
    const plan = await pair.plan({ direction: 'to-remote', scope: [''] }, never);
    const choices = defaultChoices(plan);
    const { results } = await pair.carryOut(
      { plan, choices },
      { onProgress: () => undefined },
      never,
    );
    return results.map(({ step, outcome }) => `${step.path} ${outcome}`).sort();
  };
  let isDone = false;
  world.remoteFiles.before = (call) => {
    if (isDone || call !== 'write /site/big.bin') return;
    isDone = true;
    meanwhile(world);
  };
  const outcomes = await sync();
  return { world, journal, sync, outcomes, there: world.remote.tree().get('big.bin') };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a big file goes up whole, and is agreed on with its hash', async () => {
  const { journal, sync, outcomes, there } = await uploaded(() => undefined);
  assert.deepEqual(outcomes, ['big.bin done', 'small.txt done']);
  assert.ok(there === first, 'the content');
  assert.equal(journal.get('big.bin')?.hash, hashOf(first));
  assert.deepEqual(await sync(), []);
});

for (const [how, second] of [
  ['otherwise', 'b'.repeat(size)],
  ['longer', 'b'.repeat(size + 1)],
  ['shorter', 'b'.repeat(size - 1)],
] as const) {
  test(`a big file that is written ${how} while it goes up is not agreed on as it was: the next sync brings it`, async () => {
    const { world, sync, journal } = await uploaded((at) => {
      at.local.edit(['write', 'big.bin', second]);
    });
    await sync();
    assert.ok(world.remote.tree().get('big.bin') === second, 'the content');
    assert.equal(journal.get('big.bin')?.hash, hashOf(second));
    assert.deepEqual(await sync(), []);
  });
}

test('a big file that others change on the server as it is to go up is left to the user', async () => {
  const { outcomes, there } = await uploaded((at) => {
    at.remote.edit(['write', 'big.bin', 'theirs']);
  });
  assert.deepEqual(outcomes, ['big.bin conflict', 'small.txt done']);
  assert.equal(there, 'theirs');
});
