// Everything that happens is kept before it is attempted, and let go of when it was confirmed: a crash
// repeats at most what was under way. Changes that touch one another keep their order, all others run
// side by side. A lost connection holds up its own pair alone, for longer each time; other failures wait
// for the user, with whatever builds on them.
import { randomUUID } from 'node:crypto';
import { abortable, never } from '../base/abort.js';
import { pause } from '../base/pause.js';
import { isRemoteError, type RemoteErrorKind } from '../base/remote-error.js';
import { Turns } from '../base/turns.js';
import { Backoff } from './backoff.js';
import { type FileState, FinishedFiles } from './file-state.js';
import { foldAll, type Listed, refold } from './fold-changes.js';
import { type Folded, type LocalChange, type LocalEvent, pathsOf } from './local-change.js';
import { type QueueStore } from './queue-store.js';
import { TakenPaths } from './taken-paths.js';

/** What became of a change. */
export type ChangeOutcome =
  | { kind: 'done' }
  /** There is nothing to carry out any more. */
  | { kind: 'gone' }
  /** `conflict`: both sides changed. `remote-newer`: only the other one, and ours would go back. */
  | { kind: 'conflict' | 'remote-newer'; reason: string };

/** What a queue works with. */
export interface QueueSources {
  store: QueueStore;
  /**
   * Carries one change out on the other side. May be asked for the same twice: what is deleted already
   * is done, and where what is to be moved is not there, its new place is brought up. A save whose file
   * is gone is done too.
   */
  /** `comesLater` tells of a path whether a save of it waits behind this change. */
  carryOut(
    change: LocalChange,
    comesLater: (path: string) => boolean,
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;
  /** Announces that files stand otherwise than before. */
  onStates(): void;
  /** Announces that something could not be written down, and will be carried out again after a restart. */
  onStoreFailure(error: unknown): void;
  /** How many changes run side by side. */
  limit: number;
  /** Whether it begins paused. */
  isPaused?: boolean;
  /** Epoch ms. */
  now(): number;
  /** Waits before a lost connection is tried again; default: by a timer. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Item {
  change: LocalChange;
  /** `held` came while the queue was held, and was not let through yet; `stopped` waits for the user. */
  stage: 'waiting' | 'held' | 'running' | 'stopped';
  state: FileState;
  /** Whether it may have been carried out already, in this life or in one before. */
  isTried: boolean;
}

/** These pass by themselves. */
const passing: readonly RemoteErrorKind[] = [
  'connect',
  'timeout',
  'disconnected',
  'data-connection',
  'aborted',
];

/** What is still to be carried out of what happened locally; it survives reloads and lost networks. */
export class SaveQueue {
  readonly #sources: QueueSources;
  readonly #turns = new Turns();
  readonly #end = new AbortController();
  readonly #backoff: Backoff;
  readonly #finished = new FinishedFiles();
  /** Not to be started: they are about to be taken out. */
  readonly #frozen = new Set<string>();
  readonly #whenIdle: (() => void)[] = [];
  #items: readonly Item[] = [];
  #isHeld = false;
  #isPaused = false;
  #lastTime = 0;

