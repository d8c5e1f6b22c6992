import { type RemoteEntry } from '../base/remote-entry.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { nameOf, normalizePath } from '../base/remote-path.js';
import { type FollowOptions, LinkFollower, type SeenEntry } from './follow-links.js';
import { withoutLeftovers } from './leftovers.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';
import { ServedStates } from './served-states.js';
import { ServedTimes } from './served-times.js';
import { LeftoverSweeper, type Precious } from './sweep-leftovers.js';
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

/** So long an editor takes at most from a write to its looks at it. */
const momentMs = 500;
/** What is read in one breath, and not worth a progress. */
const shortBytes = 512 * 1_024;

/** A remote tree as an editor works on it: links are followed, no foreign change is lost unasked. */
export class WorkspaceTree {
  readonly #files: RemoteFiles;
  readonly #options: TreeOptions;
  readonly #links: LinkFollower;
  readonly #served = new ServedStates();
  readonly #times = new ServedTimes();
  readonly #written = new Map<string, { at: number; looks: number }>();
  readonly #watch: TreeWatch;
  readonly #sweeper: LeftoverSweeper;

  constructor(files: RemoteFiles, options: TreeOptions) {
    this.#files = files;
    this.#options = options;
    this.#links = new LinkFollower(files, options);
    this.#watch = new TreeWatch(options.fresh ?? files);
    this.#sweeper = new LeftoverSweeper(files, (found) => {
      options.onPrecious?.(found);
    });
  }

  /** What stands at the path; its time moves only where the file has changed. */
  async stat(path: string, signal: AbortSignal): Promise<SeenEntry> {
    try {
      return await this.#stated(path, await this.#files.stat(path, signal), signal);
    } catch (error) {
      // Who saves after that means to make it anew.
      if (isRemoteError(error, 'not-found')) this.#served.forget(path);
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

  async #stated(path: string, entry: RemoteEntry, signal: AbortSignal): Promise<SeenEntry> {
    this.#told(path, entry);
    const seen = await this.#links.see(path, entry, signal);
    return seen.type === 'directory' ? seen : { ...seen, modified: this.#times.show(path, seen) };
  }

  /** The same for a file that is likely to be written next: as it is now, whatever is remembered of it. */
  async statBeforeWrite(path: string, signal: AbortSignal): Promise<SeenEntry> {
    if (this.#isAfterWrite(path)) return this.stat(path, signal);
    this.#options.beforeWrite?.();
    // What was seen a second ago may have been changed since, and the write would replace it unasked.
    return this.#stated(
      path,
      await (this.#options.fresh ?? this.#files).stat(path, signal),
      signal,
    );
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
    const { path, onProgress } = read;
    const known = this.peek(path);
    const isShort = known?.type === 'file' && (known.size ?? Infinity) <= shortBytes;
    const { entry, content } =
      isShort || onProgress === undefined
        ? await this.#files.readWithState(path, signal)
        : await this.#readLong(read, signal);
    this.#noteRead(read, entry, content);
    return content;
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
    const current = await this.#findForWrite(path, signal);
    const entry = await this.#writeOver(this.#expectedAt(path, current), write, signal);
    this.#served.remember(path, entry);
    this.#times.wrote(path, entry);
    this.#written.set(path, { at: Date.now(), looks: 2 });
    this.#changed(path, entry);
    this.#watch.showedFile(path, entry);
    void this.#sweeper.saved(path, entry);
    return { created: current === undefined };
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
    for (const { path, kind } of changes) if (kind === 'deleted') this.#served.forget(path);
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

  /** Who was told that nothing is there means to make a file, not to replace one. */
  #expectedAt(path: string, current: RemoteEntry | undefined): RemoteWrite['expected'] {
    if (current === undefined) return this.#served.expectedFor(path) ?? 'nothing';
    return current.type === 'file' ? this.#served.expectedFor(path) : undefined;
  }

  /** Nothing is written until the user has seen the very state that is replaced. */
  async #writeOver(
    expected: RemoteWrite['expected'],
    write: TreeWrite,
    signal: AbortSignal,
  ): Promise<RemoteEntry> {
    try {
      return await this.#files.write({ ...write, ...(expected && { expected }) }, signal);
    } catch (error) {
      if (!isRemoteError(error, 'conflict')) throw error;
      const theirs = await this.#find(write.path, signal);
      if (!(await this.#options.confirmOverwrite({ path: write.path, theirs }))) throw error;
      return this.#writeOver(statedBy(theirs), write, signal);
    }
  }

  async #findForWrite(path: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    const { fresh } = this.#options;
    const look = fresh?.statForWrite ?? fresh?.stat ?? this.#files.stat.bind(this.#files);
    return found(look(path, signal));
  }

  async #find(path: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    return found(this.#files.stat(path, signal));
  }
}

/** Undefined where nothing is there. */
async function found(look: Promise<RemoteEntry>): Promise<RemoteEntry | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** What a write may insist on: a link tells nothing of what is behind it. */
function statedBy(entry: RemoteEntry | undefined): RemoteWrite['expected'] {
  if (entry === undefined) return 'nothing';
  return entry.type === 'file' ? entry : undefined;
}
