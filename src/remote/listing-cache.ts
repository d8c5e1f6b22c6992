// What is known of the remote tree, as plain state: listings by folder, each with its age. It asks
// nobody. A folder that changed while its listing was on the way does not take that listing.
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

const maxListings = 2_000;

export class ListingCache {
  readonly #listings = new Map<string, Listing>();
  /** Folders that are not there, with the time of that answer. */
  readonly #absent = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  readonly #now: () => number;
  #clock = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A mark for `store`: what is changed after it was taken outdates a listing asked for before. */
  mark(): number {
    return this.#clock;
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

  /** Keeps a listing that was asked for at `mark`. */
  store(folder: string, entries: readonly RemoteEntry[], mark: number): void {
    if ((this.#changes.get(folder) ?? 0) > mark) return;
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

  /** Remembers that `folder` does not exist. */
  storeAbsent(folder: string, mark: number): void {
    if ((this.#changes.get(folder) ?? 0) > mark) return;
    if (this.#absent.size > maxListings) this.#absent.clear();
    this.#listings.delete(folder);
    this.#absent.set(folder, this.#now());
  }

  /** A look at one path told this: undefined where nothing is there. */
  note(path: string, entry: RemoteEntry | undefined): void {
    const listing = this.#listings.get(parentOf(path));
    if (listing === undefined) return;
    if (entry === undefined) listing.entries.delete(nameOf(path));
    else listing.entries.set(nameOf(path), { entry, at: this.#now() });
  }

  /** We changed `path`: `entry` stands there now, or nothing. What was known below it is over. */
  changed(path: string, entry: RemoteEntry | undefined): void {
    this.#clock += 1;
    const folder = parentOf(path);
    this.#changes.set(folder, this.#clock);
    this.#changes.set(path, this.#clock);
    // A new folder may stand where none was: nothing is known to be absent any more.
    this.#absent.clear();
    for (const known of [...this.#listings.keys()]) {
      if (isInside(known, path)) this.#listings.delete(known);
    }
    this.note(path, entry);
  }

  /** The state of `folder`'s content is not known any more. */
  forget(folder: string): void {
    this.#clock += 1;
    this.#changes.set(folder, this.#clock);
    this.#listings.delete(folder);
    this.#absent.clear();
  }

  clear(): void {
    this.#clock += 1;
    for (const folder of this.#listings.keys()) this.#changes.set(folder, this.#clock);
    this.#listings.clear();
    this.#absent.clear();
  }
}
