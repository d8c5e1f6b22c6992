import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { nameOf, normalizePath, parentOf } from '../base/remote-path.js';
import { type FtpPool } from '../ftp/index.js';
import { onDisk } from './on-disk.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';
import { findEntry } from './find-entry.js';
import { replaceFile } from './replace-file.js';
import { type AtomicUpload, type Trail } from './safe-write.js';
import { SharedListings } from './shared-listings.js';
import { mended, renameOver } from './step-aside.js';

/** How a server is used as a tree. */
export interface FtpFilesOptions {
  /** Absolute, or relative to the login folder, which is the default. */
  root?: string | undefined;
  /** How files are replaced from now on. Default `auto`. */
  atomicUpload?: () => AtomicUpload;
  /** Told why a file was written in place, though it should not have been. */
  onWrittenInPlace?: (path: string, why: string) => void;
  /** What is copied through here is held in memory up to this size, and on the disk beyond. Default 32 MB. */
  heldBytes?: number;
}

interface ThroughHere extends RemoteMove {
  /** That of what is copied. */
  size: number | undefined;
  /** What stands where it is copied to. */
  there: RemoteEntry | undefined;
}

const defaultHeldBytes = 32 * 1_024 * 1_024;

/** The tree of one FTP server, below the folder that its profile starts at. */
export class FtpFiles implements RemoteFiles {
  readonly #pool: (signal: AbortSignal) => Promise<FtpPool>;
  readonly #options: FtpFilesOptions;
  readonly #listings = new SharedListings(Date.now);
  #basePath: string | undefined;
  /** Where the base path was found out. */
  #knownPool: FtpPool | undefined;

  constructor(pool: (signal: AbortSignal) => Promise<FtpPool>, options: FtpFilesOptions = {}) {
    this.#pool = pool;
    this.#options = options;
  }

  /** Where the tree lies on the server; undefined until that is known. */
  get basePath(): string | undefined {
    return this.#basePath;
  }

  async list(path: string, signal: AbortSignal): Promise<RemoteEntry[]> {
    const { pool, at } = await this.#locate(path, signal);
    return pool.list(at, { signal });
  }

