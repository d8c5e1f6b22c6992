import { type Readable } from 'node:stream';
import { abortable, never } from '../base/abort.js';
import { Gate } from '../base/gate.js';
import { Gathering } from '../base/gathering.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { type RemoteError } from '../base/remote-error.js';
import { type FtpClient, mostLooks } from './client.js';
import { FolderListings } from './folder-listings.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type FileHash } from './operations/hash.js';
import { mayStat } from './operations/list-by-stat.js';
import { type StatedContent } from './operations/read-with-state.js';
import { type TransferOptions } from './options.js';
import { type HashAlgorithm } from './protocol/hash-reply.js';
import { readStream } from './read-stream.js';
import { type PoolOptions, Sessions } from './sessions.js';
import { type Use } from './waiting-line.js';

type Optional = { signal?: AbortSignal } | undefined;

const wish = (use: Use, options: Optional): { use: Use; signal: AbortSignal } => ({
  use,
  signal: options?.signal ?? never,
});

/** So many listings by data connections wait in line at most. */
const mostInLine = 16;

/**
 * The operations of a client over several sessions to one server. Each promises what the client's does;
 * what is safe to repeat is repeated once where a session turns out to be dead.
 */
export class FtpPool {
  readonly #sessions: Sessions;
  readonly #looks: Gathering<string, RemoteEntry>;
  readonly #folders: FolderListings;
  readonly #mayTell: (path: string) => boolean;
  /** Listings that wait for a session must not keep all others from it. */
  readonly #gate = new Gate(mostInLine);
  #hasListed = false;

