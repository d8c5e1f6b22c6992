// Editors want to see through links, servers show them as they stand. What a link points to is looked
// up in the listing of the folder its target lies in, which is cached and often the same folder. Where
// the target is not told, or leads out of the shown tree, the link itself is tried as a folder: a
// server follows it then. All else passes for a file, which is what most links are.
import { normalizePath, childOf, parentOf } from '../base/remote-path.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';
import { type RemoteFiles } from './remote-files.js';

/** An entry as an editor wants it: size, time and type are those of what a link points to. */
export interface SeenEntry extends RemoteEntry {
  /** A link whose `type` is still `symlink` points nowhere; where `unknown`, it may be a file. */
  isLink: boolean;
}

/**
 * Whether a file is known not to be writable: only where the server tells what this user may do
 * (RFC 3659, 7.5.5, `w` to overwrite); mode bits do not tell which class of user we are.
 */
export function isReadonly({ type, perm }: RemoteEntry): boolean {
  return type === 'file' && perm !== undefined && !perm.includes('w');
}

const maxHops = 8;
/** A listing may be full of links to elsewhere; those beyond this many are not followed. */
const maxFollowedPerFolder = 16;
const maxRemembered = 1000;

/** Sees through the links of one tree. */
export class LinkFollower {
  readonly #files: RemoteFiles;
  /** Links that proved to be no folder, with how they looked then. */
  readonly #noFolders = new Map<string, string>();

  constructor(files: RemoteFiles) {
    this.#files = files;
  }

  /** `entry` at `path`, followed where it is a link. */
  async see(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<SeenEntry> {
    if (entry.type !== 'symlink') return { ...entry, isLink: false };
    const target = await this.#follow({ path, entry, hops: maxHops }, signal);
    return { ...target, name: entry.name, isLink: true };
  }

  /** The entries of `folder`; links to elsewhere are followed up to a number that stays cheap. */
  async seeAll(
    folder: string,
    entries: readonly RemoteEntry[],
    signal: AbortSignal,
  ): Promise<SeenEntry[]> {
    const elsewhere = entries.filter((entry) => leadsElsewhere(folder, entry));
    const tooMany = new Set(elsewhere.slice(maxFollowedPerFolder));
    return Promise.all(
      entries.map(async (entry) =>
        tooMany.has(entry)
          ? { ...untold(entry), isLink: true }
          : this.see(childOf(folder, entry.name), entry, signal),
      ),
    );
  }

  async #follow(link: Link, signal: AbortSignal): Promise<RemoteEntry> {
    const path = targetOf(link.path, link.entry);
    if (path === undefined) return this.#tryAsFolder(link, signal);
    try {
      const entry = await this.#files.stat(path, signal);
      if (entry.type !== 'symlink') return entry;
      if (link.hops === 0) return link.entry;
      return await this.#follow({ path, entry, hops: link.hops - 1 }, signal);
    } catch (error) {
      if (tellsOfTarget(error, 'not-found')) return link.entry;
      if (tellsOfTarget(error)) return untold(link.entry);
      throw error;
    }
  }

  async #tryAsFolder({ path, entry }: Link, signal: AbortSignal): Promise<RemoteEntry> {
    const looks = JSON.stringify(entry);
    if (this.#noFolders.get(path) === looks) return untold(entry);
    try {
      await this.#files.list(path, signal);
      return { ...untold(entry), type: 'directory' };
    } catch (error) {
      if (!tellsOfTarget(error)) throw error;
      if (this.#noFolders.size >= maxRemembered) this.#noFolders.clear();
      this.#noFolders.set(path, looks);
      return untold(entry);
    }
  }
}

interface Link {
  path: string;
  entry: RemoteEntry;
  hops: number;
}

/** The link's own size, time and rights say nothing about what it points to. */
function untold(link: RemoteEntry): RemoteEntry {
  return { name: link.name, type: 'unknown' };
}

/** Where a link at `path` points inside the shown tree; undefined where that cannot be known. */
function targetOf(path: string, { target }: RemoteEntry): string | undefined {
  // The shown tree may start below the server's root, so an absolute target has no place in it.
  if (target === undefined || target === '' || target.startsWith('/')) return undefined;
  try {
    return normalizePath(childOf(parentOf(path), target));
  } catch (error) {
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}

function leadsElsewhere(folder: string, entry: RemoteEntry): boolean {
  if (entry.type !== 'symlink') return false;
  const target = targetOf(childOf(folder, entry.name), entry);
  return target === undefined || parentOf(target) !== folder;
}

/** Whether a failure says something about the place asked for, and not about the connection. */
function tellsOfTarget(error: unknown, only?: 'not-found'): boolean {
  if (!(error instanceof RemoteError)) return false;
  if (only !== undefined) return error.kind === only;
  return ['not-found', 'not-a-directory', 'permission', 'unsafe', 'failed'].includes(error.kind);
}
