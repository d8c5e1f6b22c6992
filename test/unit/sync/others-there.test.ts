// What others do on the server around an upload, and to the folder as a whole.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { memoryWorld, openPair } from '../../support/sync/sync-world.js';

const at = '/site/a.txt';

async function saved(pair: SyncPair): Promise<string> {
  const result = await pair.save('a.txt', never);
  return result.outcome === 'conflict' ? `conflict: ${result.step.reason}` : result.outcome;
}

test('what others write right after an upload, of the same size, is not written over unasked', async () => {
  const world = memoryWorld();
  const { pair } = await openPair(world, { settings: { preserveTimes: true } });
  let isDone = false;
  world.remoteFiles.before = (call) => {
    // The look at the time that was set just now.
    if (isDone || call !== `stat ${at}` || world.remoteFiles.text(at) !== 'mine 1') return;
    isDone = true;
    world.remote.edit(['write', 'a.txt', 'theirs']);
  };
  world.local.edit(['write', 'a.txt', 'mine 1']);
  // The server's clock is a little ahead: what is written there has another time than the file here.
  for (let time = 0; time < 9; time += 1) world.remote.edit(['write', 'other.txt', 'x']);
  await saved(pair);
  world.local.edit(['write', 'a.txt', 'mine 2']);
  assert.deepEqual(
    [isDone, await saved(pair), world.remoteFiles.text(at)],
    [true, 'conflict: changed-on-both', 'theirs'],
  );
});

suite('a remote folder that is gone as a whole', () => {
  async function lostTop(): Promise<{ world: ReturnType<typeof memoryWorld>; pair: SyncPair }> {
    const world = memoryWorld();
    const { pair } = await openPair(world);
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      world.local.edit(['write', name, name]);
      await pair.save(name, never);
    }
    // A disk of the server that is not mounted, or a folder that somebody has renamed.
    world.remoteFiles.take('/site');
    return { world, pair };
  }
  const refused = { kind: 'not-found' };

  test('is not made anew by a save, so that the next plan finds all else deleted', async () => {
    const { world, pair } = await lostTop();
    world.local.edit(['write', 'a.txt', 'new']);
    await pair.save('a.txt', never).catch(() => undefined);
    await assert.rejects(pair.plan({ direction: 'both', scope: [''] }, never), refused);
  });

  test('is not made anew by a rename, so that the next plan finds all else deleted', async () => {
    const { world, pair } = await lostTop();
    world.local.edit(['delete', 'a.txt']);
    world.local.edit(['write', 'd.txt', 'a.txt']);
    await pair
      .mirror({ kind: 'rename', from: 'a.txt', path: 'd.txt' }, never)
      .catch(() => undefined);
    await assert.rejects(pair.plan({ direction: 'both', scope: [''] }, never), refused);
  });
});