  private constructor(sources: QueueSources) {
    this.#sources = sources;
    this.#isPaused = sources.isPaused ?? false;
    const wait = (ms: number, signal: AbortSignal): Promise<void> =>
      pause(ms, signal, 'Waiting for the connection');
    this.#backoff = new Backoff(sources.wait ?? wait, () => {
      this.#pump();
    });
  }

  /** Goes on with what was left; what was held is held. */
  static async open(sources: QueueSources, signal: AbortSignal): Promise<SaveQueue> {
    const queue = new SaveQueue(sources);
    const left = await sources.store.load(signal);
    // What several windows have left was not folded with one another yet.
    const { list, folded } = refold(left);
    await queue.#write(folded, signal);
    queue.#items = list.map((change) => ({ ...toItem(change), isTried: true }));
    queue.#lastTime = left.at(-1)?.time ?? 0;
    queue.#pump();
    void queue.#takeLate();
    return queue;
  }

  /** Takes in what happened; it is kept when this resolves, and carried out some time after. */
  async add(pair: string, events: readonly LocalEvent[], signal: AbortSignal): Promise<void> {
    await this.#keep(() => events.map((event) => this.#toChange(pair, event)), signal);
  }

  /** The same for what waits for `admit` or `dismiss` from the beginning. */
  async addHeld(pair: string, events: readonly LocalEvent[], signal: AbortSignal): Promise<void> {
    const held = (event: LocalEvent): LocalChange => ({
      ...this.#toChange(pair, event),
      isHeld: true,
    });
    await this.#keep(() => events.map(held), signal);
  }

  /** How a file stands, as far as this queue knows. */
  stateOf(pair: string, path: string): FileState | undefined {
    const item = this.#items.findLast(({ change }) => change.pair === pair && change.path === path);
    return item?.state ?? this.#finished.stateOf(pair, path);
  }

  /** What is in the queue, in its order. */
  entries(): readonly { change: LocalChange; state: FileState }[] {
    return this.#items.map(({ change, state }) => ({ change, state }));
  }

  /** Nothing new is started; what happens is kept. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#pump();
  }

  /** Nothing is started, and what happens belongs to one batch from now on; git is at work. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Ends the hold; the batch that came together goes on waiting for `admit` or `dismiss`. */
  release(): readonly LocalChange[] {
    this.#isHeld = false;
    this.#pump();
    return this.held();
  }

  /** What was held back and is to be let through, or given up; it survives a restart. */
  held(): readonly LocalChange[] {
    return this.#items.flatMap(({ change, stage }) => (stage === 'held' ? [change] : []));
  }

  /** Lets changes through that were held. */
  async admit(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const wished = new Set(ids);
    await this.#turns.take('Letting changes through', signal, async () => {
      const held = this.held().filter(({ id }) => wished.has(id));
      const add = held.map((change) => ({ ...change, isHeld: false }));
      await this.#replace({ remove: add.map(({ id }) => id), add }, signal);
    });
  }

  /** Gives changes up that are not under way. */
  async dismiss(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const wished = new Set(ids);
    await this.#turns.take('Giving changes up', signal, async () => {
      const remove = this.#items.flatMap(({ change: { id }, stage }) =>
        wished.has(id) && stage !== 'running' ? [id] : [],
      );
      await this.#replace({ remove, add: [] }, signal);
    });
  }

  /** Tries once more what waits for the user; without ids all of it. */
  retry(ids?: readonly string[]): void {
    for (const item of this.#items) {
      const isMeant = ids?.includes(item.change.id) ?? true;
      if (isMeant && item.stage === 'stopped') this.#setWaiting(item);
    }
    this.#backoff.wake();
  }

  /** The network may be there again: what waits for it is tried at once. */
  wake(): void {
    this.#backoff.wake();
  }

  /** Resolves when nothing is under way, and nothing can be started now. */
  async idle(signal: AbortSignal): Promise<void> {
    await this.#turns.take('Waiting for uploads', signal, () => Promise.resolve());
    const over = new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#pump();
    await abortable(over, signal, 'Waiting for uploads');
  }

  /** Cancels what is under way; all that is left is there after the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#backoff.stop();
    await this.idle(never);
    await this.#sources.store.close();
  }

  /** Goes on with what turns out later to be left. */
  async #takeLate(): Promise<void> {
    const { signal } = this.#end;
    try {
      const left = await this.#sources.store.loadLate(signal);
      if (left.length === 0) return;
      await this.#turns.take('Keeping a change', signal, async () => {
        const { folded } = foldAll(this.#items.map(toListed), left);
        await this.#replace(folded, signal);
      });
    } catch (error) {
      if (!signal.aborted) this.#sources.onStoreFailure(error);
    }
  }

  async #keep(toChanges: () => readonly LocalChange[], signal: AbortSignal): Promise<void> {
    await this.#turns.take('Keeping a change', signal, async () => {
      // A clock that is set back must not change the order.
      this.#lastTime = Math.max(this.#lastTime, this.#sources.now());
      const changes = toChanges();
      const { folded } = foldAll(this.#items.map(toListed), changes);
      const stopped = this.#stoppedOf(changes);
      await this.#replace(folded, signal);
      this.#again(stopped);
    });
  }

  #toChange(pair: string, event: LocalEvent): LocalChange {
    return { ...event, id: randomUUID(), time: this.#lastTime, pair, isHeld: this.#isHeld };
  }

  async #write(folded: Folded, signal: AbortSignal): Promise<void> {
    if (folded.remove.length + folded.add.length === 0) return;
    await this.#sources.store.write(folded, signal);
  }

  /** Writes down, and does it when that is sure. */
  async #replace(folded: Folded, signal: AbortSignal): Promise<void> {
    for (const id of folded.remove) this.#frozen.add(id);
    try {
      await this.#write(folded, signal);
      this.#apply(folded);
    } finally {
      for (const id of folded.remove) this.#frozen.delete(id);
      this.#pump();
    }
  }

  /** What takes the place of another one under the same id stays where that was. */
  #apply({ remove, add }: Folded): void {
    const items = new Map(this.#items.map((item) => [item.change.id, item]));
    const added = new Map(add.map((change) => [change.id, toItem(change)]));
    for (const id of remove) if (!added.has(id)) items.delete(id);
    for (const [id, item] of added) items.set(id, item);
    this.#items = [...items.values()];
    this.#sources.onStates();
  }

  #stoppedOf(changes: readonly LocalChange[]): Item[] {
    const keys = new Set(changes.map(keyOf));
    return this.#items.filter(
      ({ stage, change }) => stage === 'stopped' && keys.has(keyOf(change)),
    );
  }

  /** A file that failed and was saved once more is tried once more. */
  #again(stopped: readonly Item[]): void {
    for (const item of stopped) if (item.stage === 'stopped') this.#setWaiting(item);
    this.#pump();
  }

  #setWaiting(item: Item): void {
    item.stage = 'waiting';
    item.state = { state: 'pending' };
    this.#sources.onStates();
  }

  /** Starts what can be started. */
  #pump(): void {
    const taken = new Map<string, TakenPaths>();
    let running = this.#items.filter(({ stage }) => stage === 'running').length;
    for (const item of this.#items) {
      if (running >= this.#sources.limit) break;
      const { pair } = item.change;
      const before = taken.get(pair) ?? new TakenPaths();
      taken.set(pair, before);
      const isFree = pathsOf(item.change).every((path) => !before.touches(path));
      if (isFree && this.#mayStart(item)) {
        running += 1;
        void this.#run(item);
      }
      for (const path of pathsOf(item.change)) before.add(path);
    }
    if (running === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #mayStart({ change, stage }: Item): boolean {
    if (this.#isPaused || this.#isHeld || this.#end.signal.aborted) return false;
    if (stage !== 'waiting') return false;
    return !this.#frozen.has(change.id) && !this.#backoff.isWaiting(change.pair);
  }

  async #run(item: Item): Promise<void> {
    const { change } = item;
    item.stage = 'running';
    item.isTried = true;
    item.state = { state: 'uploading' };
    this.#sources.onStates();
    try {
      const comesLater = (path: string): boolean => this.#isSaveWaiting(change.pair, path);
      const outcome = await this.#sources.carryOut(change, comesLater, this.#end.signal);
      this.#backoff.succeeded(change.pair);
      if (outcome.kind === 'done' || outcome.kind === 'gone') await this.#finish(change, outcome);
      else stop(item, { state: outcome.kind, reason: outcome.reason });
    } catch (error) {
      this.#failed(item, error);
    }
    this.#sources.onStates();
    this.#pump();
  }

  #isSaveWaiting(pair: string, path: string): boolean {
    return this.#items.some(
      ({ change, stage }) =>
        stage !== 'running' &&
        change.kind === 'save' &&
        change.pair === pair &&
        change.path === path,
    );
  }

  #failed(item: Item, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (isRemoteError(error) && passing.includes(error.kind)) {
      item.stage = 'waiting';
      item.state = { state: 'pending', reason };
      this.#backoff.failed(item.change.pair);
    } else {
      stop(item, { state: 'failed', reason, error });
    }
  }

  async #finish(change: LocalChange, { kind }: ChangeOutcome): Promise<void> {
    const folded = { remove: [change.id], add: [] };
    try {
      await this.#write(folded, never);
    } catch (error) {
      this.#sources.onStoreFailure(error);
    }
    if (kind === 'done') this.#finished.add(change);
    this.#apply(folded);
  }
}

function stop(item: Item, state: FileState): void {
  item.stage = 'stopped';
  item.state = state;
}

function toItem(change: LocalChange): Item {
  const stage = change.isHeld ? 'held' : 'waiting';
  return { change, stage, state: { state: 'pending' }, isTried: false };
}

function toListed({ change, stage, isTried }: Item): Listed {
  return { change, isRunning: stage === 'running', isTried };
}

function keyOf({ pair, kind, path }: LocalChange): string {
  return JSON.stringify([pair, kind, path]);
}
