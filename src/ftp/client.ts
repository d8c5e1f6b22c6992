import { type Readable } from 'node:stream';
import { abortable, never } from '../base/abort.js';
import { Gathering } from '../base/gathering.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';
import { Turns } from '../base/turns.js';
import { type HostKnowledge } from './host-knowledge.js';
import { openSession } from './login.js';
import { copy } from './operations/copy.js';
import { type FileHash, hash } from './operations/hash.js';
import { removeTree } from './operations/remove-tree.js';
import { type HashAlgorithm } from './protocol/hash-reply.js';
import { receiveFile, sendFile } from './operations/content.js';
import { type MoveIn, moveIn } from './operations/move-in.js';
import { explainList } from './operations/explain.js';
import { list } from './operations/list.js';
import { listMany, type NextFolder } from './operations/list-many.js';
import { readWhole, readWithState, type StatedContent } from './operations/read-with-state.js';
import { learnOffset } from './operations/server-offset.js';
import { statMany } from './operations/stat-many.js';
import { setModified } from './operations/set-modified.js';
import { rename } from './operations/rename.js';
import { chmod, mkdir, mkdirs, remove, rmdir } from './operations/tree.js';
import { type FtpOptions, type TransferOptions } from './options.js';
import { command, rawCommand } from './protocol/command.js';
import { readStream } from './read-stream.js';
import { type Session } from './session.js';
import { markUnsent } from './unsent.js';

const quitMs = 1_000;
const defaultKeepAliveMs = 30_000;
/** Files whose states are asked for together. */
export const mostLooks = 1_000;

/**
 * One logged-in FTP session. Calls may overlap: they queue, in order, on its one control channel.
 * A client that lost its connection stays dead (`closed`); one whose transfer was aborted lives on.
 */