  /** What is learned of the server goes into `knowledge`, which a later pool to it may begin with. */
  constructor(options: PoolOptions, knowledge: HostKnowledge = {}) {
    const sessions = new Sessions(options, knowledge);
    this.#sessions = sessions;
    this.#looks = new Gathering(mostLooks, (take, signal) =>
      sessions.repeat({ use: 'command', signal }, (client) => client.statMany(take())),
    );
    this.#folders = new FolderListings((next) =>
      sessions.repeat({ use: 'command', signal: never }, (client) => client.listMany(next)),
    );
    this.#mayTell = (path) => mayStat({ knowledge, options }, path);
  }

  async list(path: string, options: TransferOptions = {}): Promise<RemoteEntry[]> {
    const { signal = never } = options;
    const told = this.#mayTell(path) ? await this.#folders.ask(path, signal) : undefined;
    if (told !== undefined) return told;
    const list = (): Promise<RemoteEntry[]> =>
      this.#sessions.repeat({ use: 'transfer', signal }, (client) => client.list(path, options));
    // Where nothing has worked yet all wait in line, and hear at once what is wrong.
    const listing = this.#hasListed ? this.#gate.run(list) : list();
    const listed = await abortable(listing, signal, `Listing ${path}`);
    this.#hasListed = true;
    return listed;
  }

  /** What is asked for at the same time goes out in one write. */
  async stat(path: string, options?: Optional): Promise<RemoteEntry> {
    return this.#looks.ask(path, options?.signal ?? never, `Looking at ${path}`);
  }

  async readFile(
    path: string,
    options: TransferOptions & { start?: number } = {},
  ): Promise<Uint8Array> {
    return this.#sessions.repeat(wish('transfer', options), (client) =>
      client.readFile(path, options),
    );
  }

  /** The whole content with the state that it had right before, in one breath where the server bears it. */
  async readWithState(path: string, options: TransferOptions = {}): Promise<StatedContent> {
    return this.#sessions.repeat(wish('transfer', options), (client) =>
      client.readWithState(path, options),
    );
  }

  createReadStream(path: string, options: TransferOptions & { start?: number } = {}): Readable {
    return readStream(
      (sink, signal) =>
        this.#sessions.once({ ...wish('bulk', { signal }), isOneStep: true }, (client) =>
          client.readInto(path, sink, { ...options, signal }),
        ),
      options.signal,
    );
  }

  /** As `FtpClient.readInto`; a transfer that others may pass. */
  async readInto(
    path: string,
    sink: (chunk: Uint8Array) => void | Promise<void>,
    options: TransferOptions & { start?: number; isLent?: boolean } = {},
  ): Promise<void> {
    await this.#sessions.once({ ...wish('bulk', options), isOneStep: true }, (client) =>
      client.readInto(path, sink, options),
    );
  }

  async writeFile(
    path: string,
    content: Uint8Array | Readable,
    options: TransferOptions & { start?: number; append?: boolean } = {},
  ): Promise<void> {
    const write = (client: FtpClient): Promise<void> => client.writeFile(path, content, options);
    const isStream = !(content instanceof Uint8Array);
    // It may fail while it waits for a session.
    if (isStream) content.on('error', () => undefined);
    const wanted = wish(isStream ? 'bulk' : 'transfer', options);
    // The same bytes at the same place once more are no harm; a stream is read once only.
    const isRepeatable = !isStream && options.append !== true;
    const once = { ...wanted, isOneStep: !isStream };
    await (isRepeatable ? this.#sessions.repeat(wanted, write) : this.#sessions.once(once, write));
  }

  async remove(path: string, options?: Optional): Promise<void> {
    await this.#change(options, (client) => client.remove(path, options));
  }

  async rename(from: string, to: string, options?: Optional): Promise<void> {
    await this.#change(options, (client) => client.rename(from, to, options));
  }

  async mkdir(path: string, options?: Optional): Promise<void> {
    await this.#change(options, (client) => client.mkdir(path, options));
  }

  async rmdir(path: string, options?: Optional): Promise<void> {
    await this.#change(options, (client) => client.rmdir(path, options));
  }

  async chmod(path: string, mode: number, options?: Optional): Promise<void> {
    await this.#again(options, (client) => client.chmod(path, mode, options));
  }

  async setModified(path: string, epochMs: number, options?: Optional): Promise<void> {
    await this.#again(options, (client) => client.setModified(path, epochMs, options));
  }

  /** Copies a file on the server itself; kind `unsupported` where it has no command for it. */
  async copy(from: string, to: string, options?: Optional): Promise<void> {
    await this.#change(options, (client) => client.copy(from, to, options));
  }

  /** Removes a folder with all that is in it, or whatever is at `path`. Links are removed, not followed. */
  async removeTree(
    path: string,
    options?: { signal?: AbortSignal; onProgress?: (removed: number) => void },
  ): Promise<void> {
    await this.#change(options, (client) => client.removeTree(path, options));
  }

  /** The hash as the server computes it; undefined where it offers none. */
  async hash(
    path: string,
    algorithm?: HashAlgorithm,
    options?: Optional,
  ): Promise<FileHash | undefined> {
    return this.#again(options, (client) => client.hash(path, algorithm, options));
  }

  /** Makes a folder and those above it that are missing; no error where it is there. */
  async mkdirs(path: string, options?: Optional): Promise<void> {
    await this.#again(options, (client) => client.mkdirs(path, options));
  }

  /** Runs `work` with one session to itself. One that is not ready afterwards is never lent again. */
  async use<T>(work: (client: FtpClient) => Promise<T>, signal: AbortSignal = never): Promise<T> {
    return this.#sessions.once({ use: 'command', signal }, work);
  }

  /** Lets what is under way finish, refuses what waits, and says goodbye. May be called twice. */
  async close(): Promise<void> {
    await this.#sessions.close();
  }

  /** Ends everything at once: what is under way fails with `reason`. May be called twice. */
  destroy(reason: RemoteError): void {
    this.#sessions.destroy(reason);
  }

  /** What must not be done twice. */
  async #change<T>(options: Optional, work: (client: FtpClient) => Promise<T>): Promise<T> {
    return this.#sessions.once({ ...wish('command', options), isOneStep: true }, work);
  }

  /** What may be done twice. */
  async #again<T>(options: Optional, work: (client: FtpClient) => Promise<T>): Promise<T> {
    return this.#sessions.repeat(wish('command', options), work);
  }
}
