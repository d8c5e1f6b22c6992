import { type RemoteEntry } from '../base/remote-entry.js';

interface Kept {
  size: number;
  modified: number;
  content: Uint8Array;
}

/** A change within this time after another may leave the same size and time. */
const exactMs = 60_000;
/** A time without seconds or zone may be off by a day. */
const guessedMs = 26 * 60 * 60_000;

/** Contents of remote files as long as their size and time stay, within a budget of bytes. */
export class ContentCache {
  readonly #budgetBytes: number;
  readonly #now: () => number;
  /** The one used last stands last. */
  readonly #kept = new Map<string, Kept>();
  #usedBytes = 0;

  constructor(budgetBytes: number, now = Date.now) {
    this.#budgetBytes = budgetBytes;
    this.#now = now;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** The content that the file had when it had this size and time. */
  get(path: string, { size, modified }: RemoteEntry): Uint8Array | undefined {
    const kept = this.#kept.get(path);
    if (kept === undefined) return undefined;
    this.#kept.delete(path);
    if (kept.size === size && kept.modified === modified) {
      this.#kept.set(path, kept);
      return kept.content;
    }
    this.#usedBytes -= kept.content.length;
    return undefined;
  }

  /** Keeps a content where its size and time will tell a change. */
  put(path: string, entry: RemoteEntry, content: Uint8Array): void {
    const { size, modified } = entry;
    this.#drop(path);
    if (size !== content.length || modified === undefined || this.#isYoung(entry)) return;
    if (size > this.#budgetBytes / 4) return;
    this.#kept.set(path, { size, modified, content });
    this.#usedBytes += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#usedBytes <= this.#budgetBytes) return;
      this.#drop(oldest);
    }
  }

  #isYoung({ modified = 0, modifiedExact }: RemoteEntry): boolean {
    return this.#now() - modified < (modifiedExact === true ? exactMs : guessedMs);
  }

  #drop(path: string): void {
    this.#usedBytes -= this.#kept.get(path)?.content.length ?? 0;
    this.#kept.delete(path);
  }
}
