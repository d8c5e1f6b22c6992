import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  unlink,
  utimes,
} from 'node:fs/promises';
import path from 'node:path';
import { abortError } from '../base/abort.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';
import { temporaryName } from '../base/temporary-name.js';
import { DiskListing, typeOf } from './disk-listing.js';
import { moveThrough, writeThrough } from './durable-files.js';
import { isSameLocal, type SideState } from './facts.js';
import { type LocalFiles, type StagedFile } from './local-files.js';
import { baseOf, folderOf } from './scan.js';
import { ifThere, storageError, systemCode } from './storage-error.js';

/** A folder of the computer's own disk. */
export class LocalDisk implements LocalFiles {
  readonly #root: string;
  readonly #listing = new DiskListing();
  /** Where the folder really lies, as it was found last. */
  #realRoot: string | undefined;
  /** Looks that are under way serve all who ask for the same folder. */
  readonly #looking = new Map<string, Promise<string | undefined>>();

  /** `root` is absolute. */
  constructor(root: string) {
    this.#root = root;
  }

  async list(folder: string, signal: AbortSignal): Promise<RemoteEntry[]> {
    const at = await this.#inside(folder);
    return told('Listing', at, () =>
      this.#listing.list(at, () => {
        refuseAborted(signal, at);
      }),
    );
  }

  async look(relative: string, signal: AbortSignal): Promise<SideState | undefined> {
    const at = await this.#inside(relative);
    refuseAborted(signal, at);
    return told('Looking at', at, () =>
      // The folder itself may be reached by a link; nothing in it is.
      ifPresent(relative === '' ? realpath(at).then(stateAt) : stateAt(at)),
    );
  }

  async hash(relative: string, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.stream(relative, signal)) hash.update(chunk);
    return hash.digest('hex');
  }

  async read(relative: string, signal: AbortSignal): Promise<Uint8Array> {
    const at = await this.#inside(relative);
    refuseAborted(signal, at);
    return told('Reading', at, () => readFile(at));
  }

  async *stream(relative: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const at = await this.#inside(relative);
    try {
      for await (const chunk of createReadStream(at, { highWaterMark: 262_144 })) {
        refuseAborted(signal, at);
        yield chunk as Buffer;
      }
    } catch (error) {
      throw storageError('Reading', at, error);
    }
  }

  async stage(
    relative: string,
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<StagedFile> {
    await this.makeFolder(folderOf(relative), signal);
    const target = await this.#inside(relative);
    const token = randomBytes(4).toString('hex');
    const temporary = path.join(path.dirname(target), temporaryName(baseOf(relative), token));
    const hash = createHash('sha256');
    const counted = { size: 0 };
    try {
      await writeThrough(temporary, measured(content, { hash, counted, signal, target }));
    } catch (error) {
      await rm(temporary, { force: true });
      throw storageError('Writing', target, error);
    }
    return {
      size: counted.size,
      hash: hash.digest('hex'),
      read: () => createReadStream(temporary),
      commit: (options) => told('Writing', target, () => commit({ temporary, target }, options)),
      discard: () => told('Removing', temporary, () => rm(temporary, { force: true })),
    };
  }

  async remove(relative: string, signal: AbortSignal): Promise<void> {
    refuseTop(relative);
    const at = await this.#inside(relative);
    refuseAborted(signal, at);
    await told('Removing', at, async () => {
      const { type } = await stateAt(at);
      await (type === 'directory' ? rmdir(at) : unlink(at));
    });
  }

  async rename(from: string, to: string, signal: AbortSignal): Promise<void> {
    refuseTop(from);
    const [source, target] = [await this.#inside(from), await this.#inside(to)];
    refuseAborted(signal, source);
    await told('Renaming', source, async () => {
      if ((await ifThere(stateAt(target))) !== undefined) {
        throw new RemoteError('exists', `${target} exists already`);
      }
      await rename(source, target);
    });
  }

  async makeFolder(relative: string, signal: AbortSignal): Promise<void> {
    refuseAborted(signal, relative);
    if (relative !== '') await this.makeFolder(folderOf(relative), signal);
    const at = await this.#inside(relative);
    await told('Making the folder', at, async () => {
      const there = await ifThere(stateAt(at));
      if (there?.type === 'directory') return;
      if (there !== undefined) throw new RemoteError('exists', `${at} is no folder`);
      await mkdir(at);
    });
  }

  /** The absolute path; a path that would lead out of the folder, by its words or by a link, is refused. */
  async #inside(relative: string): Promise<string> {
    const segments = relative === '' ? [] : relative.split('/');
    if (segments.some(isUnsafe)) {
      throw new RemoteError('unsafe', `${relative} is no path inside ${this.#root}`);
    }
    if (segments.length > 1) await this.#refuseLinks(segments.slice(0, -1));
    return path.join(this.#root, ...segments);
  }

  async #refuseLinks(folders: readonly string[]): Promise<void> {
    const at = path.join(this.#root, ...folders);
    const known = this.#realRoot;
    if (known !== undefined) {
      const found = await this.#realPath(at);
      if (found === undefined || found === path.join(known, ...folders)) return;
    }
    const [root, real] = await told('Looking at', at, () =>
      Promise.all([ifPresent(realpath(this.#root)), ifPresent(realpath(at))]),
    );
    this.#realRoot = root;
    if (root === undefined || real === undefined) return;
    if (real === path.join(root, ...folders)) return;
    // Some disks have names of other case, form or length than they are asked for, without any link.
    if (!(await told('Looking at', at, () => this.#hasLink(folders)))) return;
    throw new RemoteError('unsafe', `${at} leads out of the folder by a link, to ${real}`);
  }

  #realPath(at: string): Promise<string | undefined> {
    const underWay = this.#looking.get(at);
    if (underWay !== undefined) return underWay;
    const found = told('Looking at', at, () => ifPresent(realpath(at))).finally(() => {
      this.#looking.delete(at);
    });
    this.#looking.set(at, found);
    return found;
  }

  async #hasLink(folders: readonly string[]): Promise<boolean> {
    const ways = folders.map((_, index) => path.join(this.#root, ...folders.slice(0, index + 1)));
    const states = await Promise.all(ways.map((way) => ifPresent(stateAt(way))));
    return states.some((state) => state !== undefined && state.type !== 'directory');
  }
}

async function stateAt(at: string): Promise<SideState> {
  const stats = await lstat(at);
  const type = typeOf(stats);
  return {
    type,
    ...(type === 'file' && { size: stats.size }),
    modified: stats.mtimeMs,
    modifiedExact: true,
    mode: stats.mode & 0o7777,
  };
}

/** The same where a file stands in the place of a folder on the way: there is nothing in it. */
async function ifPresent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await ifThere(work);
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

interface Measure {
  hash: ReturnType<typeof createHash>;
  counted: { size: number };
  signal: AbortSignal;
  target: string;
}

async function* measured(
  content: AsyncIterable<Uint8Array>,
  { hash, counted, signal, target }: Measure,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    refuseAborted(signal, target);
    hash.update(chunk);
    counted.size += chunk.length;
    yield chunk;
  }
}

async function commit(
  { temporary, target }: { temporary: string; target: string },
  { expected, modified }: { expected: SideState | undefined; modified: number | undefined },
): Promise<SideState> {
  if (expected?.mode !== undefined) await chmod(temporary, expected.mode);
  if (modified !== undefined) await utimes(temporary, modified / 1000, modified / 1000);
  const now = await ifThere(stateAt(target));
  const isExpected =
    expected === undefined || now === undefined ? now === expected : isSameLocal(expected, now);
  if (!isExpected) throw new RemoteError('conflict', `${target} was changed in the meantime`);
  // Not looked at after the move: somebody may write to it at once, and that is no content of ours.
  const state = await stateAt(temporary);
  if (expected === undefined) await moveToFree(temporary, target);
  else await moveThrough(temporary, target);
  return state;
}

/** A name that somebody takes in this very moment stays theirs. */
async function moveToFree(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new RemoteError('conflict', `${target} was made in the meantime`, { cause: error });
    }
    // Not every file system has hard links.
    await moveThrough(temporary, target);
    return;
  }
  await unlink(temporary);
}

/** Whether a segment could name something else than an entry of its folder. */
function isUnsafe(segment: string): boolean {
  const isOdd = segment === '' || segment === '.' || segment === '..' || segment.includes('\0');
  return isOdd || (process.platform === 'win32' && /[\\:]/.test(segment));
}

function refuseTop(relative: string): void {
  if (relative === '') throw new RemoteError('unsafe', 'The folder of the mapping stays');
}

function refuseAborted(signal: AbortSignal, at: string): void {
  if (signal.aborted) throw abortError(signal, `Working on ${at}`);
}

async function told<T>(what: string, at: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(what, at, error);
  }
}
