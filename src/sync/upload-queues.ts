// Each mapping has a queue of its own on the disk, so that whichever window has the mapping goes on with
// it. A change is for the target that counted when it happened, whatever counts when its turn comes.
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { BeforeBatch } from './before-batch.js';
import { type Carried, carryOutChange, type UploadSession } from './carry-out-change.js';
import { type SideState } from './facts.js';
import { type FileState } from './file-state.js';
import { type LocalChange, type LocalEvent, pathsOf } from './local-change.js';
import { type SyncMapping } from './mapping.js';
import { type QueueStore } from './queue-store.js';
import { SaveQueue } from './save-queue.js';
import { type Resolution, type Step, stepId } from './step.js';
import { type SyncTarget } from './sync-target.js';

/** What the queues work with. */
export interface UploadQueueSources {
  /** The mappings that hold now. */
  mappings(): readonly SyncMapping[];
  /** The target of a mapping that counts now. */
  targetOf(mapping: SyncMapping): Promise<SyncTarget>;
  /** What it takes to bring something to a target; a RemoteError says why there is nothing. */
  open(mapping: SyncMapping, target: SyncTarget, signal: AbortSignal): Promise<UploadSession>;
  /** The queue on the disk that belongs to a mapping's folder. */
  openStore(local: string, signal: AbortSignal): Promise<QueueStore>;
  /** Runs an attempt that nobody has asked for right now. */
  attempt<T>(target: SyncTarget, work: () => Promise<T>): Promise<T>;
  /** Runs the tasks that a mapping wants before its changes go up; rejects where one fails. */
  before(mapping: SyncMapping, signal: AbortSignal): Promise<void>;
  /** How a change is called where it can be undone. */
  titleOf(change: LocalChange): string;
  /** Announces that a file stands otherwise than before. */
  onStates(): void;
  /** Announces that a change was carried out. */
  onDone(mapping: SyncMapping, change: LocalChange): void;
  /** Announces that a queue on the disk cannot be used as it should. */
  onStoreFailure(error: unknown): void;
  now(): number;
}

/** A change that waits, is under way, or needs the user. */
export interface UploadEntry {
  mapping: SyncMapping;
  change: LocalChange;
  state: FileState;
  /** How it may end, where both sides changed. */
  choices: readonly Resolution[];
  /** Where it is about one file: how that looked on the server when the change was refused. */
  there: SideState | undefined;
}

/** Changes of a mapping that came while git was at work, and wait to be let through. */
export interface HeldBatch {
  mapping: SyncMapping;
  changes: readonly LocalChange[];
}

const atOnce = 4;

/** What is still to be brought to the servers, of all mappings of a window. */
export class UploadQueues {
  readonly #sources: UploadQueueSources;
  readonly #end = new AbortController();
  readonly #opening = new Map<string, Promise<SaveQueue>>();
  readonly #queues = new Map<string, SaveQueue>();
  /** By change, the steps that wait for the user's word. */
  readonly #steps = new Map<string, readonly Step[]>();
  readonly #before: BeforeBatch;
  #isPaused = false;

