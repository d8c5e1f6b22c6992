// Many new files go into the same folders, and on many servers only a listing proves that nothing has
// the name of one. So they are proved together: one listing of the folder, made a moment before. A server
// may hide names from its listings, above all those with a dot in front: these are looked at one by one,
// and whoever believes a listing looks at the very name once more before it is taken.
import { baseOf, folderOf } from './scan.js';
import { isRemoteError } from '../base/remote-error.js';
import { type RemoteFolder } from './remote-folder.js';

/** The word that nothing stood at a path, and when that was seen, epoch ms. */
export interface FreeName {
  entry: undefined;
  lookedAt: number;
}

interface Seen {
  /** Before it was asked for. */
  lookedAt: number;
  names: Promise<Set<string> | undefined>;
}

/** A listing that is older proves nothing any more. */
const staleMs = 2_000;
const mostFolders = 200;

/** Names that are free on the server, by listings that several files share. */
export class FreeNames {
  readonly #remote: RemoteFolder;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();
  /** New files to come, by their folders. */
  readonly #expected = new Map<string, number>();

  constructor(remote: RemoteFolder, now: () => number) {
    this.#remote = remote;
    this.#now = now;
  }

  /** This path will be asked for: a folder with one new file is not worth a listing. */
  expect(path: string): void {
    const folder = folderOf(path);
    this.#expected.set(folder, (this.#expected.get(folder) ?? 0) + 1);
  }

  /** Undefined where something stands there, or where the path has to be looked at by itself. */
  async find(path: string, signal: AbortSignal): Promise<FreeName | undefined> {
    const folder = folderOf(path);
    const key = keyOf(baseOf(path));
    if ((this.#expected.get(folder) ?? 0) < 2 || key.startsWith('.')) return undefined;
    const { lookedAt, names } = this.#look(folder, signal);
    const known = await names;
    // It may have waited long for its turn.
    const isStale = this.#now() - lookedAt >= staleMs;
    if (isStale || known === undefined || known.has(key)) return undefined;
    // Where names differ in their case only, the second one is looked at.
    known.add(key);
    return { entry: undefined, lookedAt };
  }

  #look(folder: string, signal: AbortSignal): Seen {
    const lookedAt = this.#now();
    const seen = this.#seen.get(folder);
    if (seen !== undefined && lookedAt - seen.lookedAt < staleMs) return seen;
    this.#seen.delete(folder);
    const fresh = { lookedAt, names: this.#list(folder, signal) };
    this.#seen.set(folder, fresh);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= mostFolders) break;
      this.#seen.delete(oldest);
    }
    return fresh;
  }

  async #list(folder: string, signal: AbortSignal): Promise<Set<string> | undefined> {
    try {
      const entries = await this.#remote.files.list(this.#remote.at(folder), signal);
      return new Set(entries.map(({ name }) => keyOf(name)));
    } catch (error) {
      // Each file finds out by itself what that means for it.
      if (isRemoteError(error)) return undefined;
      throw error;
    }
  }
}

/** Servers may take names for one that differ in case or in how they write accents. */
function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
