// Sessions to one server: opened on need, lent to one operation at a time, reused, reopened after
// a drop. Waiting is in line. Until one login has worked only one is tried, so that a wrong
// password is not sent three times.
import { type Readable } from 'node:stream';
import { abortError, never, onAbort } from '../base/abort.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { FtpClient } from './client.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type FtpOptions, type TransferOptions } from './options.js';
import { readStream } from './read-stream.js';

export type PoolOptions = FtpOptions & {
  /** Sessions at most. Default 3. */
  size?: number;
  /** Closes a session that nobody used for this long, in milliseconds. Default 120 000. */
  idleTimeout?: number;
  /** Told where no session stands and none could be made; not of a caller's own wish to stop. */
  onLost?: (error: RemoteError) => void;
};

interface Loan {
  client: FtpClient;
  isReused: boolean;
}

interface Waiting {
  /** Who asked earlier has a lower one. */
  turn: number;
  /** Gives a session, or the right to open one. */
  serve: (client: FtpClient | undefined) => void;
  fail: (error: RemoteError) => void;
}

type Optional = { signal?: AbortSignal } | undefined;

/** After this long a silent drop is likely: a session is asked before it does what must not be repeated. */
const doubtMs = 45_000;

export class FtpPool {
  readonly #options: PoolOptions;
  readonly #knowledge: HostKnowledge = {};
  readonly #clients = new Set<FtpClient>();
  readonly #idle: { client: FtpClient; timer: NodeJS.Timeout }[] = [];
  readonly #line: Waiting[] = [];
  /** Sessions that work is done with now; each promise ends when its session is back. */
  readonly #lent = new Map<FtpClient, Promise<void>>();
  #turn = 0;
  /** Sessions that are given back, and perhaps wait for a last reply before they are lent again. */
  #returning = 0;
  #limit: number;
  /** Sessions open or being opened. */
  #open = 0;
  #hasWorked = false;
  #ended: RemoteError | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#limit = sizeOf(options);
  }

  async list(path: string, options: TransferOptions = {}): Promise<RemoteEntry[]> {
    return this.#repeat(options, (client) => client.list(path, options));
  }

  async stat(path: string, options?: Optional): Promise<RemoteEntry> {
    return this.#repeat(options, (client) => client.stat(path, options));
  }

  async readFile(
    path: string,
    options: TransferOptions & { start?: number } = {},
  ): Promise<Uint8Array> {
    return this.#repeat(options, (client) => client.readFile(path, options));
  }

  createReadStream(path: string, options: TransferOptions & { start?: number } = {}): Readable {
    return readStream(
      (sink, signal) =>
        this.#once({ signal }, async (client) => {
          const content = client.createReadStream(path, { ...options, signal });
          for await (const chunk of content) await sink(chunk as Uint8Array);
        }),
      options.signal,
    );
  }

  async writeFile(
    path: string,
    content: Uint8Array | Readable,
    options: TransferOptions & { start?: number; append?: boolean } = {},
  ): Promise<void> {
    const write = (client: FtpClient): Promise<void> => client.writeFile(path, content, options);
    // It may fail while it waits for a session.
    if (!(content instanceof Uint8Array)) content.on('error', () => undefined);
    // The same bytes at the same place once more are no harm; a stream is read once only.
    const isRepeatable = content instanceof Uint8Array && options.append !== true;
    await (isRepeatable ? this.#repeat(options, write) : this.#once(options, write));
  }

  async remove(path: string, options?: Optional): Promise<void> {
    await this.#once(options, (client) => client.remove(path, options));
  }

  async rename(from: string, to: string, options?: Optional): Promise<void> {
    await this.#once(options, (client) => client.rename(from, to, options));
  }

  async mkdir(path: string, options?: Optional): Promise<void> {
    await this.#once(options, (client) => client.mkdir(path, options));
  }

  async rmdir(path: string, options?: Optional): Promise<void> {
    await this.#once(options, (client) => client.rmdir(path, options));
  }

  async chmod(path: string, mode: number, options?: Optional): Promise<void> {
    await this.#repeat(options, (client) => client.chmod(path, mode, options));
  }

  async setModified(path: string, epochMs: number, options?: Optional): Promise<void> {
    await this.#repeat(options, (client) => client.setModified(path, epochMs, options));
  }

  /** Runs `work` with one session to itself. One that is not ready afterwards is never lent again. */
  async use<T>(work: (client: FtpClient) => Promise<T>, signal: AbortSignal = never): Promise<T> {
    return this.#once({ signal }, work);
  }

  /** Lets what is under way finish, refuses what waits, and says goodbye. May be called twice. */
  async close(): Promise<void> {
    this.#end(new RemoteError('disconnected', 'The connection was closed by us'));
    // Work may have several steps: its session says goodbye when it is given back.
    const ends = [...this.#clients].map((client) => this.#lent.get(client) ?? client.close());
    await Promise.all(ends);
  }

  /** Ends everything at once: what is under way fails with `reason`. May be called twice. */
  destroy(reason: RemoteError): void {
    this.#end(reason);
    for (const client of this.#clients) client.destroy(reason);
  }

  #end(reason: RemoteError): void {
    this.#ended ??= reason;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    for (const waiting of this.#line.splice(0)) waiting.fail(reason);
  }

  async #once<T>(options: Optional, work: (client: FtpClient) => Promise<T>): Promise<T> {
    const loan = await this.#borrowTrusted(options?.signal ?? never);
    return this.#lend(loan, work);
  }

  /** As `#once`, and again on a fresh session where a reused one turns out to be dead. */
  async #repeat<T>(options: Optional, work: (client: FtpClient) => Promise<T>): Promise<T> {
    for (;;) {
      const loan = await this.#borrow(options?.signal ?? never);
      try {
        return await this.#lend(loan, work);
      } catch (error) {
        const wasStale =
          loan.isReused && loan.client.closed && isRemoteError(error, 'disconnected');
        if (!wasStale || this.#ended !== undefined) throw error;
      }
    }
  }

  async #lend<T>({ client }: Loan, work: (client: FtpClient) => Promise<T>): Promise<T> {
    let giveBack: () => void = () => undefined;
    this.#lent.set(client, new Promise((resolve) => (giveBack = resolve)));
    try {
      return await work(client);
    } finally {
      void this.#takeBack(client).then(giveBack);
    }
  }

  /** A session that was silent for long is asked first: nothing that it loses could be repeated. */
  async #borrowTrusted(signal: AbortSignal): Promise<Loan> {
    for (;;) {
      const loan = await this.#borrow(signal);
      if (!loan.isReused || loan.client.idleMs < doubtMs) return loan;
      const isAlive = await loan.client.command('NOOP', { signal }).then(
        () => true,
        () => false,
      );
      if (isAlive) return loan;
      await this.#takeBack(loan.client);
    }
  }

  async #borrow(signal: AbortSignal): Promise<Loan> {
    this.#turn += 1;
    return this.#borrowInTurn(this.#turn, signal);
  }

  async #borrowInTurn(turn: number, signal: AbortSignal): Promise<Loan> {
    if (this.#ended !== undefined) throw this.#ended;
    if (signal.aborted) throw abortError(signal, 'The operation');
    const idle = this.#takeIdle();
    if (idle !== undefined) return { client: idle, isReused: true };
    if (this.#mayOpen(this.#line.length + 1)) {
      this.#open += 1;
      return this.#openOne(turn, signal);
    }
    const client = await this.#wait(turn, signal);
    return client === undefined ? this.#openOne(turn, signal) : { client, isReused: true };
  }

  #takeIdle(): FtpClient | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.client.closed) return idle.client;
      this.#forget(idle.client);
    }
    return undefined;
  }

  /** Opens a session; the place for it is counted in `#open` already. */
  async #openOne(turn: number, signal: AbortSignal): Promise<Loan> {
    try {
      const client = await FtpClient.join(this.#options, this.#knowledge, signal);
      if (this.#ended !== undefined) {
        client.destroy(this.#ended);
        throw this.#ended;
      }
      this.#clients.add(client);
      this.#hasWorked = true;
      this.#serveNext();
      return { client, isReused: false };
    } catch (error) {
      this.#open -= 1;
      if (this.#hasNoRoom(error)) {
        this.#limit = this.#open;
        return this.#borrowInTurn(turn, signal);
      }
      this.#failed(error, signal);
      throw error;
    }
  }

  /** The server takes no further session: those that stand must do. */
  #hasNoRoom(error: unknown): boolean {
    if (this.#open === 0 || !isRemoteError(error)) return false;
    // The password was right for those that stand: another login is refused for its number.
    const isOneTooMany = error.kind === 'auth' && this.#clients.size > 0;
    return isOneTooMany || error.kind === 'connect' || error.code === 421;
  }

  /** Where no session stands and none can be made, all that wait learn it at once. */
  #failed(error: unknown, signal: AbortSignal): void {
    // What one caller has had enough of is no failure for the others.
    if (this.#open > 0 || signal.aborted || !isRemoteError(error)) {
      this.#serveNext();
      return;
    }
    // An outage says nothing about how many sessions there may be afterwards.
    this.#limit = sizeOf(this.#options);
    for (const waiting of this.#line.splice(0)) waiting.fail(error);
    this.#options.onLost?.(error);
  }

  /** Those first in line may open sessions as far as there is room. */
  #serveNext(): void {
    while (this.#line.length > 0 && this.#mayOpen(this.#line.length)) {
      this.#open += 1;
      this.#line.shift()?.serve(undefined);
    }
  }

  /** Whether one of so many that wait may open a session, for there is room and none comes back for it. */
  #mayOpen(waiting: number): boolean {
    const limit = this.#hasWorked ? this.#limit : 1;
    return this.#open < limit && waiting > this.#returning;
  }

  #wait(turn: number, signal: AbortSignal): Promise<FtpClient | undefined> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        turn,
        serve: (client) => {
          stopListening();
          resolve(client);
        },
        fail: (error) => {
          stopListening();
          reject(error);
        },
      };
      const stopListening = onAbort(signal, () => {
        const at = this.#line.indexOf(waiting);
        if (at !== -1) this.#line.splice(at, 1);
        reject(abortError(signal, 'The operation'));
      });
      const later = this.#line.findIndex((one) => one.turn > turn);
      this.#line.splice(later === -1 ? this.#line.length : later, 0, waiting);
    });
  }

  async #takeBack(client: FtpClient): Promise<void> {
    this.#returning += 1;
    const isReady = await client.isReady();
    this.#returning -= 1;
    this.#lent.delete(client);
    if (!isReady || this.#ended !== undefined) {
      if (this.#ended === undefined) client.destroy(new RemoteError('disconnected', 'Not usable'));
      else await client.close();
      this.#forget(client);
      return;
    }
    const next = this.#line.shift();
    if (next === undefined) this.#keep(client);
    else next.serve(client);
    this.#serveNext();
  }

  #keep(client: FtpClient): void {
    const close = (): void => {
      const at = this.#idle.findIndex((idle) => idle.client === client);
      if (at === -1) return;
      this.#idle.splice(at, 1);
      this.#forget(client);
      void client.close();
    };
    const timer = setTimeout(close, this.#options.idleTimeout ?? 120_000);
    timer.unref();
    this.#idle.push({ client, timer });
  }

  #forget(client: FtpClient): void {
    if (!this.#clients.delete(client)) return;
    this.#open -= 1;
    this.#serveNext();
  }
}

const sizeOf = ({ size = 3 }: PoolOptions): number => Math.max(1, size);