  constructor(sources: UploadQueueSources) {
    this.#sources = sources;
    this.#before = new BeforeBatch({
      run: (mapping, signal) => sources.before(mapping, signal),
      changesOf: ({ local }) =>
        this.#queues
          .get(local)
          ?.entries()
          .map(({ change }) => change) ?? [],
    });
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Goes on with what earlier windows have left. */
  async start(): Promise<void> {
    const mappings = this.#sources.mappings();
    await Promise.all(mappings.map((mapping) => this.#tryQueue(mapping)));
  }

  /** Takes in what happened below a mapping's folder; it survives everything once this resolves. */
  async add(
    mapping: SyncMapping,
    events: readonly LocalEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    const { queue, pair } = await this.#placeFor(mapping);
    this.#needTasksAgain(queue, events);
    await queue.add(pair, events, signal);
  }

  /** The same for what waits to be admitted or dismissed. */
  async addHeld(
    mapping: SyncMapping,
    events: readonly LocalEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    const { queue, pair } = await this.#placeFor(mapping);
    await queue.addHeld(pair, events, signal);
  }

  /** How a file stands with the targets of its mapping: what needs the user first. */
  stateOf(mapping: SyncMapping, path: string): FileState | undefined {
    const queue = this.#queues.get(mapping.local);
    if (queue === undefined) return undefined;
    const states = mapping.targets.flatMap((target) => queue.stateOf(pairOf(target), path) ?? []);
    return states.find(needsUser) ?? states.find(({ state }) => state !== 'in-sync') ?? states[0];
  }

  entries(): UploadEntry[] {
    return this.#eachQueue((queue, mapping) =>
      queue.entries().map(({ change, state }) => {
        const steps = this.#steps.get(change.id) ?? [];
        const there = steps.length === 1 ? steps[0]?.remote : undefined;
        return { mapping, change, state, choices: choicesOf(steps), there };
      }),
    );
  }

  /** Whether more of a mapping goes up without anybody's doing. */
  isBusy(mapping: SyncMapping): boolean {
    const queue = this.#queues.get(mapping.local);
    if (queue === undefined) return false;
    const held = new Set(queue.held().map(({ id }) => id));
    return queue.entries().some(({ change, state: { state } }) => {
      if (state === 'uploading') return true;
      return state === 'pending' && !this.#isPaused && !held.has(change.id);
    });
  }

  held(): HeldBatch[] {
    return this.#eachQueue((queue, mapping) => {
      const changes = queue.held();
      return changes.length === 0 ? [] : [{ mapping, changes }];
    });
  }

  pause(): void {
    this.#isPaused = true;
    for (const queue of this.#queues.values()) queue.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const queue of this.#queues.values()) queue.resume();
  }

  /** Git is at work in a mapping's folder. */
  async hold(mapping: SyncMapping): Promise<void> {
    (await this.#queue(mapping)).hold();
  }

  /** Git is done; what came meanwhile waits to be admitted or dismissed. */
  async release(mapping: SyncMapping): Promise<void> {
    (await this.#queue(mapping)).release();
  }

  async admit(mapping: SyncMapping, ids: readonly string[], signal: AbortSignal): Promise<void> {
    await (await this.#queue(mapping)).admit(ids, signal);
  }

  /** The server keeps what it has; nobody is asked about these again until they change once more. */
  async dismiss(mapping: SyncMapping, ids: readonly string[], signal: AbortSignal): Promise<void> {
    const queue = await this.#queue(mapping);
    const wished = new Set(ids);
    const changes = queue.entries().map(({ change }) => change);
    await this.#passOver(
      mapping,
      changes.filter(({ id }) => wished.has(id)),
      signal,
    );
    await queue.dismiss(ids, signal);
  }

  /** Tries again what waits for the user, or those changes of it. */
  retry(ids?: readonly string[]): void {
    for (const queue of this.#queues.values()) queue.retry(ids);
  }

  /** A connection may be there again. */
  wake(): void {
    for (const queue of this.#queues.values()) queue.wake();
  }

  /** Ends a conflict as the user wants it; what has changed since then is asked for again. */
  async resolve(entry: UploadEntry, resolution: Resolution, signal: AbortSignal): Promise<void> {
    const { mapping, change } = entry;
    const steps = this.#steps.get(change.id) ?? [];
    const session = await this.#sources.open(mapping, targetOf(mapping, change), signal);
    const report = await session.carryOut(
      {
        plan: { direction: 'both', scope: [''], steps, unchanged: 0, agreedFiles: 0 },
        choices: {
          chosen: new Set(steps.map(stepId)),
          resolutions: new Map(steps.map(({ path }) => [path, resolution])),
          deletesConfirmed: true,
        },
      },
      { title: this.#sources.titleOf(change), onProgress: () => undefined },
      signal,
    );
    const failed = report.results.find((result) => result.outcome === 'failed');
    if (report.stoppedBy !== undefined) throw report.stoppedBy;
    if (failed?.outcome === 'failed') throw failed.error;
    // It finds both sides alike, or what has changed meanwhile.
    this.retry([change.id]);
  }

  /** Resolves when nothing more can be carried out now. */
  async idle(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#opening.values()]);
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle(signal)));
  }

  /** Cancels what is under way; all that is left is there after the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    const opened = await Promise.allSettled(this.#opening.values());
    const queues = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(queues.map((queue) => queue.close()));
  }

  #eachQueue<T>(read: (queue: SaveQueue, mapping: SyncMapping) => readonly T[]): T[] {
    return this.#sources.mappings().flatMap((mapping) => {
      const queue = this.#queues.get(mapping.local);
      return queue === undefined ? [] : read(queue, mapping);
    });
  }

  async #tryQueue(mapping: SyncMapping): Promise<void> {
    try {
      await this.#queue(mapping);
    } catch (error) {
      this.#sources.onStoreFailure(error);
    }
  }

  #queue({ local }: SyncMapping): Promise<SaveQueue> {
    const known = this.#opening.get(local);
    if (known !== undefined) return known;
    const opening = this.#open(local).catch((error: unknown) => {
      this.#opening.delete(local);
      throw error;
    });
    this.#opening.set(local, opening);
    return opening;
  }

  async #open(local: string): Promise<SaveQueue> {
    const { signal } = this.#end;
    const store = await this.#sources.openStore(local, signal);
    const queue = await SaveQueue.open(
      {
        store,
        carryOut: (change, comesLater, stop) => this.#carryOut(local, { change, comesLater }, stop),
        onStates: () => {
          this.#sources.onStates();
        },
        onStoreFailure: (error) => {
          this.#sources.onStoreFailure(error);
        },
        limit: atOnce,
        isPaused: this.#isPaused,
        now: () => this.#sources.now(),
      },
      signal,
    );
    // It may have been paused or resumed while it was opened.
    if (this.#isPaused) queue.pause();
    else queue.resume();
    this.#queues.set(local, queue);
    this.#sources.onStates();
    return queue;
  }

  /** What waits already was changed once more: tasks that ran before have missed that. */
  #needTasksAgain(queue: SaveQueue, events: readonly LocalEvent[]): void {
    const own = events.filter(({ byOthers }) => byOthers !== true);
    const paths = new Set(own.map(({ path }) => path));
    for (const { change } of queue.entries())
      if (paths.has(change.path)) this.#before.forget(change);
  }

  async #passOver(
    mapping: SyncMapping,
    changes: readonly LocalChange[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const target of mapping.targets) {
      const own = changes.filter(({ pair }) => pair === pairOf(target));
      if (own.length === 0) continue;
      try {
        const session = await this.#sources.open(mapping, target, signal);
        await session.passOver([...new Set(own.flatMap(pathsOf))], signal);
      } catch (error) {
        // They may be offered once more then, which must not keep them in the queue.
        if (!isRemoteError(error) || signal.aborted) throw error;
      }
    }
  }

  /** Where the changes of a mapping go now. */
  async #placeFor(mapping: SyncMapping): Promise<{ queue: SaveQueue; pair: string }> {
    const pair = pairOf(await this.#sources.targetOf(mapping));
    return { queue: await this.#queue(mapping), pair };
  }

  async #carryOut(
    local: string,
    { change, comesLater }: { change: LocalChange; comesLater: (path: string) => boolean },
    signal: AbortSignal,
  ): Promise<Carried> {
    const mapping = this.#sources.mappings().find((one) => one.local === local);
    if (mapping === undefined) throw nowhere(`${local} is not synced any more`);
    const target = targetOf(mapping, change);
    const title = this.#sources.titleOf(change);
    // What earlier windows have left is under way before its queue is known: it belongs to one batch.
    await this.#queue(mapping);
    await this.#before.pass(mapping, change, signal);
    const carried = await this.#sources.attempt(target, async () => {
      const session = await this.#sources.open(mapping, target, signal);
      return carryOutChange(change, { session, title, comesLater }, signal);
    });
    if (carried.kind === 'done') {
      this.#before.forget(change);
      this.#steps.delete(change.id);
      this.#sources.onDone(mapping, change);
    } else this.#steps.set(change.id, carried.steps);
    return carried;
  }
}

function targetOf(mapping: SyncMapping, { pair }: LocalChange): SyncTarget {
  const target = mapping.targets.find((one) => pairOf(one) === pair);
  if (target === undefined) throw nowhere(`${pair} is no target of ${mapping.name} any more`);
  return target;
}

/** Where a change is to go, as people would say it. */
function pairOf({ connection, remote }: SyncTarget): string {
  return `${connection}: ${remote}`;
}

/** Whether nothing more happens to it by itself. */
export function needsUser({ state }: FileState): boolean {
  return state === 'failed' || state === 'conflict' || state === 'remote-newer';
}

/** What all of the steps can be ended with. */
function choicesOf(steps: readonly Step[]): readonly Resolution[] {
  const [first, ...others] = steps.map(({ choices = [] }) => choices);
  return (first ?? []).filter((choice) => others.every((choices) => choices.includes(choice)));
}

function nowhere(reason: string): RemoteError {
  return new RemoteError('failed', reason, {
    hint: 'Put it back into the setting ftpWorkspaces.sync, or give the upload up.',
  });
}
