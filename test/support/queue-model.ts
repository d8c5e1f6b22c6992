import assert from 'node:assert/strict';
import { never } from '../../src/base/abort.js';
import { RemoteError } from '../../src/base/remote-error.js';
import { type LocalChange, type LocalEvent, touches } from '../../src/sync/local-change.js';
import { type QueueStore } from '../../src/sync/queue-store.js';
import { type ChangeOutcome, SaveQueue } from '../../src/sync/save-queue.js';

const pair = 'site → live';
const limit = 2;

/** How one change that is under way ends. */
export type Ending = 'done' | 'lost-before' | 'lost-after' | 'refused';

type Rename = Pick<Extract<LocalChange, { kind: 'rename' }>, 'from' | 'path'>;

interface Running {
  change: LocalChange;
  end: (ending: Ending) => void;
}

/** A local folder, a remote one and a queue between them, which a test drives step by step. */
export class QueueModel {
  readonly local = new Map<string, string>();
  readonly remote = new Map<string, string>();
  readonly #newStore: () => Promise<QueueStore>;
  #running: Running[] = [];
  #queue: SaveQueue | undefined;
  #version = 0;
  #writing = 0;

  private constructor(files: readonly string[], newStore: () => Promise<QueueStore>) {
    for (const path of files) this.local.set(path, 'as agreed');
    for (const path of files) this.remote.set(path, 'as agreed');
    this.#newStore = newStore;
  }

  static async start(
    files: readonly string[],
    newStore: () => Promise<QueueStore>,
  ): Promise<QueueModel> {
    const model = new QueueModel(files, newStore);
    await model.restart();
    return model;
  }

  get queue(): SaveQueue {
    assert.ok(this.#queue);
    return this.#queue;
  }

  /** The queue is gone from one moment to the next, and another one takes over what it kept. */
  async restart(): Promise<void> {
    // What was under way never answers.
    this.#running = [];
    const queue = await SaveQueue.open(
      {
        store: this.#watched(await this.#newStore()),
        carryOut: (change, comesLater) =>
          this.#carryOut({ change, comesLater }, () => this.#queue === queue),
        onStates: () => undefined,
        onStoreFailure: (error) => {
          throw error;
        },
        limit,
        now: () => 0,
        wait: () => new Promise(() => undefined),
      },
      never,
    );
    this.#queue = queue;
    queue.wake();
  }

  async save(path: string): Promise<void> {
    const parents = path.split('/').map((_, index, all) => all.slice(0, index).join('/'));
    if (this.#within(path).some((one) => one !== path)) return;
    if (parents.some((parent) => this.local.has(parent))) return;
    const isNew = !this.local.has(path);
    this.#version += 1;
    this.local.set(path, `version ${String(this.#version)}`);
    await this.#add({ kind: 'save', path, isNew });
  }

  async delete(path: string): Promise<void> {
    const gone = this.#within(path);
    if (gone.length === 0) return;
    for (const one of gone) this.local.delete(one);
    await this.#add({ kind: 'delete', path, isFolder: gone[0] !== path });
  }

  async rename(from: string, path: string): Promise<void> {
    const moved = this.#within(from);
    const replaces = this.local.has(path);
    const isFolder = moved[0] !== from;
    const isBlocked = this.#within(path).some((one) => one !== path) || (isFolder && replaces);
    const isIntoItself = touches(
      { kind: 'make-folder', path: from },
      { kind: 'make-folder', path },
    );
    const around = path.includes('/') && this.local.has(path.slice(0, path.indexOf('/')));
    if (moved.length === 0 || isBlocked || isIntoItself || around) return;
    for (const one of moved) {
      this.local.set(`${path}${one.slice(from.length)}`, this.local.get(one) ?? '');
      this.local.delete(one);
    }
    await this.#add({ kind: 'rename', from, path, replaces });
  }

  /** Ends one of those under way. */
  async step(which: number, ending: Ending): Promise<void> {
    const running = this.#running[which % Math.max(this.#running.length, 1)];
    if (running === undefined) return;
    this.#running = this.#running.filter((one) => one !== running);
    running.end(ending);
    await this.#settled();
  }

  /** Lets everything through until nothing is left. */
  async drain(): Promise<void> {
    this.queue.resume();
    await this.queue.admit(
      this.queue.release().map(({ id }) => id),
      never,
    );
    for (let step = 0; this.queue.entries().length > 0; step += 1) {
      assert.ok(step < 500, `the queue never empties: ${JSON.stringify(this.queue.entries())}`);
      this.queue.retry();
      await this.#settled();
      await this.step(0, 'done');
    }
  }

  async #add(event: LocalEvent): Promise<void> {
    await this.queue.add(pair, [event], never);
    await this.#settled();
  }

  async #carryOut(
    { change, comesLater }: { change: LocalChange; comesLater: (path: string) => boolean },
    isAlive: () => boolean,
  ): Promise<ChangeOutcome> {
    const others = this.#running.map((running) => running.change);
    assert.ok(others.length < limit, 'more run side by side than may');
    const other = others.find((one) => touches(one, change));
    assert.equal(other, undefined, 'what touches runs side by side');
    // What is uploaded was read when it began.
    const content = this.local.get(change.path);
    const ending = await new Promise<Ending>((resolve) => {
      this.#running.push({ change, end: resolve });
    });
    assert.ok(isAlive());
    if (ending === 'refused') throw new RemoteError('permission', 'refused');
    if (ending === 'lost-before') throw new RemoteError('disconnected', 'lost');
    if (change.kind === 'rename') this.#move(change, comesLater);
    else this.#apply(change, content);
    if (ending === 'lost-after') throw new RemoteError('disconnected', 'lost');
    return { kind: 'done' };
  }

