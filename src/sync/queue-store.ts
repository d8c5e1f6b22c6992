// Each window has a log of its own, and a lock on it for as long as it lives. What a window has left
// that is gone, the next one takes over: first into its own log, then the old one is removed. A crash
// between the two leaves changes twice, under the same id, which is once.
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppendLog } from './append-log.js';
import { FileLock } from './file-lock.js';
import { type Folded, type LocalChange } from './local-change.js';
import { storageError } from './storage-error.js';

/** Where the queue keeps what is still to be carried out. */
export interface QueueStore {
  /** What is to be carried out, in its order; what windows left that are gone is in it. */
  load(signal: AbortSignal): Promise<LocalChange[]>;
  /**
   * What else there is of windows whose end shows in their long silence only, as after the machine has
   * got another name; it is kept like the rest when this resolves.
   */
  loadLate(signal: AbortSignal): Promise<LocalChange[]>;
  /** Takes some out and adds others, both or none; kept when it resolves. */
  write(folded: Folded, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

interface StorePlace {
  /** Is made where it is missing. */
  folder: string;
  /** A name that no other window has. */
  windowId: string;
  /** How long the lock of a window is believed that cannot be looked at; default 15 s. */
  watchMs?: number;
}

const version = 1;
const usualWatchMs = 15_000;
const ending = '.queue';
/** A log is written anew when so many of its records are over. */
const mostOver = 2000;

/** A queue's changes on the disk, safe from crashes and from other windows. */
export class DiskQueueStore implements QueueStore {
  readonly #folder: string;
  readonly #watchMs: number;
  readonly #log: AppendLog;
  readonly #lock: FileLock;
  readonly #changes = new Map<string, LocalChange>();
  #over = 0;

  private constructor(
    { folder, watchMs }: StorePlace,
    { log, lock }: { log: AppendLog; lock: FileLock },
  ) {
    this.#folder = folder;
    this.#watchMs = watchMs ?? usualWatchMs;
    this.#log = log;
    this.#lock = lock;
  }

  static async open(place: StorePlace, signal: AbortSignal): Promise<DiskQueueStore> {
    const { folder, windowId } = place;
    const file = path.join(folder, `${windowId}${ending}`);
    try {
      await mkdir(folder, { recursive: true });
      const lock = await FileLock.take({ path: ownerOf(file) }, signal);
      const log = await AppendLog.open(file, { version }, signal);
      return new DiskQueueStore(place, { log, lock });
    } catch (error) {
      throw storageError('Opening the queue', file, error);
    }
  }

  async load(signal: AbortSignal): Promise<LocalChange[]> {
    this.#changes.clear();
    await readInto(this.#changes, this.#log, signal);
    for (const name of await this.#logs()) {
      const lock = await FileLock.tryTake(this.#ownerOf(name));
      if (lock !== undefined) await this.#takeOver(name, lock, signal);
    }
    return [...this.#changes.values()].sort((a, b) => a.time - b.time);
  }

  async loadLate(signal: AbortSignal): Promise<LocalChange[]> {
    const taken = await Promise.all(
      (await this.#logs()).map((name) => this.#takeLate(name, signal)),
    );
    return taken.flat().sort((a, b) => a.time - b.time);
  }

  async write(folded: Folded, signal: AbortSignal): Promise<void> {
    await this.#log.append(folded, signal);
    apply(this.#changes, folded);
    this.#over += 1;
    if (this.#over < Math.max(mostOver, this.#changes.size)) return;
    this.#over = 0;
    const all = { remove: [], add: [...this.#changes.values()] };
    await this.#log.compact(() => [all], signal);
  }

  /** What is left is for the next window. */
  async close(): Promise<void> {
    await this.#log.close();
    await this.#lock.release();
  }

  #ownerOf(name: string): string {
    return ownerOf(path.join(this.#folder, name));
  }

  async #logs(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith(ending)).sort();
    } catch (error) {
      throw storageError('Reading', this.#folder, error);
    }
  }

  async #takeLate(name: string, signal: AbortSignal): Promise<LocalChange[]> {
    const owner = this.#ownerOf(name);
    if (!(await FileLock.isForeign(owner))) return [];
    try {
      const lock = await FileLock.takeSilent({ path: owner, watchMs: this.#watchMs }, signal);
      return lock === undefined ? [] : await this.#takeOver(name, lock, signal);
    } catch (error) {
      throw storageError('Taking over the queue', owner, error);
    }
  }

  async #takeOver(name: string, lock: FileLock, signal: AbortSignal): Promise<LocalChange[]> {
    const file = path.join(this.#folder, name);
    try {
      const left = new Map<string, LocalChange>();
      const log = await AppendLog.open(file, { version }, signal);
      await readInto(left, log, signal);
      await log.close();
      const add = [...left.values()].filter(({ id }) => !this.#changes.has(id));
      if (add.length > 0) await this.write({ remove: [], add }, signal);
      await rm(file, { force: true });
      return add;
    } finally {
      await lock.release();
    }
  }
}

function ownerOf(file: string): string {
  return `${file}.owner`;
}

async function readInto(
  changes: Map<string, LocalChange>,
  log: AppendLog,
  signal: AbortSignal,
): Promise<void> {
  // Our own checksummed records of our own version: their form is known.
  for await (const record of log.replay(signal)) apply(changes, record as Folded);
}

function apply(changes: Map<string, LocalChange>, { remove, add }: Folded): void {
  const added = new Set(add.map(({ id }) => id));
  // What takes the place of another one under the same id stays where that was.
  for (const id of remove) if (!added.has(id)) changes.delete(id);
  for (const change of add) changes.set(change.id, change);
}
