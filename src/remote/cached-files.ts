// VS Code asks far more than there is to know: some 70 calls to open a folder, most of them for
// names that do not exist. One listing answers for all children of a folder, present or absent.
// Files are looked at again before they matter: when read after a while, and when saved.
import { abortable, never } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { nameOf, normalizePath, parentOf } from '../base/remote-path.js';
import { ListingCache, type Question } from './listing-cache.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
} from './remote-files.js';
import { withFinerTime } from './same-state.js';
import { type FreshLooks } from './tree-watch.js';

export interface CacheAges {
  /** How old a listing may be to be shown. */
  listingMs: number;
  /** How old it may be to tell that a name is there, or not. */
  nameMs: number;
  /** How old the size and time of a file may be. */
  fileMs: number;
  /** The same for a file that was read or written here: it may be open in an editor. */
  openFileMs: number;
}

const defaultAges: CacheAges = {
  listingMs: 10_000,
  nameMs: 60_000,
  fileMs: 5_000,
  openFileMs: 1_500,
};
/** A look is right before a write where an editor takes no longer than this from one to the other. */
const momentMs = 500;
const maxOpened = 1_000;

/** What the server is being asked, by path. */
type Asked<T> = Map<string, { question: Question; answer: Promise<T> }>;

export class CachedFiles implements RemoteFiles {
  /** The same tree, looked at now; what comes of it serves the cache too. */
  readonly fresh: FreshLooks = {
    list: (path, signal) => this.#fetch(normalizePath(path), signal),
    stat: (path, signal) => this.#lookNow(normalizePath(path), signal),
    statForRead: (path, signal) => this.#statExactly(normalizePath(path), signal),
    statForWrite: (path, signal) => this.#lookForWrite(normalizePath(path), signal),
  };
  readonly #files: RemoteFiles;
  readonly #askAges: () => Partial<CacheAges>;
  readonly #cache: ListingCache;
  readonly #listing: Asked<readonly RemoteEntry[]> = new Map();
  readonly #looking: Asked<RemoteEntry> = new Map();
  readonly #opened = new Set<string>();
  /** The looks that no cache answered, for the writes that follow at once. */
  readonly #looked = new Map<string, { entry: RemoteEntry | undefined; at: number }>();
  readonly #now: () => number;
  /** No look tells seconds on this server, however it is asked. */
  #isCoarse = false;

  /** `ages` is asked each time, since settings change. */
  constructor(
    files: RemoteFiles,
    ages: () => Partial<CacheAges> = () => defaultAges,
    now = Date.now,
  ) {
    this.#files = files;
    this.#askAges = ages;
    this.#now = now;
    this.#cache = new ListingCache(now);
  }

  get #ages(): CacheAges {
    return { ...defaultAges, ...this.#askAges() };
  }

  async list(asked: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    const path = normalizePath(asked);
    return this.#cache.listing(path, this.#ages.listingMs) ?? this.#fetch(path, signal);
  }