  #apply(change: LocalChange, content: string | undefined): void {
    const { path } = change;
    if (change.kind === 'save' && content !== undefined) this.#upload(path, content);
    if (change.kind === 'delete')
      for (const one of within(this.remote, path)) this.remote.delete(one);
  }

  /** As mirrorChange does it: what cannot be moved as it is goes the long way. */
  #move({ from, path }: Rename, comesLater: (path: string) => boolean): void {
    const there = within(this.remote, from);
    if (this.#canMove({ from, path })) {
      for (const one of there) {
        this.#upload(`${path}${one.slice(from.length)}`, this.remote.get(one) ?? '');
      }
    }
    for (const one of there) if (!this.local.has(one)) this.remote.delete(one);
    for (const one of this.#within(path)) {
      if (!comesLater(one)) this.#upload(one, this.local.get(one) ?? '');
    }
  }

  #canMove({ from, path }: Rename): boolean {
    const [there, here] = [within(this.remote, from), this.#within(path)];
    if (there.length === 0 || here.length === 0 || this.#within(from).length > 0) return false;
    const isSameKind = (there[0] === from) === (here[0] === path);
    return isSameKind && within(this.remote, path).length === 0;
  }

  /** Where a folder stands in the way, the user is asked, and keeps the local one. */
  #upload(path: string, content: string): void {
    for (const one of within(this.remote, path)) this.remote.delete(one);
    this.remote.set(path, content);
  }

  #within(path: string): string[] {
    return within(this.local, path);
  }

  #watched(store: QueueStore): QueueStore {
    return {
      load: (signal) => store.load(signal),
      loadLate: (signal) => store.loadLate(signal),
      close: () => store.close(),
      write: async (folded, signal) => {
        this.#writing += 1;
        try {
          await store.write(folded, signal);
        } finally {
          this.#writing -= 1;
        }
      },
    };
  }

  /** All that can go on by itself has gone on. */
  async #settled(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#writing > 0);
  }
}

function within(files: ReadonlyMap<string, string>, path: string): string[] {
  return [...files.keys()].filter((one) => one === path || one.startsWith(`${path}/`)).sort();
}
