import { randomBytes } from 'node:crypto';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, nameOf, normalizePath, parentOf } from '../base/remote-path.js';
import { type FtpClient, type FtpPool } from '../ftp/index.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
} from './remote-files.js';
import { mend, safeWrite, temporaryPath, type Trail } from './safe-write.js';
import { isSameState } from './same-state.js';

/** The tree of one FTP server, below the folder that its profile starts at. */
export class FtpFiles implements RemoteFiles {
  readonly #pool: (signal: AbortSignal) => Promise<FtpPool>;
  readonly #root: string;

  /** `root` is absolute, or relative to the login folder; '' is the login folder. */
  constructor(pool: (signal: AbortSignal) => Promise<FtpPool>, root = '') {
    this.#pool = pool;
    this.#root = root;
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

  async *stream({ path, ...options }: RemoteRead, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { pool, at } = await this.#locate(path, signal);
    yield* pool.createReadStream(at, { ...options, signal }) as AsyncIterable<Uint8Array>;
  }

  async write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    const { pool, at } = await this.#locate(write.path, signal);
    const found = write.current ?? { entry: await this.#find(pool, at, signal) };
    refuseUnexpected(write, found.entry);
    const token = randomBytes(4).toString('hex');
    const trail: Trail = {};
    try {
      return await pool.use(async (client) => {
        const current = await withListing(client, { at, write, entry: found.entry, signal });
        const { content, onProgress } = write;
        const progress = onProgress === undefined ? {} : { onProgress };
        return safeWrite(client, { path: at, content, current, token, signal, trail, ...progress });
      }, signal);
    } catch (error) {
      throw await mended(pool, { path: at, trail, error });
    }
  }

  async remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    if (normalizePath(path) === '/') throw new RemoteError('unsafe', 'The root folder stays');
    const { pool, at } = await this.#locate(path, signal);
    const entry = await pool.stat(at, { signal });
    if (entry.type === 'directory') await this.#removeFolder(pool, at, { ...options, signal });
    else await pool.remove(at, { signal });
  }

  async rename({ from, to, overwrite }: RemoteMove, signal: AbortSignal): Promise<void> {
    const { pool, at: source } = await this.#locate(from, signal);
    const { at: target } = await this.#locate(to, signal);
    const there = await this.#find(pool, target, signal);
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
      throw await mended(pool, { path: target, trail, error });
    }
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
    const there = await this.#find(pool, target, signal);
    if (there !== undefined && (!overwrite || there.type === 'directory')) {
      throw new RemoteError('exists', `${to} exists already`);
    }
    try {
      // What stands there must stay whole should the copy end half way: only a free name is copied to.
      if (there !== undefined) throw new RemoteError('unsupported', 'The name is taken');
      await pool.copy(source, target, { signal });
    } catch (error) {
      if (!isRemoteError(error, 'unsupported')) throw error;
      await this.#copyThrough({ from, to, size: entry.size }, signal);
    }
  }

  async chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    const { pool, at } = await this.#locate(path, signal);
    await pool.chmod(at, mode, { signal });
  }

  async setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void> {
    const { pool, at } = await this.#locate(path, signal);
    await pool.setModified(at, epochMs, { signal });
  }

  /** The content goes through here, in pieces where its size is known. */
  async #copyThrough(
    { from, to, size }: { from: string; to: string; size: number | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    const open = (): AsyncIterable<Uint8Array> => this.stream({ path: from }, signal);
    const content = size === undefined ? await this.read(from, signal) : { size, open };
    await this.write({ path: to, content }, signal);
  }

  /** Depth first. A listing that fails ends it: nothing is taken for empty. Links are not followed. */
  async #removeFolder(
    pool: FtpPool,
    at: string,
    options: { recursive: boolean; signal: AbortSignal },
  ): Promise<void> {
    const { recursive, signal } = options;
    const entries = await pool.list(at, { signal });
    if (entries.length > 0 && !recursive) {
      throw new RemoteError('failed', `The folder ${at} is not empty`);
    }
    for (const { name, type } of entries) {
      const child = childOf(at, name);
      if (type === 'directory') await this.#removeFolder(pool, child, options);
      else await pool.remove(child, { signal });
    }
    await pool.rmdir(at, { signal });
  }

  async #find(pool: FtpPool, at: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    try {
      return await pool.stat(at, { signal });
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async #locate(path: string, signal: AbortSignal): Promise<{ pool: FtpPool; at: string }> {
    const below = normalizePath(path);
    const pool = await this.#pool(signal);
    const base = this.#root.startsWith('/')
      ? this.#root
      : `${await pool.use((client) => Promise.resolve(client.home), signal)}/${this.#root}`;
    return { pool, at: normalizePath(`${base}${below}`) };
  }
}

function refuseUnexpected(write: RemoteWrite, current: RemoteEntry | undefined): void {
  const { path, create = true, overwrite = true, expected } = write;
  if (current === undefined) {
    if (!create) throw new RemoteError('not-found', `There is no ${path}`);
    if (typeof expected === 'object') throw conflictError(path, 'removed');
    return;
  }
  if (current.type === 'directory') {
    throw new RemoteError('is-a-directory', `${path} is a folder, not a file`);
  }
  if (!overwrite) throw new RemoteError('exists', `${path} exists already`);
  refuseOther(path, expected, current);
}

function refuseOther(path: string, expected: RemoteWrite['expected'], current: RemoteEntry): void {
  if (expected === 'nothing') throw conflictError(path, 'made');
  if (expected !== undefined && !isSameState(expected, current)) {
    throw conflictError(path, 'changed');
  }
}

function conflictError(path: string, how: 'removed' | 'changed' | 'made'): RemoteError {
  return new RemoteError('conflict', `${path} was ${how} on the server in the meantime`, {
    hint: 'Nothing was written. Compare both before you decide.',
  });
}

/**
 * What stands there, with what only a listing tells where the server has no MLST: whether it is a
 * link, and its mode.
 */
async function withListing(
  client: FtpClient,
  job: { at: string; write: RemoteWrite; entry: RemoteEntry | undefined; signal: AbortSignal },
): Promise<RemoteEntry | undefined> {
  const { at, write, entry, signal } = job;
  if (entry === undefined || client.features.has('MLST')) return entry;
  const listed =
    write.known ??
    (await client.list(parentOf(at), { signal })).find(({ name }) => name === nameOf(at));
  if (listed === undefined) return entry;
  return { ...entry, type: listed.type, ...(listed.mode !== undefined && { mode: listed.mode }) };
}

/** No name is left without its file, whatever became of the session. Gives the error to tell. */
async function mended(
  pool: FtpPool,
  { path, trail, error }: { path: string; trail: Trail; error: unknown },
): Promise<unknown> {
  const { aside } = trail;
  if (aside === undefined) return error;
  const isPutBack = await pool.use((client) => mend(client, { path, aside }));
  // "Its content is whole in …" is true no more: what went wrong before that is told.
  const isOutdated = isPutBack && isRemoteError(error, 'failed') && isRemoteError(error.cause);
  return isOutdated ? error.cause : error;
}

/** Renaming over a name on a server that refuses it: the old one steps aside first. */
async function renameOver(
  client: FtpClient,
  job: { source: string; target: string; trail: Trail },
): Promise<void> {
  const { source, target, trail } = job;
  const aside = temporaryPath(target, `${randomBytes(4).toString('hex')}-old`);
  await client.rename(target, aside);
  // `mend` puts it back where what follows fails.
  trail.aside = aside;
  await client.rename(source, target);
  delete trail.aside;
  await client.remove(aside);
}
