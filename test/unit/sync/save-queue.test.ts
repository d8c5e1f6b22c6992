import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type LocalEvent } from '../../../src/sync/local-change.js';
import { type ChangeOutcome, SaveQueue } from '../../../src/sync/save-queue.js';
import { failure } from '../../support/failure.js';
import { MemoryQueueStore } from '../../support/memory-queue-store.js';

const pair = 'site → live';
const save = (path: string, isNew = false): LocalEvent => ({ kind: 'save', path, isNew });
const removal = (path: string): LocalEvent => ({ kind: 'delete', path, isFolder: false });
const rename = (from: string, path: string): LocalEvent => ({
  kind: 'rename',
  from,
  path,
  replaces: false,
});

suite('a queue', () => {
  let store: MemoryQueueStore;
  let calls: string[];
  let waits: number[];
  /** What becomes of the next changes; none: they are done. */
  let outcomes: (ChangeOutcome | RemoteError)[];
  let queue: SaveQueue;

  async function open(): Promise<SaveQueue> {
    return SaveQueue.open(
      {
        store,
        carryOut: ({ kind, path }) => {
          calls.push(`${kind} ${path}`);
          const outcome = outcomes.shift() ?? { kind: 'done' };
          return outcome instanceof RemoteError
            ? Promise.reject(outcome)
            : Promise.resolve(outcome);
        },
        onStates: () => undefined,
        onStoreFailure: (error) => calls.push(String(error)),
        limit: 3,
        now: () => 0,
        wait: (ms) => {
          waits.push(ms);
          return new Promise(() => undefined);
        },
      },
      never,
    );
  }

  async function add(...events: LocalEvent[]): Promise<void> {
    await queue.add(pair, events, never);
    await queue.idle(never);
  }

  beforeEach(async () => {
    store = new MemoryQueueStore();
    [calls, waits, outcomes] = [[], [], []];
    queue = await open();
  });

  test('carries out what happens, and knows that the file is in sync then', async () => {
    await add(save('a'));
    assert.deepEqual(
      [calls, queue.stateOf(pair, 'a'), queue.stateOf(pair, 'b'), store.kept.size],
      [['save a'], { state: 'in-sync' }, undefined, 0],
    );
  });

  test('goes on with what turns out later to be left, behind what came meanwhile', async () => {
    const common = { time: 1, pair, isHeld: false } as const;
    store.late.push({ ...common, id: 'late', kind: 'save', path: 'late', isNew: false });
    queue = await open();
    await add(save('a'));
    assert.deepEqual(calls.sort(), ['save a', 'save late']);
  });

  test('lets a file go up that is saved while it waits with others for the user', async () => {
    await queue.addHeld(pair, [save('a'), save('b')], never);
    await add(save('a'));
    assert.deepEqual([calls, queue.held().map(({ path }) => path)], [['save a'], ['b']]);
  });

  const folds: [law: string, events: LocalEvent[], calls: string[]][] = [
    ['saves of one file are one', [save('a'), save('b'), save('a')], ['save a', 'save b']],
    ['what was made and deleted is nothing', [save('a', true), removal('a')], []],
    [
      'what was made where something may stand there is deleted there',
      [save('a'), removal('a')],
      ['delete a'],
    ],
    ['what was deleted and made is a save', [removal('a'), save('a', true)], ['save a']],
    [
      'a folder that was made where one may stand there is deleted there',
      [{ kind: 'make-folder', path: 'd' }, save('d/a', true), removal('d')],
      ['delete d'],
    ],
    [
      'a folder that was made and deleted is nothing',
      [{ kind: 'make-folder', path: 'd', isNew: true }, save('d/a', true), removal('d')],
      [],
    ],
    ['renames of one file are one', [rename('a', 'b'), rename('b', 'c')], ['rename c']],
    [
      'there and back is carried out: what came before may have relied on either',
      [rename('a', 'b'), rename('b', 'a')],
      ['rename b', 'rename a'],
    ],
    ['a save follows its file', [save('a'), rename('a', 'b')], ['rename b', 'save b']],
    [
      'a new file is brought up under its new name',
      [save('a', true), rename('a', 'b')],
      ['save b'],
    ],
    ['saves in a folder follow it', [save('d/x'), rename('d', 'e')], ['rename e', 'save e/x']],
  ];
  for (const [law, events, expected] of folds) {
    test(law, async () => {
      await add(...events);
      assert.deepEqual(calls, expected);
    });
  }

  test('keeps what was not carried out for the next one', async () => {
    queue.pause();
    await add(save('a'), save('b'));
    assert.deepEqual([calls, queue.stateOf(pair, 'a')], [[], { state: 'pending' }]);
    queue = await open();
    await queue.idle(never);
    assert.deepEqual([calls, store.kept.size], [['save a', 'save b'], 0]);
  });

  test('goes on when it is resumed', async () => {
    queue.pause();
    await add(save('a'));
    queue.resume();
    await queue.idle(never);
    assert.deepEqual(calls, ['save a']);
  });

  test('tries again by itself what a lost connection stopped, later each time', async () => {
    outcomes = [1, 2, 3].map(() => new RemoteError('disconnected', 'the line is cut'));
    await add(save('a'));
    assert.deepEqual(queue.stateOf(pair, 'a'), { state: 'pending', reason: 'the line is cut' });
    await add(save('b'));
    assert.deepEqual([calls, waits], [['save a'], [1000]]);
    queue.wake();
    await queue.idle(never);
    queue.wake();
    await queue.idle(never);
    assert.deepEqual([queue.entries(), store.kept.size], [[], 0]);
  });

  test('a failure waits for the user, and holds up nothing but what builds on it', async () => {
    outcomes = [new RemoteError('permission', 'Not allowed')];
    await add(rename('a', 'b'), save('b'), save('c'));
    const state = queue.stateOf(pair, 'b');
    assert.deepEqual([calls, state], [['rename b', 'save c'], { state: 'pending' }]);
    queue.retry();
    await queue.idle(never);
    assert.deepEqual(calls, ['rename b', 'save c', 'rename b', 'save b']);
  });

  test('a failed file that is saved once more is tried once more', async () => {
    const error = new RemoteError('no-space', 'The disk is full');
    outcomes = [error];
    await add(save('a'));
    assert.deepEqual(queue.stateOf(pair, 'a'), {
      state: 'failed',
      reason: 'The disk is full',
      error,
    });
    await add(save('a'));
    assert.deepEqual(queue.stateOf(pair, 'a'), { state: 'in-sync' });
  });

  for (const kind of ['conflict', 'remote-newer'] as const) {
    test(`a file with the state ${kind} waits for the user, who may give it up`, async () => {
      outcomes = [{ kind, reason: 'Changed on the server' }];
      await add(save('a'));
      assert.deepEqual(queue.stateOf(pair, 'a'), { state: kind, reason: 'Changed on the server' });
      await queue.dismiss(
        queue.entries().map(({ change }) => change.id),
        never,
      );
      assert.deepEqual([queue.entries(), store.kept.size], [[], 0]);
    });
  }

  test('what happens during a hold is one batch, which waits, after a restart too', async () => {
    queue.hold();
    await add(save('a'), save('b'));
    await add(save('a'), removal('c'));
    const told = (): string[] => queue.held().map(({ kind, path }) => `${kind} ${path}`);
    assert.deepEqual(queue.release(), queue.held());
    queue = await open();
    await queue.idle(never);
    assert.deepEqual([told(), calls], [['save a', 'save b', 'delete c'], []]);
    const [first, second] = queue.held().map(({ id }) => id);
    await queue.admit([first ?? ''], never);
    await queue.dismiss([second ?? ''], never);
    await queue.idle(never);
    assert.deepEqual([told(), calls], [['delete c'], ['save a']]);
  });

  test('what cannot be kept is told, and not attempted', async () => {
    store.failure = new RemoteError('no-space', 'The disk is full');
    assert.equal((await failure(queue.add(pair, [save('a')], never))).kind, 'no-space');
    assert.deepEqual([calls, queue.entries()], [[], []]);
  });

  test('closing leaves what is left for the next one', async () => {
    queue.pause();
    await add(save('a'));
    await queue.close();
    assert.equal(store.kept.size, 1);
  });
});