  async stat(asked: string, signal: AbortSignal): Promise<RemoteEntry> {
    const path = normalizePath(asked);
    if (path === '/') return this.#statRoot(signal);
    const known = this.#cache.look(path) ?? (await this.#lookInParent(path, signal));
    if (known === undefined) return this.#look(path, signal);
    if (known.ageMs > this.#maxAge(path, known.entry)) return this.#look(path, signal);
    if (known.entry === undefined) throw absentError(path);
    return known.entry;
  }

  async read(asked: string, signal: AbortSignal): Promise<Uint8Array> {
    const path = normalizePath(asked);
    // First the state, then the content: where it changes in between, the next save will notice.
    const before = await this.#statExactly(path, signal);
    this.#open(path);
    const content = await this.#files.read(path, signal);
    if (before.type !== 'file' || before.size === content.length) return content;
    const after = await this.#look(path, signal);
    if (after.type === 'file' && after.size !== undefined && after.size !== content.length) {
      const counted = `${String(content.length)} of ${String(after.size)} bytes`;
      throw new RemoteError(
        'failed',
        `Only ${counted} of ${path} came, or it is just being changed`,
      );
    }
    return content;
  }

  stream(read: RemoteRead, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#files.stream({ ...read, path: normalizePath(read.path) }, signal);
  }

  async write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    const path = normalizePath(write.path);
    const known = this.#cache.look(path);
    const look = this.#lookJustTaken(path);
    try {
      const entry = await this.#files.write(
        {
          ...write,
          path,
          known: known?.entry,
          ...(look && { current: look }),
        },
        signal,
      );
      this.#open(path);
      this.#cache.changed(path, entry);
      return entry;
    } catch (error) {
      this.#cache.forget(path);
      throw error;
    }
  }

  async remove(asked: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    const path = normalizePath(asked);
    await this.#change([path], () => this.#files.remove(path, options, signal));
    this.#cache.changed(path, undefined);
  }

  async rename(asked: RemoteMove, signal: AbortSignal): Promise<void> {
    const move = { ...asked, from: normalizePath(asked.from), to: normalizePath(asked.to) };
    await this.#change([move.from, move.to], () => this.#files.rename(move, signal));
    const known = this.#cache.look(move.from);
    this.#cache.changed(move.from, undefined);
    if (known?.entry === undefined) this.#cache.forget(move.to);
    else this.#cache.changed(move.to, { ...known.entry, name: nameOf(move.to) }, known.ageMs);
  }

  async mkdir(asked: string, signal: AbortSignal): Promise<void> {
    const path = normalizePath(asked);
    await this.#change([path], () => this.#files.mkdir(path, signal));
    this.#cache.changed(path, { name: nameOf(path), type: 'directory' });
  }

  async copy(asked: RemoteMove, signal: AbortSignal): Promise<void> {
    const copy = { ...asked, from: normalizePath(asked.from), to: normalizePath(asked.to) };
    await this.#touch(copy.to, () => this.#files.copy(copy, signal));
  }

  async chmod(asked: string, mode: number, signal: AbortSignal): Promise<void> {
    const path = normalizePath(asked);
    await this.#touch(path, () => this.#files.chmod(path, mode, signal));
  }

  async setModified(asked: string, epochMs: number, signal: AbortSignal): Promise<void> {
    const path = normalizePath(asked);
    await this.#touch(path, () => this.#files.setModified(path, epochMs, signal));
  }

  /** Forgets what is known of a path, so that it is looked at again. */
  forget(path: string): void {
    this.#cache.forget(normalizePath(path));
  }

  /** Forgets everything, so that the next look is at the server. */
  refresh(): void {
    this.#cache.clear();
  }

  async #change(paths: string[], change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      for (const path of paths) this.#cache.forget(path);
      throw error;
    }
  }

  /** What is read is judged against later: a time without seconds would hide a change. */
  async #statExactly(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const entry = await this.stat(path, signal);
    const isExact = entry.type !== 'file' || entry.modifiedExact === true;
    if (isExact || this.#isCoarse) return entry;
    const again = await this.#look(path, signal);
    this.#isCoarse = again.modifiedExact !== true;
    return again;
  }

  /** The state as it is now. */
  async #lookNow(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    try {
      const entry = await this.#look(path, signal);
      this.#noteLook(path, entry);
      return entry;
    } catch (error) {
      if (isRemoteError(error, 'not-found')) this.#noteLook(path, undefined);
      throw error;
    }
  }

  #noteLook(path: string, entry: RemoteEntry | undefined): void {
    if (this.#looked.size > maxOpened) this.#looked.clear();
    this.#looked.set(path, { entry, at: this.#now() });
  }

  /** The look that was taken for this write already, or one that is taken now. */
  async #lookForWrite(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const look = this.#looked.get(path);
    if (look === undefined || this.#now() - look.at > momentMs) return this.#lookNow(path, signal);
    if (look.entry === undefined) throw absentError(path);
    return look.entry;
  }

  /** A look serves one write, and only right before it: what came later would be replaced unasked. */
  #lookJustTaken(path: string): RemoteWrite['current'] {
    const look = this.#looked.get(path);
    this.#looked.delete(path);
    const isFresh = look !== undefined && this.#now() - look.at <= momentMs;
    return isFresh ? { entry: look.entry, lookedAt: look.at } : undefined;
  }

  /** A change after which `path` has to be looked at again, however it ends. */
  async #touch(path: string, change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } finally {
      this.#cache.forget(path);
    }
  }

  async #statRoot(signal: AbortSignal): Promise<RemoteEntry> {
    if (this.#cache.listing('/', this.#ages.nameMs) === undefined) await this.#fetch('/', signal);
    return { name: '/', type: 'directory' };
  }

  #maxAge(path: string, entry: RemoteEntry | undefined): number {
    if (entry?.type !== 'file') return this.#ages.nameMs;
    return this.#opened.has(path) ? this.#ages.openFileMs : this.#ages.fileMs;
  }

  /** What the listing of the parent tells; undefined where the parent cannot be listed. */
  async #lookInParent(
    path: string,
    signal: AbortSignal,
  ): Promise<ReturnType<ListingCache['look']>> {
    const folder = parentOf(path);
    try {
      if (!(await this.#mayExist(folder, signal))) return { entry: undefined, ageMs: 0 };
      await this.#fetch(folder, signal);
    } catch (error) {
      if (isRemoteError(error, 'not-found') || isRemoteError(error, 'not-a-directory')) {
        return { entry: undefined, ageMs: 0 };
      }
      // A folder may be closed to listing while its files can be had.
      if (isRemoteError(error, 'permission') || isRemoteError(error, 'failed')) return undefined;
      throw error;
    }
    return this.#cache.look(path);
  }

  /** Asks what is above first: `/.config/nvim/init.lua` needs no listing where `/` has no `.config`. */
  async #mayExist(folder: string, signal: AbortSignal): Promise<boolean> {
    if (folder === '/') return true;
    // The root is shown anyway, and rules out most of what VS Code looks for.
    await this.#know('/', signal);
    const above = parentOf(folder);
    if (this.#isRuledOut(above)) return false;
    await this.#know(above, signal);
    return !this.#isRuledOut(folder);
  }

  /** Whether a known listing shows that `folder`, or what should hold it, is not there. */
  #isRuledOut(folder: string): boolean {
    if (folder === '/') return false;
    const known = this.#cache.look(folder);
    const isFresh = known !== undefined && known.ageMs <= this.#ages.nameMs;
    const isAbsent = isFresh && (known.entry === undefined || known.entry.type === 'file');
    return isAbsent || this.#isRuledOut(parentOf(folder));
  }

  async #know(folder: string, signal: AbortSignal): Promise<void> {
    const isKnown = this.#cache.listing(folder, this.#ages.nameMs) !== undefined;
    if (!isKnown) await this.#canList(folder, signal);
  }

  async #canList(folder: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#fetch(folder, signal);
      return true;
    } catch (error) {
      if (isRemoteError(error, 'permission') || isRemoteError(error, 'failed')) return false;
      throw error;
    }
  }

  /** One listing for all that ask for it at the same time. */
  #fetch(folder: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    const running = this.#shared(this.#listing, folder, async (question) => {
      try {
        const entries = await this.#files.list(folder, never);
        this.#cache.store(question, entries);
        return entries;
      } catch (error) {
        if (isRemoteError(error, 'not-found')) this.#cache.storeAbsent(question);
        throw error;
      }
    });
    return abortable(running, signal, `Listing ${folder}`);
  }

  /** A look at one path alone, shared by all that ask at the same time. */
  #look(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const running = this.#shared(this.#looking, path, async (question) => {
      try {
        const entry = await this.#files.stat(path, never);
        const served = asServed(entry, this.#cache.look(path)?.entry);
        this.#cache.note(question, served);
        return served;
      } catch (error) {
        if (isRemoteError(error, 'not-found')) this.#cache.note(question, undefined);
        throw error;
      }
    });
    return abortable(running, signal, `Looking at ${path}`);
  }

  /** Joins who asks the same already, unless something changed there since that was asked. */
  #shared<T>(asked: Asked<T>, path: string, ask: (question: Question) => Promise<T>): Promise<T> {
    const running = asked.get(path);
    if (running !== undefined && !running.question.isOutdated) return running.answer;
    const question = this.#cache.ask(path);
    const answer = ask(question).finally(() => {
      this.#cache.over(question);
      if (asked.get(path)?.question === question) asked.delete(path);
    });
    asked.set(path, { question, answer });
    return answer;
  }

  #open(path: string): void {
    if (this.#opened.size > maxOpened) this.#opened.clear();
    this.#opened.add(path);
  }
}

/** A later look, without what it does not tell and the listing did. */
function asServed(fresh: RemoteEntry, served: RemoteEntry | undefined): RemoteEntry {
  if (served === undefined) return fresh;
  // SIZE and MDTM follow links, and tell neither mode nor owner.
  const isBare = fresh.mode === undefined && fresh.perm === undefined;
  if (isBare && served.type === 'symlink') return served;
  return withFinerTime(isBare ? { ...served, ...fresh } : fresh, served);
}

function absentError(path: string): RemoteError {
  return new RemoteError('not-found', `There is no ${path}: its folder does not list it`);
}
