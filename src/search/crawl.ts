// Walks a remote tree breadth first, several listings at a time. Links are never followed, so there
// are no cycles; what a server shows endlessly is ended by the depth. Nothing is left out silently:
// what is not looked into, though it is wanted, is told with its reason.
import { abortError } from '../base/abort.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';
import { childOf } from '../base/remote-path.js';
import { withoutLeftovers } from '../remote/leftovers.js';
import { type RemoteFiles } from '../remote/remote-files.js';
import { isOutOfReach, type NotSearched, type NotSearchedReason } from './not-searched.js';
import { type PathFilter } from './path-filter.js';

/** How far a crawl goes; what lies beyond is told as not searched. */
export interface CrawlLimits {
  files: number;
  folders: number;
  /** How many folders may lie between the top and a folder that is listed, that one included. */
  depth: number;
  /** After so long no further folder is listed. */
  ms: number;
  listingsAtOnce: number;
}

/** What is crawled. */
export interface CrawlRequest {
  files: RemoteFiles;
  /** The top: its path, without a slash at the end. */
  folder: string;
  filter: PathFilter;
  limits: CrawlLimits;
  now?: () => number;
}

/** A file that a crawl has found. */
export interface FoundFile {
  path: string;
  entry: RemoteEntry;
}

/** What one folder gave. */
export interface CrawlStep {
  found: FoundFile[];
  notSearched: NotSearched[];
}

/** All wanted files of a tree as they are found, folder by folder. Rejects only when aborted. */
export function crawl(
  request: CrawlRequest,
  signal: AbortSignal,
): AsyncGenerator<CrawlStep, void, void> {
  return new Crawl(request).steps(signal);
}

interface Folder {
  path: string;
  depth: number;
}

interface Listed {
  folder: Folder;
  entries: readonly RemoteEntry[] | RemoteError;
}

class Crawl {
  readonly #request: CrawlRequest;
  readonly #now: () => number;
  readonly #deadline: number;
  readonly #running = new Map<Folder, Promise<Listed>>();
  readonly #pending: Folder[];
  #files = 0;
  #folders = 0;
  /** Why no further folder is listed. */
  #ended: NotSearchedReason | undefined;

  constructor(request: CrawlRequest) {
    this.#request = request;
    this.#now = request.now ?? Date.now;
    this.#deadline = this.#now() + request.limits.ms;
    this.#pending = [{ path: request.folder, depth: 0 }];
  }

  async *steps(signal: AbortSignal): AsyncGenerator<CrawlStep, void, void> {
    this.#list(signal);
    while (this.#running.size > 0) {
      const listed = await Promise.race(this.#running.values());
      if (signal.aborted) throw abortError(signal, `Looking through ${this.#request.folder}`);
      this.#running.delete(listed.folder);
      const step = this.#take(listed);
      this.#list(signal);
      yield step;
    }
    const reason = this.#ended;
    if (reason === undefined) return;
    yield { found: [], notSearched: this.#pending.map(({ path }) => ({ path, reason })) };
  }

  #list(signal: AbortSignal): void {
    const { listingsAtOnce } = this.#request.limits;
    while (this.#running.size < listingsAtOnce && this.#pending.length > 0) {
      this.#ended ??= this.#limitReached();
      if (this.#ended !== undefined) return;
      const [folder] = this.#pending.splice(0, 1);
      if (folder !== undefined) this.#begin(folder, signal);
    }
  }

  #limitReached(): NotSearchedReason | undefined {
    if (this.#folders >= this.#request.limits.folders) return 'folder-limit';
    return this.#now() > this.#deadline ? 'time-limit' : undefined;
  }

  #begin(folder: Folder, signal: AbortSignal): void {
    this.#folders += 1;
    const listing = this.#entriesOf(folder, signal);
    // Who ends the walk early does not look at what is still under way.
    listing.catch(() => undefined);
    this.#running.set(folder, listing);
  }

  async #entriesOf(folder: Folder, signal: AbortSignal): Promise<Listed> {
    try {
      const entries = await this.#request.files.list(folder.path, signal);
      return { folder, entries: withoutLeftovers(entries) };
    } catch (error) {
      if (error instanceof RemoteError) return { folder, entries: error };
      throw error;
    }
  }

  #take({ folder, entries }: Listed): CrawlStep {
    const step: CrawlStep = { found: [], notSearched: [] };
    if (entries instanceof RemoteError) step.notSearched.push(this.#failed(folder, entries));
    else for (const entry of byName(entries)) this.#sort(folder, entry, step);
    return step;
  }

  #failed({ path }: Folder, error: RemoteError): NotSearched {
    if (!isOutOfReach(error)) return { path, reason: 'listing-failed', error };
    this.#ended = 'connection-lost';
    return { path, reason: 'connection-lost', error };
  }

  #sort(folder: Folder, entry: RemoteEntry, step: CrawlStep): void {
    const path = childOf(folder.path, entry.name);
    const { filter } = this.#request;
    const relative = this.#relative(path);
    if (entry.type === 'directory') {
      if (filter.entersFolder(relative)) this.#enter({ path, depth: folder.depth + 1 }, step);
    } else if (filter.wantsFile(relative)) {
      if (entry.type === 'symlink') step.notSearched.push({ path, reason: 'link' });
      else this.#keep(folder, { path, entry }, step);
    }
  }

  #enter(folder: Folder, step: CrawlStep): void {
    if (folder.depth <= this.#request.limits.depth) this.#pending.push(folder);
    else step.notSearched.push({ path: folder.path, reason: 'too-deep' });
  }

  #keep(folder: Folder, found: FoundFile, step: CrawlStep): void {
    if (this.#files < this.#request.limits.files) {
      this.#files += 1;
      step.found.push(found);
      return;
    }
    this.#ended = 'file-limit';
    // Once for the folder, however many files of it are left out.
    const isTold = step.notSearched.some(({ reason }) => reason === 'file-limit');
    if (!isTold) step.notSearched.push({ path: folder.path, reason: 'file-limit' });
  }

  #relative(path: string): string {
    const { folder } = this.#request;
    return path.slice(folder === '/' ? 1 : folder.length + 1);
  }
}

function byName(entries: readonly RemoteEntry[]): RemoteEntry[] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
