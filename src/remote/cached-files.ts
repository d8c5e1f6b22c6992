// VS Code asks far more than there is to know: some 70 calls to open a folder, most of them for
// names that do not exist. One listing answers for all children of a folder, present or absent.
// Files are looked at again before they matter: when read after a while, and when saved.
import { abortable, never } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { nameOf, normalizePath, parentOf } from '../base/remote-path.js';
import { Asking } from './asking.js';
import { ListingCache, type Question } from './listing-cache.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';
import { refuseShort } from './refuse-short.js';
import { withFinerTime } from './same-state.js';
import { type FreshLooks } from './tree-watch.js';
import { WriteLooks } from './write-looks.js';

/** How old an answer may be, in milliseconds. */
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
const maxOpened = 1_000;

/** A remote tree that answers from its listings while they are young; what it writes it knows. */
export class CachedFiles implements RemoteFiles {
  /** The same tree, looked at now; what comes of it serves the cache too. */
  readonly fresh: FreshLooks = {
    list: (path, signal) => this.#fetch(normalizePath(path), signal),
    peek: (path) => this.#cache.look(normalizePath(path))?.entry,
    stat: (path, signal) => this.#lookNow(normalizePath(path), signal),
    statForRead: (path, signal) => this.#statExactly(normalizePath(path), signal),
    statForWrite: (path, signal) => this.#lookForWrite(normalizePath(path), signal),
  };
  readonly #files: RemoteFiles;
  readonly #askAges: () => Partial<CacheAges>;
  readonly #cache: ListingCache;
  readonly #listing: Asking<readonly RemoteEntry[]>;
  readonly #looking: Asking<RemoteEntry>;
  readonly #opened = new Set<string>();
  /** Files that are read together with their states. */
  readonly #reading: Asking<RemoteEntry>;
  readonly #looked: WriteLooks;
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
    this.#looked = new WriteLooks(now);
    this.#cache = new ListingCache(now);
    this.#listing = new Asking(this.#cache);
    this.#looking = new Asking(this.#cache);
    this.#reading = new Asking(this.#cache);
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
    return (await this.readWithState(asked, signal)).content;
  }

  async readWithState(asked: string, signal: AbortSignal): Promise<StatedContent> {
    const path = normalizePath(asked);
    // First the state, then the content: where it changes in between, the next save will notice.
    const read = await (this.#isStale(path)
      ? this.#readAndLook(path, signal)
      : this.#lookAndRead(path, signal));
    const { entry, content } = read;
    if (entry.type !== 'file' || entry.size === content.length) return read;
    const after = await this.#lookAlone(path, signal);
    refuseShort(path, { before: entry, after, bytes: content.length });
    return read;
  }

  stream(read: RemoteRead, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#files.stream({ ...read, path: normalizePath(read.path) }, signal);
  }

  async write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    const path = normalizePath(write.path);
    const known = this.#cache.look(path);
    const look = this.#looked.take(path);
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
      this.#cache.written(path, entry);
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
      const entry = await this.#lookAlone(path, signal);
      this.#looked.note(path, entry);
      return entry;
    } catch (error) {
      if (isRemoteError(error, 'not-found')) this.#looked.note(path, undefined);
      throw error;
    }
  }

  /** The look that was taken for this write already, or one that is taken now. */
  async #lookForWrite(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const look = this.#looked.recall(path);
    if (look === undefined) return this.#lookNow(path, signal);
    if (look.entry === undefined) throw absentError(path);
    return look.entry;
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
    const running = this.#listing.ask(folder, async (question) => {
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

  /** What is known of the file is too old, or too coarse, to be what a save is judged by. */
  #isStale(path: string): boolean {
    const known = this.#cache.look(path);
    // Of what may be a link its listing tells more than a look at it.
    if (known?.entry?.type !== 'file') return false;
    if (this.#looking.underWay(path) !== undefined) return false;
    const isCoarse = known.entry.modifiedExact !== true && !this.#isCoarse;
    return isCoarse || known.ageMs > this.#maxAge(path, known.entry);
  }

  async #lookAndRead(path: string, signal: AbortSignal): Promise<StatedContent> {
    const entry = await this.#statExactly(path, signal);
    if (entry.type === 'directory') throw new RemoteError('is-a-directory', `${path} is a folder`);
    this.#open(path);
    return { entry, content: await this.#files.read(path, signal) };
  }

  /** In one breath; who asks for the state meanwhile gets it too. */
  async #readAndLook(path: string, signal: AbortSignal): Promise<StatedContent> {
    const reading = this.#files.readWithState(path, signal);
    const looking = this.#reading.begin(path, (question) =>
      this.#noted(
        question,
        reading.then(({ entry }) => entry),
      ),
    );
    looking.catch(() => undefined);
    this.#open(path);
    const { content } = await reading;
    const entry = await looking;
    this.#isCoarse = entry.modifiedExact !== true;
    return { entry, content };
  }

  #look(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const reading = this.#reading.underWay(path);
    if (reading === undefined) return this.#lookAlone(path, signal);
    // Why a file cannot be read says nothing of its state.
    const looked = reading.catch(() => this.#lookAlone(path, signal));
    return abortable(looked, signal, `Looking at ${path}`);
  }

  /** A look at one path alone, shared by all that ask at the same time. */
  #lookAlone(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const running = this.#looking.ask(path, (question) =>
      this.#noted(question, this.#files.stat(path, never)),
    );
    return abortable(running, signal, `Looking at ${path}`);
  }

  /** What the server answers, remembered. */
  async #noted(question: Question, looking: Promise<RemoteEntry>): Promise<RemoteEntry> {
    try {
      const served = asServed(await looking, this.#cache.look(question.path)?.entry);
      this.#cache.note(question, served);
      return served;
    } catch (error) {
      if (isRemoteError(error, 'not-found')) this.#cache.note(question, undefined);
      throw error;
    }
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
