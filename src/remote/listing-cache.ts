// What is known of the remote tree, as plain state: listings by folder, each with its age. It asks
// nobody. What changed while an answer about it was on the way does not take that answer.
import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside, nameOf, parentOf } from '../base/remote-path.js';

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

const maxListings = 2_000;

export class ListingCache {
  readonly #listings = new Map<string, Listing>();
  /** Folders that are not there, with the time of that answer. */
  readonly #absent = new Map<string, number>();
  readonly #asked = new Set<{ path: string; isOutdated: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
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
    this.#absent.delete(folder);
    this.#listings.delete(folder);
    this.#listings.set(folder, {
      at,
      entries: new Map(entries.map((entry) => [entry.name, { entry, at }])),
    });
    const oldest = this.#listings.keys().next();
    if (this.#listings.size > maxListings && oldest.done !== true)
      this.#listings.delete(oldest.value);
  }

  /** Remembers that the folder of `question` does not exist. */
  storeAbsent({ path: folder, isOutdated }: Question): void {
    if (isOutdated) return;
    if (this.#absent.size > maxListings) this.#absent.clear();
    this.#listings.delete(folder);
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

  /** A change of `path` ended nobody knows how: nothing is known there, below, and beside it. */
  forget(path: string): void {
    this.#outdate(path);
    this.#listings.delete(parentOf(path));
  }

  clear(): void {
    for (const question of this.#asked) question.isOutdated = true;
    this.#listings.clear();
    this.#absent.clear();
  }

  #outdate(path: string): void {
    // A new folder may stand where none was: nothing is known to be absent any more.
    this.#absent.clear();
    for (const known of [...this.#listings.keys()]) {
      if (isInside(known, path)) this.#listings.delete(known);
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
    if (entry === undefined) listing.entries.delete(nameOf(path));
    else listing.entries.set(nameOf(path), { entry, at: this.#now() - ageMs });
  }
}
