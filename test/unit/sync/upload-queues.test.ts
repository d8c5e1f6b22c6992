import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type UploadSession } from '../../../src/sync/carry-out-change.js';
import { type LocalEvent } from '../../../src/sync/local-change.js';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';
import { type SaveOutcome } from '../../../src/sync/save-file.js';
import { type Step } from '../../../src/sync/step.js';
import { UploadQueues } from '../../../src/sync/upload-queues.js';
import { MemoryQueueStore } from '../../support/memory-queue-store.js';

const save = (path: string): LocalEvent => ({ kind: 'save', path, isNew: false });
const conflict: Step = {
  kind: 'conflict',
  path: 'a',
  type: 'file',
  reason: 'changed-on-both',
  remote: { type: 'file', size: 6 },
  choices: ['keep-local', 'keep-remote', 'skip'],
};

/** Why nothing can be passed over. */
let passingOver: RemoteError | undefined;

/** Sessions that only tell what is asked of them. */
class ToldSession implements UploadSession {
  readonly #told: string[];
  readonly #place: string;
  readonly #outcomes: Map<string, SaveOutcome | RemoteError>;

  constructor(told: string[], place: string, outcomes: Map<string, SaveOutcome | RemoteError>) {
    this.#told = told;
    this.#place = place;
    this.#outcomes = outcomes;
  }

  save(path: string): Promise<SaveOutcome> {
    this.#told.push(`${this.#place} save ${path}`);
    const outcome = this.#outcomes.get(path) ?? { outcome: 'uploaded', bytes: 1 };
    return outcome instanceof RemoteError ? Promise.reject(outcome) : Promise.resolve(outcome);
  }

  mirror({ kind, path }: { kind: string; path: string }): Promise<{ outcome: 'done' }> {
    this.#told.push(`${this.#place} ${kind} ${path}`);
    return Promise.resolve({ outcome: 'done' });
  }

  passOver(paths: readonly string[]): Promise<void> {
    this.#told.push(`${this.#place} pass over ${paths.join()}`);
    return passingOver === undefined ? Promise.resolve() : Promise.reject(passingOver);
  }

  carryOut({
    choices,
  }: Parameters<UploadSession['carryOut']>[0]): ReturnType<UploadSession['carryOut']> {
    const ends = [...choices.resolutions].map(([path, end]) => `${path}: ${end}`);
    this.#told.push(`${this.#place} resolve ${ends.join()}`);
    this.#outcomes.clear();
    return Promise.resolve({ results: [], needsAnotherPlan: false });
  }
}

