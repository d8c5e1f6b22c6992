// Editors want to see through links, servers show them as they stand. What a link points to is looked
// up in the listing of the folder its target lies in, which is cached and often the same folder. Where
// the target is not told, or leads out of the shown tree, the link itself is tried as a folder: a
// server follows it then. All else passes for a file, which is what most links are; its size and time
// are asked for where it is looked at alone.
import { childOf, isInside, isSafeName, normalizePath, parentOf } from '../base/remote-path.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
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

/** What an editor sees at a path, and the path that its content is read from and written to. */
export interface Followed {
  seen: SeenEntry;
  /**
   * The file that the link leads to, where that is sure to be this one: beside the link. Else the path
   * itself: a folder may be reached by a link too, and then `..` leads elsewhere than it says.
   */
  at: string;
}

/** What is asked on the way. */
export type LinkLooks = Pick<RemoteFiles, 'list' | 'stat'>;

/** What helps to follow a link. */
export interface FollowOptions {
  /** The place of the shown tree on its server, for absolute targets; undefined while not known. */
  basePath?: () => string | undefined;
  /** The state of what the link at `path` leads to, as a file; undefined where the server tells none. */
  statThrough?: (path: string, signal: AbortSignal) => Promise<RemoteEntry | undefined>;
}

const maxHops = 8;
/** A listing may be full of links to elsewhere; those beyond this many are not followed. */
const maxFollowedPerFolder = 16;
const maxRemembered = 1000;

/** Sees through the links of one tree. */
export class LinkFollower {
  readonly #files: LinkLooks;
  /** Links that proved to be no folder, with how they looked then. */
  readonly #noFolders: Map<string, string>;
  readonly #options: FollowOptions;

  constructor(
    files: LinkLooks,
    options: FollowOptions = {},
    noFolders: Map<string, string> = new Map<string, string>(),
  ) {
    this.#files = files;
    this.#options = options;
    this.#noFolders = noFolders;
  }

  /** The same links, followed by other looks. */
  by(looks: LinkLooks): LinkFollower {
    return new LinkFollower(looks, this.#options, this.#noFolders);
  }

  /** `entry` at `path`, followed where it is a link. */
  async see(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<SeenEntry> {
    return (await this.follow(path, entry, signal)).seen;
  }

  /** The same, with the place of the content. */
  async follow(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<Followed> {
    if (entry.type !== 'symlink') return { seen: { ...entry, isLink: false }, at: path };
    const end = await this.#follow({ path, entry, hops: maxHops, isBeside: true }, signal);
    const state = end.entry.type === 'unknown' && (await this.#options.statThrough?.(path, signal));
    const seen = { ...end.entry, ...state, name: entry.name, isLink: true };
    return { seen, at: seen.type === 'file' ? (end.at ?? path) : path };
  }

  async #seeThrough(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<SeenEntry> {
    if (entry.type !== 'symlink') return { ...entry, isLink: false };
    const link = { path, entry, hops: maxHops, isBeside: true };
    const { entry: target } = await this.#follow(link, signal);
    return { ...target, name: entry.name, isLink: true };
  }

  /** The entries of `folder`; links to elsewhere are followed up to a number that stays cheap. */
  async seeAll(
    folder: string,
    entries: readonly RemoteEntry[],
    signal: AbortSignal,
  ): Promise<SeenEntry[]> {
    const elsewhere = entries.filter((entry) => this.#leadsElsewhere(folder, entry));
    const tooMany = new Set(elsewhere.slice(maxFollowedPerFolder));
    return Promise.all(
      entries.map(async (entry) =>
        tooMany.has(entry)
          ? { ...untold(entry), isLink: true }
          : this.#seeInFolder(childOf(folder, entry.name), entry, signal),
      ),
    );
  }

  /** One dead mount must not hide the folder that a link to it lies in. */
  async #seeInFolder(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<SeenEntry> {
    try {
      return await this.#seeThrough(path, entry, signal);
    } catch (error) {
      if (!isRemoteError(error, 'timeout') || signal.aborted) throw error;
      return { ...untold(entry), isLink: true };
    }
  }

  async #follow(link: Link, signal: AbortSignal): Promise<End> {
    const path = this.#targetOf(link.path, link.entry);
    if (path === undefined) return { entry: await this.#tryAsFolder(link, signal) };
    const isBeside = link.isBeside && isSafeName(link.entry.target ?? '');
    try {
      const entry = await this.#files.stat(path, signal);
      if (entry.type !== 'symlink') return { entry, ...(isBeside && { at: path }) };
      if (link.hops === 0) return { entry: link.entry };
      return await this.#follow({ path, entry, hops: link.hops - 1, isBeside }, signal);
    } catch (error) {
      if (tellsOfTarget(error, 'not-found')) return { entry: link.entry };
      if (tellsOfTarget(error)) return { entry: untold(link.entry) };
      throw error;
    }
  }

  /** Where a link at `path` points inside the shown tree; undefined where that cannot be known. */
  #targetOf(path: string, { target }: RemoteEntry): string | undefined {
    if (target === undefined || target === '') return undefined;
    try {
      if (!target.startsWith('/')) return normalizePath(childOf(parentOf(path), target));
      // The shown tree may start below the server's root.
      return belowBase(normalizePath(target), this.#options.basePath?.());
    } catch (error) {
      if (error instanceof RemoteError) return undefined;
      throw error;
    }
  }

  #leadsElsewhere(folder: string, entry: RemoteEntry): boolean {
    if (entry.type !== 'symlink') return false;
    const target = this.#targetOf(childOf(folder, entry.name), entry);
    return target === undefined || parentOf(target) !== folder;
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
  /** It stands in the folder that the first one stands in. */
  isBeside: boolean;
}

interface End {
  entry: RemoteEntry;
  /** Its path, where that is sure. */
  at?: string;
}

/** The link's own size, time and rights say nothing about what it points to. */
function untold(link: RemoteEntry): RemoteEntry {
  return { name: link.name, type: 'unknown' };
}

/** An absolute path as the tree names it that is shown from `base` on; undefined outside of it. */
function belowBase(path: string, base: string | undefined): string | undefined {
  if (base === undefined || !isInside(path, base)) return undefined;
  return base === '/' ? path : path.slice(base.length) || '/';
}

/** Whether a failure says something about the place asked for, and not about the connection. */
function tellsOfTarget(error: unknown, only?: 'not-found'): boolean {
  if (!(error instanceof RemoteError)) return false;
  if (only !== undefined) return error.kind === only;
  return ['not-found', 'not-a-directory', 'permission', 'unsafe', 'failed'].includes(error.kind);
}
