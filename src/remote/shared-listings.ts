// Servers without MLST tell by a listing alone whether a name is a link, and its mode. Many files that are
// replaced one after another in one folder share such a listing for a moment.
import { type RemoteEntry } from '../base/remote-entry.js';
import { nameOf, parentOf } from '../base/remote-path.js';

type Listing = Promise<RemoteEntry[]>;

/** A listing that is older may not be what stands there now. */
const momentMs = 2_000;
const mostFolders = 100;

/** The listings of a moment ago. */
export class SharedListings {
  readonly #made = new Map<string, { madeAt: number; listing: Listing }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The entry at `path`, by a listing of its folder, which `list` makes where there is none of late. */
  async find(path: string, list: () => Listing): Promise<RemoteEntry | undefined> {
    const shared = this.#recall(parentOf(path));
    // Whoever made it may have lost the session, and a file may have come since.
    const found = shared && entryAt(path, await shared.catch(() => []));
    return found ?? entryAt(path, await this.#make(parentOf(path), list));
  }

  /** After changes of ours that are more than new content. */
  forget(): void {
    this.#made.clear();
  }

  #recall(folder: string): Listing | undefined {
    const made = this.#made.get(folder);
    return made !== undefined && this.#now() - made.madeAt < momentMs ? made.listing : undefined;
  }

  #make(folder: string, list: () => Listing): Listing {
    if (this.#made.size >= mostFolders) this.#made.clear();
    const listing = list();
    this.#made.set(folder, { madeAt: this.#now(), listing });
    return listing;
  }
}

function entryAt(path: string, entries: readonly RemoteEntry[]): RemoteEntry | undefined {
  return entries.find(({ name }) => name === nameOf(path));
}
