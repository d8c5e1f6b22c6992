// The paths of a tree's files, for finding one by its name. They are looked for when first asked,
// and looked for again behind the answer when they have become old or something has changed.
import { type RemoteError } from '../base/remote-error.js';
import { isInside } from '../base/remote-path.js';
import { crawl, type CrawlRequest } from './crawl.js';
import { FuzzyFinder } from './fuzzy-finder.js';
import { type NotSearched } from './not-searched.js';

const maxAgeMs = 60_000;
const maxNotSearched = 200;

/** What became of a path, as far as the one who did it tells. */
export interface PathChange {
  path: string;
  kind: 'created' | 'changed' | 'deleted';
}

/** The paths below a folder, read once and found by a few letters. */
export class FileIndex {
  readonly #request: CrawlRequest;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #paths = new Set<string>();
  #finder = new FuzzyFinder([]);
  #notSearched: NotSearched[] = [];
  #looking: Promise<void> | undefined;
  /** Deleted since the look that is under way began. */
  #deleted: string[] = [];
  /** When the last look that came to its end began; undefined where another is due at once. */
  #lookedAt: number | undefined;

  constructor(request: CrawlRequest) {
    this.#request = request;
    this.#now = request.now ?? Date.now;
  }

  get folder(): string {
    return this.#request.folder;
  }

  /** How many files are known by now. */
  get size(): number {
    return this.#paths.size;
  }

  get isLooking(): boolean {
    return this.#looking !== undefined;
  }

  /** What the last look did not look into, or that of now so far. */
  get notSearched(): readonly NotSearched[] {
    return this.#notSearched;
  }

  /** Why there is nothing to find; undefined where the top could be listed. */
  get failure(): RemoteError | undefined {
    return this.#notSearched.find(({ path }) => path === this.folder)?.error;
  }

  /** The known files that fit `query`, the best first. */
  find(query: string, limit: number): string[] {
    return this.#finder.find(query, limit);
  }

  /** Looks for the files where that is due; resolves when they are as new as they should be. */
  async look(signal: AbortSignal): Promise<void> {
    const isFresh = this.#lookedAt !== undefined && this.#now() - this.#lookedAt <= maxAgeMs;
    if (this.#looking === undefined && isFresh) return;
    this.#looking ??= this.#lookNow(signal).finally(() => {
      this.#looking = undefined;
      this.#tell();
    });
    await this.#looking;
  }

  /** Takes note of a change: what is gone is gone at once, the rest is looked for when next asked. */
  note({ path, kind }: PathChange): void {
    if (!isInside(path, this.folder) && !isInside(this.folder, path)) return;
    // Somebody changed the content of a file that is known: its name stays.
    if (kind === 'changed' && this.#paths.has(path)) return;
    this.#lookedAt = undefined;
    if (kind === 'deleted') this.#forget(path);
  }

  /** Calls `listener` whenever more, less or other is known; the answer takes that back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #lookNow(signal: AbortSignal): Promise<void> {
    const startedAt = this.#now();
    const seen = new Set<string>();
    this.#lookedAt = startedAt;
    this.#deleted = [];
    this.#notSearched = [];
    try {
      for await (const { found, notSearched } of crawl(this.#request, signal)) {
        for (const { path } of found) this.#add(path, seen);
        for (const one of notSearched) this.#notSearched.push(one);
        // The list is for telling; that there is more is told by its length.
        this.#notSearched.length = Math.min(this.#notSearched.length, maxNotSearched);
        this.#tell();
      }
    } catch (error) {
      this.#lookedAt = undefined;
      throw error;
    }
    this.#finish(seen);
  }

  #finish(seen: Set<string>): void {
    const isLost = this.#notSearched.some(({ reason }) => reason === 'connection-lost');
    if (isLost || this.failure !== undefined) {
      // What was known before is better than the half of it.
      this.#lookedAt = undefined;
      return;
    }
    for (const path of this.#deleted) removeInside(seen, path);
    this.#paths = seen;
    this.#finder = new FuzzyFinder(this.#paths);
  }

  /** What is seen can be found at once, beside what was known before; unless it is gone again. */
  #add(path: string, seen: Set<string>): void {
    if (this.#isDeleted(path)) return;
    seen.add(path);
    if (this.#paths.has(path)) return;
    this.#paths.add(path);
    this.#finder.add(path);
  }

  #forget(path: string): void {
    this.#deleted.push(path);
    removeInside(this.#paths, path);
    this.#finder = new FuzzyFinder(this.#paths);
    this.#tell();
  }

  #isDeleted(path: string): boolean {
    return this.#deleted.some((folder) => isInside(path, folder));
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function removeInside(paths: Set<string>, folder: string): void {
  for (const path of [...paths]) if (isInside(path, folder)) paths.delete(path);
}
