import { abortable, abortError } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { FtpPool, type HostKnowledge, type TraceEvent } from '../ftp/index.js';
import { CachedFiles } from './cached-files.js';
import { FreshFiles } from './fresh-files.js';
import { FtpFiles } from './ftp-files.js';
import { OrderedFiles } from './ordered-files.js';
import { type ConnectionProfile } from './profile.js';
import { agesOf, type FileHabits } from './file-habits.js';
import { type RemoteFiles } from './remote-files.js';
import { type TreeOptions } from './workspace-tree.js';

export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'failed';

/** Where passwords come from. */
export interface Credentials {
  /** The saved password, or one asked for now; undefined where the user cancelled. */
  password(connection: Connection, signal: AbortSignal): Promise<string | undefined>;
  /** The server took this password: it may be kept. */
  accepted(connection: Connection, password: string): Promise<void>;
  /** The server refused this password: it must not be used again unasked. */
  refused(connection: Connection): Promise<void>;
}

export interface ConnectionOptions {
  name: string;
  profile: ConnectionProfile;
  credentials: Credentials;
  trace?: (event: TraceEvent) => void;
  /** How files are cached and replaced from now on. */
  habits?: () => FileHabits;
  /** Told once that files are not replaced as a whole on this server, and why. */
  onWrittenInPlace?: (path: string, why: string) => void;
  /** Announces each change of `state`; carries no control flow. */
  onState?: (connection: Connection) => void;
}

/** A failure that has nothing to do with the password is tried again after this. */
const retryAfterMs = 5_000;

