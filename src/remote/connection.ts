import { abortable, abortError } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import {
  type FtpOptions,
  type FtpPool,
  type HostKnowledge,
  type TraceEvent,
} from '../ftp/index.js';
import { asAllowed, asAllowedLooks, readOnlyError } from './allowed-files.js';
import { CachedFiles } from './cached-files.js';
import { FreshFiles } from './fresh-files.js';
import { FtpFiles } from './ftp-files.js';
import { type Credentials, type Login, noteRefusal, prepareLogin } from './login-options.js';
import { OrderedFiles } from './ordered-files.js';
import { accountOf, type ConnectionProfile } from './profile.js';
import { agesOf, type FileHabits } from './file-habits.js';
import { isLook } from './raw-command.js';
import { type RemoteFiles } from './remote-files.js';
import { type TreeOptions } from './workspace-tree.js';

/** How a connection stands. */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'failed';

/** Keeps what was learned of servers, longer than a connection lives. */
export interface KnowledgeKeeper {
  recall(profile: ConnectionProfile): HostKnowledge;
  keep(profile: ConnectionProfile, knowledge: HostKnowledge): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  name: string;
  profile: ConnectionProfile;
  credentials: Credentials;
  knowledge?: KnowledgeKeeper;
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
/** The same where somebody waits for it to be tried. */
const hurryAfterMs = 1_000;
/** No attempt to connect, and no finding out that a connection is lost, takes longer. */
const longestTryMs = 60_000;

interface Failure {
  error: RemoteError;
  at: number;
  /** Somebody waited for it already when it was tried. */
  wasHurried: boolean;
}

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
  readonly knowledge: Readonly<HostKnowledge>;
  #pool: FtpPool | undefined;
  #attempt: { pool: Promise<FtpPool>; stop: AbortController } | undefined;
  #failure: Failure | undefined;
  /** When somebody last waited for a save. */
  #hurriedAt = -Infinity;

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
    this.files = asAllowed(this.#cached, options.profile);
    const fresh = new FreshFiles(ordered, (path) => {
      this.#cached.forget(path);
    });
    // A sync that does not see hidden files would take them for gone.
    this.fresh = asAllowed(fresh, { ...options.profile, hiddenFiles: true });
    this.knowledge = options.knowledge?.recall(options.profile) ?? {};
  }

  /** What an editor's tree needs beside `files`. */
  get looks(): Omit<TreeOptions, 'confirmOverwrite' | 'onPrecious' | 'memory'> {
    return {
      fresh: {
        ...this.#cached.fresh,
        ...asAllowedLooks(this.#cached.fresh, this.profile),
      },
      beforeWrite: () => {
        this.#hurry();
      },
      account: accountOf(this.profile),
      basePath: () => this.#tree.basePath,
      statThrough: (path, signal) => this.#tree.statThrough(path, signal),
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
    if (this.profile.readOnly === true && !isLook(line)) throw readOnlyError(`send ${line}`);
    const pool = await this.#connected(signal);
    try {
      return await pool.use((client) => client.command(line, { signal }), signal);
    } finally {
      // Nobody but the server knows what the command has changed, however it ended.
      if (!isLook(line)) this.#cached.refresh();
    }
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

  #mayRetry({ error, at }: Failure): boolean {
    return !needsUser(error) && Date.now() - at >= retryAfterMs;
  }

  /**
   * Somebody saves: what failed before is tried at once, for the server may be back. Not for each of
   * many saves that come together, since each could wait as long for nothing.
   */
  #hurry(): void {
    const failure = this.#failure;
    this.#hurriedAt = Date.now();
    if (failure === undefined || needsUser(failure.error)) return;
    if (failure.wasHurried && Date.now() - failure.at < hurryAfterMs) return;
    this.#failure = undefined;
  }

  #fail(error: RemoteError): void {
    const at = Date.now();
    this.#failure = { error, at, wasHurried: at - this.#hurriedAt < longestTryMs };
    this.#become('failed');
  }

  async #open(signal: AbortSignal): Promise<FtpPool> {
    this.#become('connecting');
    const { credentials } = this.#options;
    try {
      const login = await prepareLogin(this, credentials, signal);
      const pool = await this.#poolWith(login.options);
      await this.#try(pool, login, signal);
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
      await noteRefusal(error, this.profile, credentials);
      this.#fail(error);
      throw error;
    }
  }

  async #poolWith(options: FtpOptions): Promise<FtpPool> {
    // The engine is read on first use: it is the largest part of all.
    const { FtpPool } = await import('../ftp/index.js');
    const { sessions: size } = this.profile;
    const pool: FtpPool = new FtpPool(
      {
        ...options,
        ...(size !== undefined && { size }),
        trace: (event) => {
          this.#options.trace?.(event);
        },
        // Opening a folder takes a few transfers: they are not worth more logins.
        warmAfter: 6,
        onLost: (error) => {
          this.#noticeLoss(pool, error);
        },
      },
      this.knowledge,
    );
    return pool;
  }

  async #try(pool: FtpPool, { given }: Login, signal: AbortSignal): Promise<void> {
    const { credentials } = this.#options;
    try {
      await pool.use(() => Promise.resolve(), signal);
      for (const { secret, value } of given) await credentials.accepted(secret, value);
      if (signal.aborted) throw abortError(signal, `Connecting to ${this.name}`);
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** The server cannot be reached any more, or will not have us: what comes next learns it at once. */
  #noticeLoss(pool: FtpPool, error: RemoteError): void {
    if (this.#pool !== pool) return;
    this.#pool = undefined;
    pool.destroy(error);
    this.#fail(error);
    // Who tries again must be asked: the saved password is the one that was refused.
    void noteRefusal(error, this.profile, this.#options.credentials);
  }

  #become(state: ConnectionState): void {
    if (this.#state === state && state !== 'failed') return;
    // Each of these is a moment at which something may have been learned.
    if (state !== 'connecting') this.#options.knowledge?.keep(this.profile, this.knowledge);
    this.#state = state;
    this.#options.onState?.(this);
  }
}

/** Trying again would ask the user again, or lock the account. */
const needsUser = ({ kind }: RemoteError): boolean => kind === 'auth' || kind === 'aborted';