  async stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const { pool, at } = await this.#locate(path, signal);
    const entry = await pool.stat(at, { signal });
    return { ...entry, name: nameOf(normalizePath(path)) };
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    const { pool, at } = await this.#locate(path, signal);
    return pool.readFile(at, { signal });
  }

  async readWithState(path: string, signal: AbortSignal): Promise<StatedContent> {
    const { pool, at } = await this.#locate(path, signal);
    const { entry, content } = await pool.readWithState(at, { signal });
    return { entry: { ...entry, name: nameOf(normalizePath(path)) }, content };
  }

  async *stream({ path, ...options }: RemoteRead, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { pool, at } = await this.#locate(path, signal);
    yield* pool.createReadStream(at, { ...options, signal }) as AsyncIterable<Uint8Array>;
  }

  async write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    const { pool, at } = await this.#locate(write.path, signal);
    const atomic = this.#options.atomicUpload?.() ?? 'auto';
    const job = { pool, at, write, atomic, listings: this.#listings };
    const { entry, fellBack } = await replaceFile(job, signal);
    if (fellBack !== undefined) this.#options.onWrittenInPlace?.(write.path, fellBack);
    return entry;
  }

  async remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    await this.#changing(this.#remove(path, options, signal));
  }

  async #remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    if (normalizePath(path) === '/') throw new RemoteError('unsafe', 'The root folder stays');
    const { pool, at } = await this.#locate(path, signal);
    const entry = await pool.stat(at, { signal });
    if (entry.type !== 'directory') await pool.remove(at, { signal });
    else if (options.recursive) await pool.removeTree(at, { signal });
    else await this.#removeEmpty(pool, at, signal);
  }

  async rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    await this.#changing(this.#rename(move, signal));
  }

  async #rename({ from, to, overwrite }: RemoteMove, signal: AbortSignal): Promise<void> {
    const { pool, at: source } = await this.#locate(from, signal);
    const { at: target } = await this.#locate(to, signal);
    const there = await this.#findOther(pool, { source, target }, signal);
    const isAllowed = there === undefined || (overwrite && there.type !== 'directory');
    if (!isAllowed) throw new RemoteError('exists', `${to} exists already`);
    const trail: Trail = {};
    try {
      await pool.use(async (client) => {
        try {
          await client.rename(source, target, { signal });
        } catch (error) {
          if (there === undefined || !isRemoteError(error, 'exists')) throw error;
          await renameOver(client, { source, target, trail });
        }
      }, signal);
    } catch (error) {
      throw await mended(pool, trail, error);
    }
  }

  /** What the move would replace: on a server that knows no case a name may find the very file that moves. */
  async #findOther(
    pool: FtpPool,
    { source, target }: { source: string; target: string },
    signal: AbortSignal,
  ): Promise<RemoteEntry | undefined> {
    const there = await findEntry(pool, target, signal);
    const isCase = source !== target && source.toLowerCase() === target.toLowerCase();
    if (there === undefined || !isCase) return there;
    const listed = await pool.list(parentOf(target), { signal });
    return listed.find(({ name }) => name === nameOf(target));
  }

  async mkdir(path: string, signal: AbortSignal): Promise<void> {
    const { pool, at } = await this.#locate(path, signal);
    await pool.mkdir(at, { signal });
  }

  async copy({ from, to, overwrite }: RemoteMove, signal: AbortSignal): Promise<void> {
    const { pool, at: source } = await this.#locate(from, signal);
    const { at: target } = await this.#locate(to, signal);
    const entry = await pool.stat(source, { signal });
    if (entry.type === 'directory') throw new RemoteError('is-a-directory', `${from} is a folder`);
    const there = await findEntry(pool, target, signal);
    if (there !== undefined && (!overwrite || there.type === 'directory')) {
      throw new RemoteError('exists', `${to} exists already`);
    }
    try {
      // What stands there must stay whole should the copy end half way: only a free name is copied to.
      if (there !== undefined) throw new RemoteError('unsupported', 'The name is taken');
      await pool.copy(source, target, { signal });
    } catch (error) {
      if (!isRemoteError(error, 'unsupported')) throw error;
      const { size } = entry;
      await this.#copyThrough({ from, to, overwrite, size, there }, signal);
    }
  }

  async chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    const { pool, at } = await this.#locate(path, signal);
    await this.#changing(pool.chmod(at, mode, { signal }));
  }

  async setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void> {
    const { pool, at } = await this.#locate(path, signal);
    await pool.setModified(at, epochMs, { signal });
  }

  /** What is more than new content makes the listings of a moment ago wrong. */
  async #changing(work: Promise<void>): Promise<void> {
    try {
      await work;
    } finally {
      this.#listings.forget();
    }
  }

  /**
   * The content goes through here, and all of it is read before it is written: the server may allow one
   * session only, and a write would then wait for ever for a read that waits for its session.
   */
  async #copyThrough(
    { from, to, overwrite, size, there }: ThroughHere,
    signal: AbortSignal,
  ): Promise<void> {
    const { heldBytes = defaultHeldBytes } = this.#options;
    // Reading may take long, and others may put something there meanwhile.
    const expected = there ?? 'nothing';
    const write = async (content: RemoteWrite['content']): Promise<void> => {
      await this.write({ path: to, content, overwrite, expected }, signal);
    };
    if (size !== undefined && size <= heldBytes) await write(await this.read(from, signal));
    else await onDisk(this.stream({ path: from }, signal), write);
  }

  /** Some servers remove a folder with all that is in it: it is looked at before. */
  async #removeEmpty(pool: FtpPool, at: string, signal: AbortSignal): Promise<void> {
    const entries = await pool.list(at, { signal });
    if (entries.length > 0) throw new RemoteError('failed', `The folder ${at} is not empty`);
    await pool.rmdir(at, { signal });
  }

  /**
   * The state of the file that the link at `path` leads to, from servers whose SIZE and MDTM follow
   * links; undefined where they tell nothing.
   */
  async statThrough(path: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    const { pool, at } = await this.#locate(path, signal);
    const [size, time] = await pool.use(
      (client) =>
        Promise.all(['SIZE', 'MDTM'].map((verb) => client.command(`${verb} ${at}`, { signal }))),
      signal,
    );
    const bytes = /^213[ -](\d+)\s*$/.exec(size?.lines[0] ?? '')?.[1];
    if (bytes === undefined) return undefined;
    const modified = tryParseTime(time?.lines[0] ?? '');
    const told = modified === undefined ? {} : { modified, modifiedExact: true };
    return { name: nameOf(path), type: 'file', size: Number(bytes), ...told };
  }

  async #locate(path: string, signal: AbortSignal): Promise<{ pool: FtpPool; at: string }> {
    const below = normalizePath(path);
    const pool = await this.#pool(signal);
    const base = await this.#baseIn(pool, signal);
    return { pool, at: below === '/' ? base : `${base === '/' ? '' : base}${below}` };
  }

  /** Sessions of one pool begin in the same folder. */
  async #baseIn(pool: FtpPool, signal: AbortSignal): Promise<string> {
    if (this.#basePath !== undefined && this.#knownPool === pool) return this.#basePath;
    const { root = '' } = this.#options;
    const isAbsolute = root.startsWith('/');
    const home = isAbsolute ? '' : await pool.use(({ home }) => Promise.resolve(home), signal);
    const base = normalizePath(isAbsolute ? root : `${home}/${root}`);
    this.#basePath = base;
    this.#knownPool = pool;
    return base;
  }
}

/** `213 20240102030405.678`, in UTC (RFC 3659 section 3). */
function tryParseTime(reply: string): number | undefined {
  const parts = /^213[ -](\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(reply)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
