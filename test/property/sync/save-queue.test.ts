import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { never } from '../../../src/base/abort.js';
import { DiskQueueStore, type QueueStore } from '../../../src/sync/queue-store.js';
import { MemoryQueueStore } from '../../support/memory-queue-store.js';
import { propertyRuns } from '../../support/property-runs.js';
import { type Ending, QueueModel } from '../../support/queue-model.js';
import { inTempDir } from '../../support/temp-dir.js';

const files = ['a', 'b', 'c', 'd/x', 'd/y', 'e/x', 'e/y', 'd/f/z', 'a/z'];
const places = [...files, 'd', 'e', 'd/f', 'e/f'];

type Command = (model: QueueModel) => Promise<void> | void;

/** A command with the words that a counterexample shows. */
function told(words: string, run: Command): { run: Command; toString: () => string } {
  return { run, toString: () => words };
}

const file = fc.constantFrom(...files);
const place = fc.constantFrom(...places);
const ending = fc.constantFrom<Ending>(
  'done',
  'done',
  'done',
  'lost-before',
  'lost-after',
  'refused',
);
const command = fc.oneof(
  { weight: 6, arbitrary: file.map((at) => told(`save ${at}`, (model) => model.save(at))) },
  { weight: 3, arbitrary: place.map((at) => told(`delete ${at}`, (model) => model.delete(at))) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(place, place)
      .map(([from, to]) => told(`rename ${from} to ${to}`, (model) => model.rename(from, to))),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(1), ending)
      .map(([which, how]) => told(`${how} ${String(which)}`, (model) => model.step(which, how))),
  },
  ...[
    told('crash', (model) => model.restart()),
    told('wake', (model) => {
      model.queue.wake();
    }),
    told('retry', (model) => {
      model.queue.retry();
    }),
    told('pause', (model) => {
      model.queue.pause();
    }),
    told('resume', (model) => {
      model.queue.resume();
    }),
    told('hold', (model) => {
      model.queue.hold();
    }),
    told('release', async (model) => {
      await model.queue.admit(
        model.queue.release().map(({ id }) => id),
        never,
      );
    }),
  ].map((one) => ({ weight: 1, arbitrary: fc.constant(one) })),
);
// Much is folded only where much waits.
const paused = told('pause', (model) => {
  model.queue.pause();
});
const script = fc
  .tuple(fc.boolean(), fc.array(command, { maxLength: 30 }))
  .map(([isPaused, commands]) => (isPaused ? [paused, ...commands] : commands));

async function play(
  commands: readonly { run: Command }[],
  newStore: () => Promise<QueueStore>,
): Promise<void> {
  const model = await QueueModel.start(['a', 'd/x', 'd/f/z'], newStore);
  for (const { run } of commands) await run(model);
  await model.drain();
  assert.deepEqual(sorted(model.remote), sorted(model.local));
}

function sorted(tree: ReadonlyMap<string, string>): [string, string][] {
  return [...tree].sort(([a], [b]) => (a < b ? -1 : 1));
}

test('whatever happens, fails and crashes, in the end the server has what was saved last', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (commands) => {
      const store = new MemoryQueueStore();
      await play(commands, () => Promise.resolve(store));
    }),
    propertyRuns,
  );
});

test('so it is with a store on the disk, of which each crash leaves one behind', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (commands) => {
      await inTempDir(async (folder) => {
        let last: DiskQueueStore | undefined;
        await play(commands, async () => {
          // A lock of ours would be believed: a process that crashed has let go of it.
          await last?.close();
          last = await DiskQueueStore.open({ folder, windowId: randomUUID() }, never);
          return last;
        });
        await last?.close();
      });
    }),
    { numRuns: Math.ceil(propertyRuns.numRuns / 100) },
  );
});
