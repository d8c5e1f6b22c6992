// Some servers tell their local time, so that with summer time every file seems to have changed.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type Direction } from '../../../src/sync/step.js';
import { type SyncPairSettings } from '../../../src/sync/sync-pair.js';
import { planLines } from '../../support/sync/sync-scenario.js';
import { memoryWorld, openPair } from '../../support/sync/sync-world.js';

const at = '/site/a.txt';
const hourMs = 3_600_000;
const noComparing = { compareLimit: { fileBytes: 0, totalBytes: 0 } };

/** Both sides have agreed on a file; then the server tells another time for it. */
async function moved(settings: Partial<SyncPairSettings> = {}) {
  const world = memoryWorld();
  const { pair } = await openPair(world, { settings });
  const save = async (text: string): Promise<string> => {
    world.local.edit(['write', 'a.txt', text]);
    const result = await pair.save('a.txt', never);
    return result.outcome === 'conflict' ? `conflict: ${result.step.reason}` : result.outcome;
  };
  await save('one');
  const { modified = 0 } = await world.remoteFiles.stat(at, never);
  await world.remoteFiles.setModified(at, modified + hourMs, never);
  world.remoteFiles.calls.length = 0;
  const planned = async (direction: Direction): Promise<string[]> =>
    planLines(await pair.plan({ direction, scope: [''] }, never));
  const reads = (): number =>
    world.remoteFiles.calls.filter((call) => call === `stream ${at}`).length;
  return { world, save, planned, reads };
}

suite('a server that tells all times an hour later than before', () => {
  for (const text of ['two', 'two, longer']) {
    test(`has changed no file, for a save of ${text}`, async () => {
      const { world, save } = await moved();
      assert.deepEqual([await save(text), world.remoteFiles.text(at)], ['uploaded', text]);
    });

    test(`has changed no file, for a plan both ways after ${text} was written`, async () => {
      const { world, planned } = await moved();
      world.local.edit(['write', 'a.txt', text]);
      assert.deepEqual(await planned('both'), ['upload a.txt: changed-here']);
    });
  }

  test('has changed no file, for a plan to the server, which looks into each once', async () => {
    const { planned, reads } = await moved();
    assert.deepEqual(
      [await planned('to-remote'), await planned('to-remote'), reads()],
      [[], [], 1],
    );
  });

  test('has changed no file, for a plan from the server that finds one edited here', async () => {
    const { world, planned } = await moved();
    world.local.edit(['write', 'a.txt', 'two']);
    assert.deepEqual(await planned('to-local'), ['conflict a.txt: undoes-change-here']);
  });
});

suite('what others have changed to another content of the same size', () => {
  test('is a conflict for a save', async () => {
    const { world, save } = await moved();
    world.remote.edit(['write', 'a.txt', 'his']);
    assert.deepEqual(
      [await save('two'), await save('two, longer'), world.remoteFiles.text(at)],
      ['conflict: changed-on-both', 'conflict: changed-on-both', 'his'],
    );
  });

  test('is a conflict for a plan to the server', async () => {
    const { world, planned } = await moved();
    world.remote.edit(['write', 'a.txt', 'his']);
    assert.deepEqual(await planned('to-remote'), ['conflict a.txt: undoes-change-there']);
  });
});

test('what is too big to be looked into is a conflict where its time is another one', async () => {
  const { save, planned, reads } = await moved(noComparing);
  assert.deepEqual(
    [await planned('to-remote'), await save('two, longer'), await save('two'), reads()],
    [
      ['conflict a.txt: undoes-change-there'],
      'conflict: changed-on-both',
      'conflict: content-unknown',
      0,
    ],
  );
});

test('how much is looked into is counted by what the server has to send', async () => {
  const { save, reads } = await moved({ compareLimit: { fileBytes: 2, totalBytes: 9 } });
  assert.deepEqual([await save('2'), reads()], ['conflict: changed-on-both', 0]);
});
