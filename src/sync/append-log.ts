// The first line names the format and its version, each other line is one record with a checksum
// (log-lines.ts). What a crash has left of a line fails its checksum and is passed over; the next batch
// begins on a line of its own. Nothing is kept open between two batches, and each is written under a
// lock: so processes that share a log see each other's records, and none writes into a file that
// another one has replaced. Who was halted for so long that others took the lock over finds that out
// before it believes in what it did, and does it again: a record may be there twice then, never not at all.
// Records that are appended at the same time share one sync of the disk.
import { randomUUID } from 'node:crypto';
import { constants, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { abortable, abortError, never, withLimit } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { Turns } from '../base/turns.js';
import { moveThrough, writeThrough } from './durable-files.js';
import { FileLock } from './file-lock.js';
import { toLine, tryParseLine } from './log-lines.js';
import { type LogPart, type LogPlace, partsOf } from './log-parts.js';
import { ifThere, storageError } from './storage-error.js';

interface LogOptions {
  /** Of the records' form: a log of another version is refused and put aside. */
  version: number;
}

/** What is to remain of the records: reads them in their order, and gives the new ones in theirs. */
type Fold = (
  records: AsyncIterable<unknown>,
) => Iterable<unknown> | AsyncIterable<unknown> | Promise<Iterable<unknown>>;

interface Waiting {
  line: string;
  signal: AbortSignal;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const format = 'ftp-workspaces-log';
const unfinished = '.new';
const headerBytes = 256;
/** Nobody holds the lock for longer than it takes to write a log anew. */
const lockMs = 60_000;
/** So often the lock may be lost in the midst of the work. */
const mostTakeovers = 5;

/** Records (JSON values) in a file that survives crashes and may be shared by processes. */
export class AppendLog {
  readonly #file: string;
  readonly #version: number;
  readonly #turns = new Turns();
  readonly #waiting: Waiting[] = [];
  #flushing: Promise<void> = Promise.resolve();
  #damagedLines = 0;
  #isClosed = false;

  private constructor(file: string, version: number) {
    this.#file = file;
    this.#version = version;
  }

  /**
   * Opens the log, or makes an empty one; its folder must be there. One of another version, and what is
   * no log, is refused with kind `unsupported` and put aside under a name that the error tells.
   */
  static async open(
    file: string,
    { version }: LogOptions,
    signal: AbortSignal,
  ): Promise<AppendLog> {
    const log = new AppendLog(file, version);
    await log.#locked(signal, (lock) => log.#prepare(lock));
    return log;
  }

  /** How many lines the last replay had to pass over, for what crashes have left of them. */
  get damagedLines(): number {
    return this.#damagedLines;
  }

  /** The records in the order of their writing, those of other processes too, as they stand now. */
  async *replay(signal: AbortSignal): AsyncGenerator {
    for await (const { records } of this.parts(undefined, signal))
      for (const one of records) yield one;
  }

  /** The same in parts: those behind `place`, or all where the log was written anew since. */
  async *parts(place: LogPlace | undefined, signal: AbortSignal): AsyncGenerator<LogPart> {
    const handle = await this.#told('Reading', () => ifThere(open(this.#file, 'r')));
    if (handle === undefined) {
      yield { records: [], damaged: 0, isAnew: true, place: undefined };
      return;
    }
    try {
      const check = (header: string): void => {
        this.#check(header);
      };
      yield* this.#counted(partsOf(handle, { place, check }), signal);
    } catch (error) {
      throw storageError('Reading', this.#file, error);
    } finally {
      await handle.close();
    }
  }

  /** Adds a record; it is on the disk when this resolves. Who gives up waiting cannot know whether it is. */
  async append(record: unknown, signal: AbortSignal): Promise<void> {
    const what = `Writing to ${this.#file}`;
    if (this.#isClosed) throw new RemoteError('failed', `${what} failed: the log is closed`);
    if (signal.aborted) throw abortError(signal, what);
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line: toLine(record), signal, resolve, reject });
    });
    if (this.#waiting.length === 1) this.#flushing = this.#flush();
    await abortable(written, signal, what);
  }

  /** Writes the log anew with what `fold` makes of its records; nobody appends meanwhile. */
  async compact(fold: Fold, signal: AbortSignal): Promise<void> {
    await this.#locked(signal, async (lock) => {
      await this.#sweep();
      await this.#replace(this.#folded(fold, signal), lock);
    });
  }

  /** Finishes what was begun; may be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#flushing;
    await this.#turns.take(`Closing ${this.#file}`, never, () => Promise.resolve());
  }

  async *#folded(fold: Fold, signal: AbortSignal): AsyncGenerator<string> {
    yield this.#header();
    for await (const record of await fold(this.replay(signal))) yield toLine(record);
  }

  /** Writes all that waits when the turn has come. */
  async #flush(): Promise<void> {
    let batch: Waiting[] | undefined;
    try {
      await this.#locked(never, async (lock) => {
        batch ??= this.#waiting.splice(0).filter(({ signal }) => !signal.aborted);
        if (batch.length > 0) await this.#write(batch.map(({ line }) => line).join(''), lock);
      });
      batch?.forEach(({ resolve }) => {
        resolve();
      });
    } catch (error) {
      // Those that came while a batch was written have a turn of their own.
      for (const { reject } of batch ?? this.#waiting.splice(0)) reject(error);
    }
  }

  async #write(lines: string, lock: FileLock): Promise<void> {
    // Somebody may have removed the file, or put another version in its place.
    await this.#prepare(lock);
    const handle = await open(this.#file, constants.O_RDWR | constants.O_APPEND);
    try {
      const start = (await isLineOpen(handle)) ? '\n' : '';
      await handle.appendFile(`${start}${lines}`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /** Under the lock: the file is a log of our version then. */
  async #prepare(lock: FileLock): Promise<void> {
    const start = await ifThere(readStart(this.#file));
    if (start === undefined || start.length === 0) {
      await this.#replace([this.#header()], lock);
    } else if (!start.toString().startsWith(this.#header())) {
      await this.#refuse(start);
    }
  }

  /** Puts a new file in place of the log, unless others have taken the lock over. */
  async #replace(parts: Iterable<string> | AsyncIterable<string>, lock: FileLock): Promise<void> {
    // A name that nobody else writes to, whoever has the lock.
    const temporary = `${this.#file}.${randomUUID()}${unfinished}`;
    try {
      await writeThrough(temporary, parts);
      if (await lock.isHeld()) await moveThrough(temporary, this.#file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Removes what crashes have left of new files. */
  async #sweep(): Promise<void> {
    const { dir, base } = path.parse(this.#file);
    for (const name of await readdir(dir)) {
      const isLeftover = name.startsWith(`${base}.`) && name.endsWith(unfinished);
      if (isLeftover) await rm(path.join(dir, name), { force: true });
    }
  }

  async #refuse(start: Buffer): Promise<never> {
    const version = versionOf(start);
    const aside = await freeName(
      `${this.#file}.${version === undefined ? 'unknown' : `v${String(version)}`}`,
    );
    await rename(this.#file, aside);
    const found =
      version === undefined
        ? 'is not a log of FTP Workspaces'
        : `has the version ${String(version)}, and only ${String(this.#version)} is understood`;
    throw new RemoteError('unsupported', `${this.#file} ${found}; it is kept as ${aside}`);
  }

  async *#counted(parts: AsyncIterable<LogPart>, signal: AbortSignal): AsyncGenerator<LogPart> {
    for await (const part of parts) {
      if (part.isAnew) this.#damagedLines = 0;
      this.#damagedLines += part.damaged;
      yield part;
      if (signal.aborted) throw abortError(signal, `Reading ${this.#file}`);
    }
  }

  #check(header: string): void {
    if (`${header}\n` === this.#header()) return;
    throw new RemoteError(
      'unsupported',
      `${this.#file} is no log of version ${String(this.#version)}`,
    );
  }

  #header(): string {
    return toLine({ format, version: this.#version });
  }

  /** Does the work under the lock, and again where others have taken that over meanwhile. */
  async #locked(signal: AbortSignal, work: (lock: FileLock) => Promise<void>): Promise<void> {
    await this.#turns.take(`Waiting for ${this.#file}`, signal, () =>
      this.#told('Writing', async () => {
        for (let takeovers = 0; takeovers < mostTakeovers; takeovers += 1) {
          if (await this.#lockedOnce(signal, work)) return;
        }
        throw new RemoteError(
          'failed',
          `Writing to ${this.#file} failed: others have taken its lock over again and again`,
        );
      }),
    );
  }

  /** Whether nobody else had the lock meanwhile. */
  async #lockedOnce(
    signal: AbortSignal,
    work: (lock: FileLock) => Promise<void>,
  ): Promise<boolean> {
    const place = { path: `${this.#file}.lock` };
    const lock = await withLimit((limited) => FileLock.take(place, limited), lockMs, signal);
    let wasHeld = false;
    try {
      await work(lock);
    } finally {
      wasHeld = await lock.release();
    }
    return wasHeld;
  }

  async #told<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(what, this.#file, error);
    }
  }
}

async function readStart(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether the last line has no end: a crash has torn it. */
async function isLineOpen(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

function versionOf(start: Buffer): number | undefined {
  const end = start.indexOf('\n');
  const header = tryParseLine(start.subarray(0, Math.max(end, 0)))?.value as
    { format?: unknown; version?: unknown } | undefined;
  if (header?.format !== format || typeof header.version !== 'number') return undefined;
  return header.version;
}

async function freeName(wish: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wish : `${wish}.${String(number)}`;
    if ((await ifThere(stat(name))) === undefined) return name;
  }
}
