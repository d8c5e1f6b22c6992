import { type RemoteEntry } from '../base/remote-entry.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { nameOf, normalizePath } from '../base/remote-path.js';
import {
  type Followed,
  type FollowOptions,
  LinkFollower,
  type LinkLooks,
  type SeenEntry,
} from './follow-links.js';
import { withoutLeftovers } from './leftovers.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';
import { refuseUnexpected } from './replace-file.js';
import { type ServedStates } from './served-states.js';
import { type ServedTimes } from './served-times.js';
import { LeftoverSweeper, type Precious } from './sweep-leftovers.js';
import { newTreeMemory, type TreeMemory } from './tree-memory.js';
import { type FreshLooks, type TreeChange, TreeWatch } from './tree-watch.js';

/** A file that changed on the server behind the editor's back. */
export interface Conflict {
  path: string;
  /** What the server has now; undefined: nothing. */
  theirs: RemoteEntry | undefined;
}

/** Asks the user whether to overwrite what is there now. */
export type ConfirmOverwrite = (conflict: Conflict) => Promise<boolean>;

/** Who is asked and told. */
export interface TreeOptions extends FollowOptions {
  confirmOverwrite: ConfirmOverwrite;
  /** Told of what a cut save has left behind and nobody but the user can judge. */
  onPrecious?: (found: Precious) => void;
  /** Told that somebody saves, and waits for it. */
  beforeWrite?: () => void;
  /** Looks that no cache answers. Default: the files themselves. */
  fresh?: FreshLooks;
  /** What editors were told here before. Default: nothing. */
  memory?: TreeMemory;
  /** Whose files they are, and on which server: other trees may show the same. */
  account?: string;
}

/** A read for an editor. */
export interface TreeRead extends Pick<RemoteRead, 'path' | 'onProgress'> {
  /** Whether an editor holds changes to the file: it will not show what is read now. */
  isEdited?: (content: Uint8Array) => boolean;
  /** Told where the content is another one than what was read here before. */
  onNews?: () => void;
}

/** A save of an editor. */
export interface TreeWrite extends Omit<RemoteWrite, 'expected'> {
  overwrite: boolean;
  create: boolean;
}

/** A write, what it is to replace, and what of that it insists on. */
interface Over {
  write: TreeWrite;
  place: Followed | undefined;
  expected: RemoteWrite['expected'];
}

/** So long an editor takes at most from a write to its looks at it. */
const momentMs = 500;
/** What is read in one breath, and not worth a progress. */
const shortBytes = 512 * 1_024;

/** A remote tree as an editor works on it: links are followed, no foreign change is lost unasked. */
export class WorkspaceTree {
  readonly #files: RemoteFiles;
  readonly #options: TreeOptions;
  readonly #links: LinkFollower;
  readonly #served: ServedStates;
  readonly #times: ServedTimes;
  readonly #written = new Map<string, { at: number; looks: number }>();
  readonly #watch: TreeWatch;
  readonly #sweeper: LeftoverSweeper;

