// FTP tells of no changes, so they are looked for: in the folders that were shown lately, by their
// listings, and at the files that are open, which are asked for in one breath. Each change is told once.
import { isRemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, isInside, nameOf, parentOf } from '../base/remote-path.js';
import { type Difference, diffListings } from './diff-listings.js';
import { withoutLeftovers } from './leftovers.js';
import { type RemoteFiles } from './remote-files.js';
import { isSameState } from './same-state.js';

/** What somebody else did to a path. */
export interface TreeChange {
  path: string;
  kind: Difference['kind'];
}

/** Looks at the server itself, whatever is cached. */
export interface FreshLooks extends Pick<RemoteFiles, 'list' | 'stat'> {
  /** What was known of the path lately, however old; undefined where nothing was. */
  peek?: (path: string) => RemoteEntry | undefined;
  /** The state to judge a later write by: as exact as this server tells it. */
  statForRead?: RemoteFiles['stat'];
  /** What stands there right before a write: a look that was taken for it, or one that is taken now. */
  statForWrite?: RemoteFiles['stat'];
}

/** Who shows more than these sees the older ones change when they are shown again. */
const maxFolders = 24;
const maxFiles = 500;

/** What an editor was shown of a tree, and how it has changed since. */
export class TreeWatch {
  readonly #fresh: FreshLooks;
  readonly #folders = new Map<string, readonly RemoteEntry[]>();
  readonly #files = new Map<string, RemoteEntry>();

  constructor(fresh: FreshLooks) {
    this.#fresh = fresh;
  }

  /** The folder was shown like this. */
  showed(folder: string, entries: readonly RemoteEntry[]): void {
    keep(this.#folders, { key: folder, value: entries, most: maxFolders });
  }

  /** The file was shown like this. */
  showedFile(path: string, entry: RemoteEntry): void {
    keep(this.#files, { key: path, value: entry, most: maxFiles });
  }

  /** An open file was looked at by its editor, which acts on what it sees. */
  toldAgain(path: string, entry: RemoteEntry): void {
    if (this.#files.has(path)) this.#files.set(path, entry);
  }

  /** We changed the path ourselves: `entry` stands there now, or nothing. That is nothing to tell. */
  changed(path: string, entry: RemoteEntry | undefined): void {
    for (const shown of [this.#folders, this.#files]) {
      for (const known of shown.keys()) if (isInside(known, path)) shown.delete(known);
    }
    const folder = parentOf(path);
    const entries = this.#folders.get(folder);
    if (entries === undefined) return;
    const others = entries.filter(({ name }) => name !== nameOf(path));
    this.#folders.set(folder, entry === undefined ? others : [...others, entry]);
  }

  /** What has changed of the open files and the folders shown lately; a lost connection ends it. */
  async look(open: readonly string[], signal: AbortSignal): Promise<TreeChange[]> {
    const ofFiles = await Promise.all(open.map((path) => this.#lookAt(path, signal)));
    const changes = new Map(ofFiles.flat().map((change) => [change.path, change]));
    for (const folder of [...this.#folders.keys()]) {
      for (const change of await this.#lookInto(folder, signal)) changes.set(change.path, change);
    }
    return [...changes.values()];
  }

  async #lookAt(path: string, signal: AbortSignal): Promise<TreeChange[]> {
    const before = this.#files.get(path);
    if (before === undefined) return [];
    const now = await unlessMissing(this.#fresh.stat(path, signal));
    // Somebody may have been shown another state meanwhile.
    if (now === 'unknown' || this.#files.get(path) !== before) return [];
    if (now === undefined) this.#files.delete(path);
    else if (isSameState(before, now)) return [];
    else this.#files.set(path, now);
    return [{ path, kind: now === undefined ? 'deleted' : 'changed' }];
  }

  async #lookInto(folder: string, signal: AbortSignal): Promise<TreeChange[]> {
    const before = this.#folders.get(folder);
    if (before === undefined) return [];
    const now = await unlessMissing(this.#fresh.list(folder, signal));
    if (now === 'unknown' || this.#folders.get(folder) !== before) return [];
    if (now === undefined) {
      this.changed(folder, undefined);
      return [{ path: folder, kind: 'deleted' }];
    }
    this.#folders.set(folder, now);
    const differences = diffListings(withoutLeftovers(before), withoutLeftovers(now));
    return differences.map(({ name, kind }) => ({ path: childOf(folder, name), kind }));
  }
}

/** Undefined where it is gone; `unknown` where the server will not tell. A lost connection is thrown. */
async function unlessMissing<T>(looking: Promise<T>): Promise<T | undefined | 'unknown'> {
  try {
    return await looking;
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    if (isRemoteError(error, 'permission') || isRemoteError(error, 'failed')) return 'unknown';
    throw error;
  }
}

function keep<T>(
  shown: Map<string, T>,
  { key, value, most }: { key: string; value: T; most: number },
): void {
  shown.delete(key);
  shown.set(key, value);
  const oldest = shown.keys().next();
  if (shown.size > most && oldest.done !== true) shown.delete(oldest.value);
}
