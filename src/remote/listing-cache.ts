// What is known of the remote tree, as plain state: listings by folder, each with its age. It asks
// nobody. What changed while an answer about it was on the way does not take that answer.
import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside, isSafeName, nameOf, parentOf } from '../base/remote-path.js';
import { withFinerTime } from './same-state.js';

interface Known {
  entry: RemoteEntry;
  at: number;
}

interface Listing {
  entries: Map<string, Known>;
  at: number;
}

/** What is known of one path: its entry, that there is none, or nothing. */
export type Knowledge = { entry: RemoteEntry | undefined; ageMs: number } | undefined;

/** What the server is being asked about one path. */
export interface Question {
  readonly path: string;
  /** Something changed there since: the answer may tell of the time before. */
  readonly isOutdated: boolean;
}

/** How much is remembered at most. */
export interface CacheBounds {
  listings: number;
  /** In all listings together. */
  entries: number;
}

const defaultBounds: CacheBounds = { listings: 2_000, entries: 200_000 };

/** Listings and absent names with their ages, within bounds; knows no server. */
export class ListingCache {
  readonly #listings = new Map<string, Listing>();
  /** Folders that are not there, with the time of that answer. */
  readonly #absent = new Map<string, number>();
  readonly #asked = new Set<{ path: string; isOutdated: boolean }>();
  readonly #now: () => number;
  readonly #bounds: CacheBounds;
  #entryCount = 0;

  constructor(now: () => number, bounds = defaultBounds) {
    this.#now = now;
    this.#bounds = bounds;
  }

  /** Notes that the server is asked about `path`, until `over`. */
  ask(path: string): Question {
    const question = { path, isOutdated: false };
    this.#asked.add(question);
    return question;
  }

  /** The question is answered, or never will be. */
  over(question: Question): void {
    this.#asked.delete(question);
  }

  /** A listing's entries where it is not older than `maxAgeMs`. */
  listing(folder: string, maxAgeMs: number): RemoteEntry[] | undefined {
    const listing = this.#listings.get(folder);
    if (listing === undefined || this.#now() - listing.at > maxAgeMs) return undefined;
    return [...listing.entries.values()].map(({ entry }) => entry);
  }

  /** What a listing of the parent, or a later look, told of `path`. */
  look(path: string): Knowledge {
    const absentAt = this.#absent.get(parentOf(path));
    if (absentAt !== undefined) return { entry: undefined, ageMs: this.#now() - absentAt };
    const listing = this.#listings.get(parentOf(path));
    if (listing === undefined) return undefined;
    const known = listing.entries.get(nameOf(path));
    return { entry: known?.entry, ageMs: this.#now() - (known?.at ?? listing.at) };
  }

  /** Keeps the listing that answers `question`. */
  store({ path: folder, isOutdated }: Question, entries: readonly RemoteEntry[]): void {
    if (isOutdated) return;
    const at = this.#now();
    const before = this.#listings.get(folder)?.entries;
    const listed = new Map<string, Known>();
    for (const entry of entries) {
      listed.set(entry.name, { entry: withFinerTime(entry, before?.get(entry.name)?.entry), at });
    }
    this.#absent.delete(folder);
    this.#drop(folder);
    this.#listings.set(folder, { at, entries: listed });
    this.#entryCount += listed.size;
    this.#shrink();
  }

  /** Remembers that the folder of `question` does not exist. */
  storeAbsent({ path: folder, isOutdated }: Question): void {
    if (isOutdated) return;
    if (this.#absent.size > this.#bounds.listings) this.#absent.clear();
    this.#drop(folder);
    this.#absent.set(folder, this.#now());
  }

  /** A look at the path of `question` told this: undefined where nothing is there. */
  note({ path, isOutdated }: Question, entry: RemoteEntry | undefined): void {
    if (!isOutdated) this.#put(path, entry, 0);
  }

  /** We changed `path`: `entry` stands there now, or nothing. What was known below it is over. */
  changed(path: string, entry: RemoteEntry | undefined, ageMs = 0): void {
    this.#outdate(path);
    this.#put(path, entry, ageMs);
  }

  /** We wrote `path`, and `entry` is its state; a link stays one, and what it leads to has changed. */
  written(path: string, entry: RemoteEntry): void {
    const known = this.look(path)?.entry;
    // Servers whose SIZE follows links tell of a file.
    const link = [entry, known].find((one) => one?.type === 'symlink');
    if (link === undefined) this.changed(path, entry);
    else if (isSafeName(link.target ?? '')) this.forget(path);
    // It may lead anywhere.
    else this.clear();
  }

  /** A change of `path` ended nobody knows how: nothing is known there, below, and beside it. */
  forget(path: string): void {
    this.#outdate(path);
    this.#drop(parentOf(path));
  }

  clear(): void {
    for (const question of this.#asked) question.isOutdated = true;
    this.#listings.clear();
    this.#entryCount = 0;
    this.#absent.clear();
  }

  #drop(folder: string): void {
    this.#entryCount -= this.#listings.get(folder)?.entries.size ?? 0;
    this.#listings.delete(folder);
  }

  /** The oldest go first; the newest stays, however long it is. */
  #shrink(): void {
    const { listings, entries } = this.#bounds;
    for (const folder of this.#listings.keys()) {
      const isTooMuch = this.#listings.size > listings || this.#entryCount > entries;
      if (!isTooMuch || this.#listings.size === 1) return;
      this.#drop(folder);
    }
  }

  #outdate(path: string): void {
    // A new folder may stand where none was: nothing is known to be absent any more.
    this.#absent.clear();
    for (const known of [...this.#listings.keys()]) {
      if (isInside(known, path)) this.#drop(known);
    }
    for (const question of this.#asked) {
      if (question.path === parentOf(path) || isInside(question.path, path)) {
        question.isOutdated = true;
      }
    }
  }

  #put(path: string, entry: RemoteEntry | undefined, ageMs: number): void {
    const listing = this.#listings.get(parentOf(path));
    if (listing === undefined) return;
    const before = listing.entries.size;
    if (entry === undefined) listing.entries.delete(nameOf(path));
    else listing.entries.set(nameOf(path), { entry, at: this.#now() - ageMs });
    this.#entryCount += listing.entries.size - before;
  }
}