  constructor(files: RemoteFiles, options: TreeOptions) {
    this.#files = files;
    this.#options = options;
    const { states, times } = options.memory ?? newTreeMemory();
    this.#served = states;
    this.#times = times;
    this.#links = new LinkFollower(files, options);
    const looks = options.fresh ?? files;
    this.#watch = new TreeWatch({
      list: (path, signal) => looks.list(path, signal),
      stat: async (path, signal) => (await this.#lookAt(path, looks, signal)).seen,
    });
    this.#sweeper = new LeftoverSweeper(files, (found) => {
      options.onPrecious?.(found);
    });
  }

  /** What stands at the path; its time moves only where the file has changed. */
  async stat(path: string, signal: AbortSignal): Promise<SeenEntry> {
    try {
      return this.#stated(path, await this.#lookAt(path, this.#files, signal));
    } catch (error) {
      // Who saves after that means to make it anew.
      if (isRemoteError(error, 'not-found')) this.#served.toldNothing(path);
      throw error;
    }
  }

  /** An editor looks twice at what it has just written, before it calls itself clean. */
  #isAfterWrite(path: string): boolean {
    const written = this.#written.get(path);
    this.#written.delete(path);
    if (written === undefined || Date.now() - written.at > momentMs) return false;
    if (written.looks > 1) this.#written.set(path, { ...written, looks: written.looks - 1 });
    return true;
  }

  #stated(path: string, { seen }: Followed): SeenEntry {
    this.#told(path, seen);
    return seen.type === 'directory' ? seen : { ...seen, modified: this.#times.show(path, seen) };
  }

  /** The same for a file that is likely to be written next: as it is now, whatever is remembered of it. */
  async statBeforeWrite(path: string, signal: AbortSignal): Promise<SeenEntry> {
    if (this.#isAfterWrite(path)) return this.stat(path, signal);
    this.#options.beforeWrite?.();
    // What was seen a second ago may have been changed since, and the write would replace it unasked.
    const looks = this.#options.fresh ?? this.#files;
    return this.#stated(path, await this.#lookAt(path, looks, signal));
  }

  /** What is in the folder, without our own temporary names. */
  async list(path: string, signal: AbortSignal): Promise<SeenEntry[]> {
    const entries = await this.#files.list(path, signal);
    this.#watch.showed(path, entries);
    void this.#sweeper.listed(path, entries, Date.now());
    return this.#links.seeAll(path, withoutLeftovers(entries), signal);
  }

  /** The whole content; of what is not small the progress is told. */
  async read(read: TreeRead, signal: AbortSignal): Promise<Uint8Array> {
    const isLink = this.peek(read.path)?.type === 'symlink';
    const first = isLink ? undefined : await this.#readAt(read, signal);
    const { entry, content } =
      first === undefined || first.entry.type === 'symlink'
        ? await this.#readThrough(read, signal)
        : first;
    this.#noteRead(read, entry, content);
    return content;
  }

  /** What is read through a link tells nothing of the file behind it: that is looked at first. */
  async #readThrough(read: TreeRead, signal: AbortSignal): Promise<StatedContent> {
    const { path } = read;
    const { statForRead } = this.#options.fresh ?? {};
    const looks = { ...looksOf(this.#files), ...(statForRead && { stat: statForRead }) };
    const { at, seen } = await this.#lookAt(path, looks, signal);
    const { entry, content } = await this.#readAt({ ...read, path: at }, signal);
    return { entry: at === path ? seen : entry, content };
  }

  async #readAt(read: TreeRead, signal: AbortSignal): Promise<StatedContent> {
    const { path, onProgress } = read;
    const known = this.peek(path);
    const isShort = known?.type === 'file' && (known.size ?? Infinity) <= shortBytes;
    return isShort || onProgress === undefined
      ? this.#files.readWithState(path, signal)
      : this.#readLong(read, signal);
  }

  /** What was known of the path lately, however old: enough to guess how large it is. */
  peek(path: string): RemoteEntry | undefined {
    return this.#options.fresh?.peek?.(path);
  }

  /** First the state, then the content: a change in between is then seen as a change. */
  async #readLong(read: TreeRead, signal: AbortSignal): Promise<StatedContent> {
    const { path } = read;
    const look = this.#options.fresh?.statForRead ?? this.#files.stat.bind(this.#files);
    const entry = await look(path, signal);
    if (entry.type === 'directory') throw new RemoteError('is-a-directory', `${path} is a folder`);
    const isLong = (entry.size ?? 0) > shortBytes;
    const content = isLong
      ? await this.#readInPieces(read, entry, signal)
      : await this.#files.read(path, signal);
    return { entry, content };
  }

  /** What a later write of the reader is judged by. */
  #noteRead({ path, isEdited, onNews }: TreeRead, entry: RemoteEntry, content: Uint8Array): void {
    if (this.#served.isNews(path, entry)) onNews?.();
    if (isEdited?.(content) === true) this.#served.putAside(path, entry);
    else this.#served.remember(path, entry);
    this.#watch.showedFile(path, entry);
  }

  /** No editor holds changes to the file any more. */
  editedNoMore(path: string): void {
    this.#served.adopt(path);
  }

  /** Where the path is on its server, and for whom; undefined while that is not known. */
  locate(path: string): { account: string; path: string } | undefined {
    const [account, base] = [this.#options.account, this.#options.basePath?.()];
    if (account === undefined || base === undefined) return undefined;
    return { account, path: normalizePath(`${base}/${path}`) };
  }

  /** The content piece by piece, for what goes to a disk. */
  stream(read: TreeRead, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#files.stream(read, signal);
  }

  /** Writes the whole file; `created` says that nothing stood there before. */
  async write(write: TreeWrite, signal: AbortSignal): Promise<{ created: boolean }> {
    const { path } = write;
    this.#options.beforeWrite?.();
    const place = await this.#placeForWrite(path, signal);
    const expected = this.#expectedAt(path, place?.seen);
    const entry = await this.#writeOver({ write, place, expected }, signal);
    this.#served.remember(path, entry);
    this.#times.wrote(path, entry);
    this.#written.set(path, { at: Date.now(), looks: 2 });
    // A link stays as it is; that the file behind it has changed is news to who shows that.
    if (place?.seen.isLink !== true) this.#changed(path, entry);
    this.#watch.showedFile(path, entry);
    void this.#sweeper.saved(place?.at ?? path, entry);
    return { created: place === undefined };
  }

  async remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    await this.#files.remove(path, options, signal);
    this.#forget(path);
  }

  async rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    const moved = await this.#find(move.from, signal);
    await this.#files.rename(move, signal);
    // An editor goes with its file, and still has to be told of what others change in it.
    this.#served.move(move.from, move.to);
    this.#times.move(move.from, move.to);
    this.#watch.changed(move.from, undefined);
    if (moved === undefined) this.#watch.changed(move.to, undefined);
    else this.#changed(move.to, moved);
  }

  /** Copies one file within the tree. */
  async copy(copy: RemoteMove, signal: AbortSignal): Promise<void> {
    await this.#files.copy(copy, signal);
    this.#forget(copy.to);
    this.#changed(copy.to, await this.#files.stat(copy.to, signal));
  }

  async mkdir(path: string, signal: AbortSignal): Promise<void> {
    await this.#files.mkdir(path, signal);
    this.#changed(path, { name: nameOf(path), type: 'directory' });
  }

  /** What others have changed of the `open` files and of the folders that were listed lately. */
  async lookAgain(open: readonly string[], signal: AbortSignal): Promise<TreeChange[]> {
    const changes = await this.#watch.look(open, signal);
    for (const { path, kind } of changes) if (kind === 'deleted') this.#served.toldNothing(path);
    return changes;
  }

  async #readInPieces(
    read: TreeRead,
    { type, size }: RemoteEntry,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#files.stream(read, signal)) pieces.push(piece);
    const content = Buffer.concat(pieces);
    if (type !== 'file' || size === undefined || content.length === size) return content;
    // It may have changed since it was looked at; the usual read finds out.
    return this.#files.read(read.path, signal);
  }

  #told(path: string, entry: RemoteEntry): void {
    this.#served.told(path, entry);
    this.#watch.toldAgain(path, entry);
  }

  #changed(path: string, entry: RemoteEntry): void {
    this.#watch.changed(path, { ...entry, name: nameOf(path) });
  }

  #forget(path: string): void {
    this.#served.forget(path);
    this.#times.forget(path);
    this.#watch.changed(path, undefined);
  }

  #expectedAt(path: string, seen: SeenEntry | undefined): RemoteWrite['expected'] {
    const isThere = !isNothing(seen);
    const isJudged = !isThere || seen?.type === 'file';
    return isJudged ? this.#served.expectedFor(path, isThere) : undefined;
  }

  /** Nothing is written until the user has seen the very state that is replaced. */
  async #writeOver(over: Over, signal: AbortSignal): Promise<RemoteEntry> {
    const { write } = over;
    try {
      return await this.#writeAt(over, signal);
    } catch (error) {
      if (!isRemoteError(error, 'conflict')) throw error;
      const place = await this.#placeForWrite(write.path, signal);
      const theirs = isNothing(place?.seen) ? undefined : place?.seen;
      if (!(await this.#options.confirmOverwrite({ path: write.path, theirs }))) throw error;
      return this.#writeOver({ write, place, expected: statedBy(theirs) }, signal);
    }
  }

  /** The file behind a link is replaced itself where its place is sure, and else through the link. */
  async #writeAt({ write, place, expected }: Over, signal: AbortSignal): Promise<RemoteEntry> {
    const { path } = write;
    const insisting = { ...write, ...(expected && { expected }) };
    const { seen, at = path } = place ?? {};
    if (seen?.isLink !== true || at !== path) {
      const entry = await this.#files.write({ ...insisting, path: at }, signal);
      return entry.type === 'symlink' ? this.#stateNow(path, signal) : entry;
    }
    // The write itself looks at the link alone, which tells nothing.
    const now = await this.#stateNow(path, signal);
    refuseUnexpected(insisting, isNothing(now) ? undefined : now);
    await this.#files.write(write, signal);
    return this.#stateNow(path, signal);
  }

  async #stateNow(path: string, signal: AbortSignal): Promise<SeenEntry> {
    return (await this.#lookAt(path, this.#options.fresh ?? this.#files, signal)).seen;
  }

  async #lookAt(path: string, looks: LinkLooks, signal: AbortSignal): Promise<Followed> {
    return this.#links.by(looks).follow(path, await looks.stat(path, signal), signal);
  }

  async #placeForWrite(path: string, signal: AbortSignal): Promise<Followed | undefined> {
    const looks = this.#options.fresh ?? this.#files;
    const stat = this.#options.fresh?.statForWrite;
    return found(this.#lookAt(path, { ...looksOf(looks), ...(stat && { stat }) }, signal));
  }

  async #find(path: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    return found(this.#files.stat(path, signal));
  }
}

/** Undefined where nothing is there. */
async function found<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Whether a write makes a file there: also behind a link that leads nowhere. */
function isNothing(seen: SeenEntry | undefined): boolean {
  return seen === undefined || (seen.isLink && seen.type === 'symlink');
}

function looksOf(files: LinkLooks): LinkLooks {
  return {
    list: (path, signal) => files.list(path, signal),
    stat: (path, signal) => files.stat(path, signal),
  };
}

/** What a write may insist on: a link tells nothing of what is behind it. */
function statedBy(entry: RemoteEntry | undefined): RemoteWrite['expected'] {
  if (entry === undefined) return 'nothing';
  return entry.type === 'file' ? entry : undefined;
}