suite('the queues of a window', () => {
  let mappings: SyncMapping[];
  let store: MemoryQueueStore;
  let told: string[];
  let outcomes: Map<string, SaveOutcome | RemoteError>;
  let chosen: string | undefined;
  let taskFailure: RemoteError | undefined;

  beforeEach(() => {
    mappings = parse(['live', 'test']);
    store = new MemoryQueueStore();
    told = [];
    outcomes = new Map();
    chosen = undefined;
    taskFailure = undefined;
    passingOver = undefined;
  });

  function parse(names: readonly string[], more: object = {}): SyncMapping[] {
    const targets = names.map((name) => ({ name, connection: name, remote: '/site' }));
    return parseMappings([{ targets, ...more }], '/project');
  }

  function newQueues(): UploadQueues {
    return new UploadQueues({
      mappings: () => mappings,
      targetOf: ({ targets }) =>
        Promise.resolve(targets.find(({ name }) => name === chosen) ?? targets[0]),
      open: (_, { name }) => Promise.resolve(new ToldSession(told, name, outcomes)),
      openStore: () => Promise.resolve(store),
      attempt: (_, work) => work(),
      before: ({ hooks }) => {
        told.push(...hooks.before);
        return taskFailure === undefined ? Promise.resolve() : Promise.reject(taskFailure);
      },
      titleOf: ({ path }) => path,
      onStates: () => undefined,
      onDone: (_, { path }) => {
        told.push(`done ${path}`);
      },
      onStoreFailure: (error) => {
        assert.fail(String(error));
      },
      now: () => 1,
    });
  }

  const mapping = (): SyncMapping => {
    const [first] = mappings;
    assert.ok(first);
    return first;
  };

  test('bring each change to the target that counted when it happened', async () => {
    const queues = newQueues();
    queues.pause();
    await queues.add(mapping(), [save('a')], never);
    chosen = 'test';
    await queues.add(mapping(), [save('b'), { kind: 'make-folder', path: 'c' }], never);
    queues.resume();
    await queues.idle(never);
    assert.deepEqual([...told].sort(), [
      'done a',
      'done b',
      'done c',
      'live save a',
      'test make-folder c',
      'test save b',
    ]);
    assert.deepEqual(queues.stateOf(mapping(), 'a'), { state: 'in-sync' });
  });

  test('go on in another life with what was left, and not before they are resumed', async () => {
    const before = newQueues();
    before.pause();
    await before.add(mapping(), [save('a')], never);
    await before.close();
    const after = newQueues();
    after.pause();
    await after.start();
    assert.deepEqual([told, after.entries().length], [[], 1]);
    after.resume();
    await after.idle(never);
    assert.deepEqual([told, after.entries()], [['live save a', 'done a'], []]);
  });

  test('run the tasks before what was left goes up, once for all of it', async () => {
    mappings = parse(['live'], { hooks: { before: 'build' } });
    const before = newQueues();
    before.pause();
    await before.add(mapping(), [save('a'), save('b')], never);
    await before.close();
    const after = newQueues();
    await after.start();
    await after.idle(never);
    assert.deepEqual(
      [told[0], told.slice(1).sort()],
      ['build', ['done a', 'done b', 'live save a', 'live save b']],
    );
  });

  test('bring nothing up where a task before it fails, until that is tried again', async () => {
    mappings = parse(['live'], { hooks: { before: 'build' } });
    taskFailure = new RemoteError('failed', 'the build is broken');
    const queues = newQueues();
    queues.pause();
    await queues.add(mapping(), [save('a'), save('b')], never);
    queues.resume();
    await queues.idle(never);
    const reasons = queues.entries().map(({ state }) => 'reason' in state && state.reason);
    assert.deepEqual([told, reasons], [['build'], ['the build is broken', 'the build is broken']]);
    taskFailure = undefined;
    queues.retry();
    await queues.idle(never);
    assert.deepEqual(
      [told.slice(0, 2), told.slice(2).sort()],
      [
        ['build', 'build'],
        ['done a', 'done b', 'live save a', 'live save b'],
      ],
    );
  });

  test('run the tasks once more for what was saved again while it waited, and once for a save', async () => {
    mappings = parse(['live'], { hooks: { before: 'build' } });
    outcomes.set('a', new RemoteError('no-space', 'the disk is full'));
    const queues = newQueues();
    await queues.add(mapping(), [save('a')], never);
    await queues.idle(never);
    assert.deepEqual(told, ['build', 'live save a']);
    queues.retry();
    await queues.idle(never);
    assert.deepEqual(told, ['build', 'live save a', 'live save a']);
    told.length = 0;
    outcomes.clear();
    await queues.add(mapping(), [save('a')], never);
    queues.retry();
    await queues.idle(never);
    assert.deepEqual(told, ['build', 'live save a', 'done a']);
  });

  test('say in words where a target is in no setting any more', async () => {
    const queues = newQueues();
    queues.pause();
    await queues.add(mapping(), [save('a')], never);
    mappings = parse(['test']);
    queues.resume();
    await queues.idle(never);
    const [state] = queues.entries().map((entry) => entry.state);
    assert.ok(state?.state === 'failed');
    assert.match(state.reason, /live: \/site is no target/);
  });

  test('end a conflict as the user wishes, and look at the file once more', async () => {
    outcomes.set('a', { outcome: 'conflict', step: conflict });
    const queues = newQueues();
    await queues.add(mapping(), [save('a')], never);
    await queues.idle(never);
    const [entry] = queues.entries();
    assert.ok(entry);
    assert.deepEqual(
      [entry.state, entry.choices, entry.there],
      [
        { state: 'conflict', reason: 'changed here and on the server' },
        conflict.choices,
        conflict.remote,
      ],
    );
    await queues.resolve(entry, 'keep-local', never);
    await queues.idle(never);
    assert.deepEqual(told, ['live save a', 'live resolve a: keep-local', 'live save a', 'done a']);
  });

  test('keep back what comes while git is at work, until it is admitted', async () => {
    const queues = newQueues();
    await queues.hold(mapping());
    await queues.add(mapping(), [save('a'), save('b')], never);
    await queues.release(mapping());
    await queues.idle(never);
    const [batch] = queues.held();
    assert.ok(batch);
    assert.deepEqual(
      [told, batch.changes.map(({ path }) => path), queues.isBusy(mapping())],
      [[], ['a', 'b'], false],
    );
    const [first, second] = batch.changes.map(({ id }) => id);
    await queues.dismiss(mapping(), [second ?? ''], never);
    await queues.admit(mapping(), [first ?? ''], never);
    await queues.idle(never);
    assert.deepEqual([told, queues.entries()], [['live pass over b', 'live save a', 'done a'], []]);
  });

  test('give up what cannot be noted as given up, too', async () => {
    const queues = newQueues();
    queues.pause();
    await queues.add(mapping(), [save('a')], never);
    const [entry] = queues.entries();
    passingOver = new RemoteError('failed', 'no journal');
    await queues.dismiss(mapping(), [entry?.change.id ?? ''], never);
    assert.deepEqual(queues.entries(), []);
  });

  test('try again what has failed', async () => {
    outcomes.set('a', new RemoteError('no-space', 'the disk is full'));
    const queues = newQueues();
    await queues.add(mapping(), [save('a')], never);
    await queues.idle(never);
    assert.equal(queues.stateOf(mapping(), 'a')?.state, 'failed');
    outcomes.clear();
    queues.retry();
    await queues.idle(never);
    assert.deepEqual(told, ['live save a', 'live save a', 'done a']);
  });
});