export class FtpClient {
  readonly #session: Session;
  readonly #turns = new Turns();
  readonly #keepAlive: NodeJS.Timeout | undefined;
  readonly #looks = new Gathering<string, RemoteEntry>(mostLooks, (take, stop) =>
    this.#turn('look at files', stop, (session, signal) => statMany(session, take(), signal)),
  );

  private constructor(session: Session) {
    this.#session = session;
    const everyMs = session.options.keepAlive ?? defaultKeepAliveMs;
    if (everyMs > 0)
      this.#keepAlive = setInterval(() => void this.#stayAlive(everyMs), everyMs / 2);
    this.#keepAlive?.unref();
  }

  /** Connects and logs in; rejects with the step that failed, and leaves nothing open. */
  static async connect(options: FtpOptions, signal: AbortSignal = never): Promise<FtpClient> {
    return FtpClient.join(options, {}, signal);
  }

  /** The same for one more session to a server of which something is known, and more is learned. */
  static async join(
    options: FtpOptions,
    knowledge: HostKnowledge,
    signal: AbortSignal,
  ): Promise<FtpClient> {
    return new FtpClient(await openSession(options, knowledge, signal));
  }

  /** What the server said it can do: FEAT names upper case, value the rest of the line. */
  get features(): ReadonlyMap<string, string> {
    return this.#session.features;
  }

  /** Working directory right after login, the base for a profile's relative paths. */
  get home(): string {
    return this.#session.home;
  }

  /** Whether the session is over, by whatever end; it never comes back. */
  get closed(): boolean {
    return this.#session.channel.failure !== undefined;
  }

  /** Milliseconds since the last word on the control channel. */
  get idleMs(): number {
    return this.#session.channel.idleMs;
  }

  /** The next transfer finds its data connection made. */
  get hasNextData(): boolean {
    return this.#session.next.isReady;
  }

  /** An empty directory is `[]`, whatever way the server says so; a missing one is 'not-found'. */
  async list(path: string, options: TransferOptions = {}): Promise<RemoteEntry[]> {
    return this.#turn(`list ${path}`, options.signal, async (session, signal) => {
      try {
        const entries = await list(session, { ...options, path }, signal);
        learnOffset(session, path, entries);
        return entries;
      } catch (error) {
        throw await explainList(session, { error, path }, signal);
      }
    });
  }

  /** Lists folders by STAT, one behind the other and each answered, for as long as `next` gives some. */
  async listMany(next: NextFolder): Promise<void> {
    await this.#turn('list folders', undefined, (session) => listMany(session, next));
  }

  /** One entry, links not followed. RemoteError kind 'not-found' where there is none. */
  async stat(path: string, options: { signal?: AbortSignal } = {}): Promise<RemoteEntry> {
    return this.#looks.ask(path, options.signal ?? never, `Looking at ${path}`);
  }

  /** Several entries, asked for in one write; each is there or says why not. */
  async statMany(
    paths: readonly string[],
    options: { signal?: AbortSignal } = {},
  ): Promise<PromiseSettledResult<RemoteEntry>[]> {
    return this.#turn(`look at ${String(paths.length)} files`, options.signal, (session, signal) =>
      statMany(session, paths, signal),
    );
  }

  /** The content from byte `start` (REST, RFC 3659 section 5) to its end, whole, or an error. */
  async readFile(
    path: string,
    options: TransferOptions & { start?: number } = {},
  ): Promise<Uint8Array> {
    return this.#turn(`read ${path}`, options.signal, (session, signal) =>
      readWhole(session, { ...options, path }, signal),
    );
  }

  /** The whole content with the state that it had right before, in one breath where the server bears it. */
  async readWithState(path: string, options: TransferOptions = {}): Promise<StatedContent> {
    return this.#turn(`read ${path}`, options.signal, (session, signal) =>
      readWithState(session, { ...options, path }, signal),
    );
  }

  /** Stream of the content; destroying it early aborts the transfer and leaves the session usable. */
  createReadStream(path: string, options: TransferOptions & { start?: number } = {}): Readable {
    return readStream(
      (sink, signal) => this.readInto(path, sink, { ...options, signal }),
      options.signal,
    );
  }

  /**
   * Hands the content to `sink`, chunk by chunk, and waits where that gives a promise. With `isLent` the
   * memory of a chunk is used again as soon as `sink` is done with it, which is the fastest way to a disk.
   */
  async readInto(
    path: string,
    sink: (chunk: Uint8Array) => void | Promise<void>,
    options: TransferOptions & { start?: number; isLent?: boolean } = {},
  ): Promise<void> {
    await this.#turn(`read ${path}`, options.signal, (session, signal) =>
      receiveFile(session, { ...options, path, sink }, signal),
    );
  }

  /**
   * Resolves only after the server has confirmed the whole content. `start`: it goes behind so many bytes
   * of what is there (REST); `append`: behind all of it (APPE).
   */
  async writeFile(
    path: string,
    content: Uint8Array | Readable,
    options: TransferOptions & { start?: number; append?: boolean } = {},
  ): Promise<void> {
    const job = { ...options, path, content };
    await withSource(content, () =>
      this.#turn(`write ${path}`, options.signal, (session, signal) =>
        sendFile(session, job, signal),
      ),
    );
  }

  /** Removes a file, or a link (DELE). */
  async remove(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`remove ${path}`, options.signal, (session, signal) =>
      remove(session, path, signal),
    );
  }

  /** RNFR and RNTO. What stands at `to` is replaced or kind `exists`, as the server does it. */
  async rename(from: string, to: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`rename ${from}`, options.signal, (session, signal) =>
      rename(session, { from, to }, signal),
    );
  }

  /**
   * Gives an uploaded file its mode and its name, after a look at both that `judge` may end; resolves
   * with its state, or with undefined, and nothing moved, where the server shows no such file.
   */
  async moveIn(
    job: MoveIn,
    options: { signal?: AbortSignal } = {},
  ): Promise<RemoteEntry | undefined> {
    return this.#turn(`rename ${job.from}`, options.signal, (session, signal) =>
      moveIn(session, job, signal),
    );
  }

  /** Makes one folder; kind `exists` where the name is taken. */
  async mkdir(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`make ${path}`, options.signal, (session, signal) =>
      mkdir(session, path, signal),
    );
  }

  /** Removes a folder that is empty. */
  async rmdir(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`remove ${path}`, options.signal, (session, signal) =>
      rmdir(session, path, signal),
    );
  }

  /** Sets the mode bits (0o644) by SITE CHMOD, or MFF; kind `unsupported` where the server has neither. */
  async chmod(path: string, mode: number, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`chmod ${path}`, options.signal, (session, signal) =>
      chmod(session, { path, mode }, signal),
    );
  }

  /** Sets the time, to the second; kind `unsupported` where the server has no way to do it. */
  async setModified(
    path: string,
    epochMs: number,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    await this.#turn(`date ${path}`, options.signal, (session, signal) =>
      setModified(session, { path, epochMs }, signal),
    );
  }

  /** A raw command, for what has no method here. A 4xx/5xx resolves with its code. */
  async command(
    line: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<{ code: number; lines: string[] }> {
    const order = rawCommand(line);
    return this.#turn(order.log, options.signal, ({ channel }, signal) =>
      channel.exchange(order, signal),
    );
  }

  /** QUIT, then close; finishes what was begun; never throws. */
  async close(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.hurry();
    const { channel, next } = this.#session;
    next.drop();
    await this.#turn('say goodbye', undefined, () =>
      channel.exchange(command('QUIT'), AbortSignal.timeout(quitMs)),
    ).catch(
      // Whatever the server makes of QUIT: the connection ends now.
      () => undefined,
    );
    channel.destroy(new RemoteError('disconnected', 'The session was closed by us'));
  }

  /** From now on a transfer ends that nobody reads on, or gives more to, for as long as a server may take. */
  hurry(): void {
    this.#session.isClosing = true;
  }

  /** Ends the session at once; what is under way fails with `reason`. */
  destroy(reason: RemoteError): void {
    clearInterval(this.#keepAlive);
    this.#session.next.drop();
    this.#session.channel.destroy(reason);
  }

  /** Copies a file on the server itself; kind `unsupported` where it has no command for it. */
  async copy(from: string, to: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`copy ${from}`, options.signal, (session, signal) =>
      copy(session, { from, to }, signal),
    );
  }

  /**
   * Removes a folder with all that is in it, or whatever is at `path`. Links are removed, not followed.
   * `onProgress` tells how many files, links and folders are gone so far.
   */
  async removeTree(
    path: string,
    options: { signal?: AbortSignal; onProgress?: (removed: number) => void } = {},
  ): Promise<void> {
    const { signal: asked, onProgress } = options;
    await this.#turn(`remove ${path}`, asked, (session, signal) =>
      removeTree(session, { path, onProgress }, signal),
    );
  }

  /** The hash as the server computes it, by `algorithm` or the best it offers; undefined where it offers none. */
  async hash(
    path: string,
    algorithm?: HashAlgorithm,
    options: { signal?: AbortSignal } = {},
  ): Promise<FileHash | undefined> {
    return this.#turn(`hash ${path}`, options.signal, (session, signal) =>
      hash(session, { path, algorithm }, signal),
    );
  }

  /** Makes a folder and those above it that are missing; no error where it is there. */
  async mkdirs(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#turn(`make ${path}`, options.signal, (session, signal) =>
      mkdirs(session, path, signal),
    );
  }

  /** Whether another operation may use this session; waits for what is still to be answered. */
  async isReady(): Promise<boolean> {
    await this.#session.settling;
    await this.#session.next.answered;
    await this.#session.channel.answered();
    return this.#session.channel.state === 'ready';
  }

  async #turn<T>(
    what: string,
    asked: AbortSignal | undefined,
    work: (session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = asked ?? never;
    return this.#turns.take(what, signal, async () => {
      const { next } = this.#session;
      const isFree = this.#session.settling.then(() => next.answered);
      await abortable(isFree, signal, what);
      const { failure } = this.#session.channel;
      if (failure !== undefined) throw markUnsent(lostError(failure));
      return work(this.#session, signal);
    });
  }

  async #stayAlive(everyMs: number): Promise<void> {
    if (this.closed) clearInterval(this.#keepAlive);
    else if (this.#turns.isFree && this.idleMs >= everyMs) {
      // A refused or lost NOOP shows in the trace and with the next operation.
      await this.command('NOOP').catch(() => undefined);
    }
  }
}

/** A stream may fail before anybody reads it, and must not stay open where nobody will. */
async function withSource(
  content: Uint8Array | Readable,
  write: () => Promise<void>,
): Promise<void> {
  if (content instanceof Uint8Array) return write();
  content.on('error', () => undefined);
  // STOR would empty the file, and nothing would follow.
  if (content.destroyed || content.readableEnded) {
    const text = 'The source of the content is over before it was read';
    throw content.errored ?? new RemoteError('failed', text);
  }
  try {
    await write();
  } catch (error) {
    content.destroy();
    throw error;
  }
}

function lostError(failure: RemoteError): RemoteError {
  const text = `The session is over: ${failure.message}`;
  return new RemoteError('disconnected', text, {
    code: failure.code,
    reply: failure.reply,
    cause: failure,
  });
}