/** One named server: connects on first need, remembers why it failed, gives its tree as `files`. */
export class Connection {
  readonly name: string;
  readonly profile: ConnectionProfile;
  readonly files: RemoteFiles;
  /** The same tree as it is now, past what is remembered of it. */
  readonly fresh: RemoteFiles;
  readonly #options: ConnectionOptions;
  readonly #tree: FtpFiles;
  readonly #cached: CachedFiles;
  #isInPlaceTold = false;
  #state: ConnectionState = 'disconnected';
  /** What was learned of the server; it outlives a lost connection. */
  readonly #knowledge: HostKnowledge = {};
  #pool: FtpPool | undefined;
  #attempt: { pool: Promise<FtpPool>; stop: AbortController } | undefined;
  #failure: { error: RemoteError; at: number } | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.name = options.name;
    this.profile = options.profile;
    this.#tree = new FtpFiles((signal) => this.#connected(signal), {
      root: options.profile.root,
      atomicUpload: () => this.#habits.atomicUpload ?? 'auto',
      onWrittenInPlace: (path, why) => {
        this.#tellInPlace(path, why);
      },
    });
    const ordered = new OrderedFiles(this.#tree);
    this.#cached = new CachedFiles(ordered, () => agesOf(this.#habits));
    this.files = this.#cached;
    this.fresh = new FreshFiles(ordered, (path) => {
      this.#cached.forget(path);
    });
  }

  /** What an editor's tree needs beside `files`. */
  get looks(): Omit<TreeOptions, 'confirmOverwrite' | 'onPrecious'> {
    return {
      fresh: this.#cached.fresh,
      basePath: () => this.#tree.basePath,
      statThrough: (path, signal) => this.#tree.statThrough(path, signal),
      expectWrite: (signal) => this.#tree.expectWrite(signal),
    };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the last attempt failed; undefined unless `state` is `failed`. */
  get error(): RemoteError | undefined {
    return this.#failure?.error;
  }

  /** Connects now; forgets a remembered failure first, so that the user can try again. */
  async connect(signal: AbortSignal): Promise<void> {
    this.#failure = undefined;
    await this.#connected(signal);
  }

  /** Ends all sessions; the next use of `files` connects again. */
  async disconnect(): Promise<void> {
    const [pool, attempt] = [this.#pool, this.#attempt];
    this.#pool = undefined;
    this.#attempt = undefined;
    this.#failure = undefined;
    this.#cached.refresh();
    this.#become('disconnected');
    attempt?.stop.abort(new RemoteError('aborted', `${this.name} was disconnected`));
    await pool?.close();
  }

  /** Sends a command as it stands and gives the reply, a refusal too. */
  async command(line: string, signal: AbortSignal): Promise<{ code: number; lines: string[] }> {
    const pool = await this.#connected(signal);
    return pool.use((client) => client.command(line, { signal }), signal);
  }

  /** Forgets what is cached of the tree. */
  refresh(): void {
    this.#cached.refresh();
  }

  get #habits(): FileHabits {
    return this.#options.habits?.() ?? {};
  }

  #tellInPlace(path: string, why: string): void {
    if (this.#isInPlaceTold) return;
    this.#isInPlaceTold = true;
    this.#options.onWrittenInPlace?.(path, why);
  }

  /** The pool, connected; one attempt serves all that wait, and its failure all that come soon after. */
  async #connected(signal: AbortSignal): Promise<FtpPool> {
    if (this.#pool !== undefined) return this.#pool;
    if (this.#failure !== undefined && !this.#mayRetry(this.#failure)) throw this.#failure.error;
    this.#attempt ??= this.#begin();
    return abortable(this.#attempt.pool, signal, `Connecting to ${this.name}`);
  }

  #begin(): { pool: Promise<FtpPool>; stop: AbortController } {
    const stop = new AbortController();
    const pool = this.#open(stop.signal).finally(() => {
      if (this.#attempt?.stop === stop) this.#attempt = undefined;
    });
    return { pool, stop };
  }

  #mayRetry({ error, at }: { error: RemoteError; at: number }): boolean {
    const needsUser = error.kind === 'auth' || error.kind === 'aborted';
    return !needsUser && Date.now() - at >= retryAfterMs;
  }

  async #open(signal: AbortSignal): Promise<FtpPool> {
    this.#become('connecting');
    try {
      const password = await abortable(this.#password(signal), signal, 'The password');
      const pool = new FtpPool(
        {
          ...this.profile,
          ...(password !== undefined && { password }),
          trace: (event) => {
            this.#options.trace?.(event);
          },
          // Opening a folder takes a few transfers: they are not worth more logins.
          warmAfter: 6,
          onLost: (error) => {
            this.#noticeLoss(pool, error);
          },
        },
        this.#knowledge,
      );
      await this.#try(pool, password, signal);
      this.#pool = pool;
      this.#failure = undefined;
      this.#become('connected');
      return pool;
    } catch (cause) {
      const error = isRemoteError(cause)
        ? cause
        : new RemoteError('failed', String(cause), { cause });
      // Who disconnects meanwhile wants no failure to be remembered.
      if (signal.aborted) throw error;
      this.#failure = { error, at: Date.now() };
      this.#become('failed');
      throw error;
    }
  }

  /** Undefined for an anonymous login, which needs none. */
  async #password(signal: AbortSignal): Promise<string | undefined> {
    const { user = 'anonymous' } = this.profile;
    if (user === 'anonymous') return undefined;
    const password = await this.#options.credentials.password(this, signal);
    if (password !== undefined) return password;
    throw new RemoteError('aborted', `No password was given for ${this.name}`, {
      hint: 'Connect again to be asked once more.',
    });
  }

  async #try(pool: FtpPool, password: string | undefined, signal: AbortSignal): Promise<void> {
    try {
      await pool.use(() => Promise.resolve(), signal);
      if (password !== undefined) await this.#options.credentials.accepted(this, password);
      if (signal.aborted) throw abortError(signal, `Connecting to ${this.name}`);
    } catch (error) {
      if (isRemoteError(error, 'auth')) await this.#options.credentials.refused(this);
      await pool.close();
      throw error;
    }
  }

  /** The server cannot be reached any more, or will not have us: what comes next learns it at once. */
  #noticeLoss(pool: FtpPool, error: RemoteError): void {
    if (this.#pool !== pool) return;
    this.#pool = undefined;
    this.#failure = { error, at: Date.now() };
    pool.destroy(error);
    this.#become('failed');
    // Who tries again must be asked: the saved password is the one that was refused.
    if (error.kind === 'auth') void this.#options.credentials.refused(this);
  }

  #become(state: ConnectionState): void {
    if (this.#state === state && state !== 'failed') return;
    this.#state = state;
    this.#options.onState?.(this);
  }
}
