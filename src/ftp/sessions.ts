// Sessions to one server: opened on need, lent to one operation at a time, reused, reopened after a
// drop. Waiting is in line. Until one login has worked only one is tried, so that a wrong password is
// not sent three times. Where transfers follow one another, further sessions are opened ahead: while
// one still confirms, the next has its data connection ready.
import { abortError, onAbort } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { FtpClient } from './client.js';
import { type HostKnowledge, isFar } from './host-knowledge.js';
import { type FtpOptions } from './options.js';
import { isUnsent } from './unsent.js';
import { type Use, WaitingLine, type Wish as Turn } from './waiting-line.js';

/** As for a client, and how many of them there may be. */
export type PoolOptions = FtpOptions & {
  /** Sessions at most. Default 3. */
  size?: number;
  /** Closes a session that nobody used for this long, in milliseconds. Default 120 000. */
  idleTimeout?: number;
  /** Told where no session stands and none could be made; not of a caller's own wish to stop. */
  onLost?: (error: RemoteError) => void;
  /**
   * After so many transfers in close succession further sessions are opened, so that each transfer
   * finds a data connection made, where the server is not near. Default 2; with Infinity only what
   * runs at the same time gets them.
   */
  warmAfter?: number;
};

interface Loan {
  client: FtpClient;
  isReused: boolean;
  use: Use;
}

interface Wish {
  use: Use;
  signal: AbortSignal;
  /** One operation, whose content is there: it may begin anew where nothing of it was sent. */
  isOneStep?: boolean;
}

interface Waiting extends Turn {
  /** Gives a session, or the right to open one. */
  serve: (client: FtpClient | undefined) => void;
  fail: (error: RemoteError) => void;
}

type Work<T> = (client: FtpClient) => Promise<T>;

/** After this long a silent drop is likely: a session is asked before it does what must not be repeated. */
const doubtMs = 45_000;
/** Transfers that follow one another no later than this are a run. */
const runGapMs = 250;
/** So many sessions in turn always have one that is ready. */
const warmSessions = 3;
/** How long a server counts as full: it said so itself, or it only did not answer. */
const fullMs = { told: 300_000, silent: 30_000 };

/** The sessions of one pool. */
export class Sessions {
  readonly #options: PoolOptions;
  readonly #knowledge: HostKnowledge;
  readonly #clients = new Set<FtpClient>();
  readonly #idle: { client: FtpClient; timer: NodeJS.Timeout }[] = [];
  readonly #line = new WaitingLine<Waiting>();
  /** Sessions that work is done with now; each promise ends when its session is back. */
  readonly #lent = new Map<FtpClient, Promise<void>>();
  /** Sessions that are being opened for somebody. */
  readonly #joining = new Set<Promise<FtpClient>>();
  #turn = 0;
  /** Sessions that are given back, and perhaps wait for a last reply before they are lent again. */
  #returning = 0;
  /** Work that goes on now. */
  #active = 0;
  /** Sessions that carry long transfers. */
  #bulk = 0;
  /** Sessions open or being opened. */
  #open = 0;
  #hasWorked = false;
  /** How many sessions the server takes, as far as it was found out. */
  #learned: { limit: number; until: number } | undefined;
  readonly #run = { length: 0, endedAt: -Infinity };
  readonly #closing = new AbortController();
  #ended: RemoteError | undefined;

  constructor(options: PoolOptions, knowledge: HostKnowledge) {
    this.#options = options;
    this.#knowledge = knowledge;
  }

  /** Runs `work` with one session to itself. One that is not ready afterwards is never lent again. */
  async once<T>(wish: Wish, work: Work<T>): Promise<T> {
    for (;;) {
      const loan = await this.#borrowTrusted(wish);
      try {
        return await this.#lend(loan, work);
      } catch (error) {
        if (wish.isOneStep !== true || !this.#isForAnother(error, loan)) throw error;
      }
    }
  }

  /** As `once`, and again on a fresh session where a reused one turns out to be dead. */
  async repeat<T>(wish: Wish, work: Work<T>): Promise<T> {
    for (;;) {
      const loan = await this.#borrow(wish);
      try {
        return await this.#lend(loan, work);
      } catch (error) {
        const wasStale =
          loan.isReused && loan.client.closed && isRemoteError(error, 'disconnected');
        const isAgain = wasStale && this.#ended === undefined;
        if (!isAgain && !this.#isForAnother(error, loan)) throw error;
      }
    }
  }

  /** A session that was over before anything was sent on it, or that has to be opened another way. */
  #isForAnother(error: unknown, { client, isReused }: Loan): boolean {
    if (!isUnsent(error) || this.#ended !== undefined || !client.closed) return false;
    return isRemoteError(error, 'tls') || isReused;
  }

  /** Lets what is under way finish, refuses what waits, and says goodbye. May be called twice. */
  async close(): Promise<void> {
    this.#end(new RemoteError('disconnected', 'The connection was closed by us'));
    for (const client of this.#lent.keys()) client.hurry();
    // Work may have several steps: its session says goodbye when it is given back.
    const ends = [...this.#clients].map((client) => this.#lent.get(client) ?? client.close());
    await Promise.all(ends);
    await Promise.allSettled(this.#joining);
  }

  /** Ends everything at once: what is under way fails with `reason`. May be called twice. */
  destroy(reason: RemoteError): void {
    this.#end(reason);
    for (const client of this.#clients) client.destroy(reason);
  }

  get #limit(): number {
    const size = Math.max(1, this.#options.size ?? 3);
    if (this.#learned === undefined || Date.now() > this.#learned.until) return size;
    return Math.min(size, this.#learned.limit);
  }

  #end(reason: RemoteError): void {
    this.#ended ??= reason;
    this.#closing.abort(this.#ended);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    for (const waiting of this.#line.clear()) waiting.fail(reason);
  }

  async #lend<T>({ client, use }: Loan, work: Work<T>): Promise<T> {
    let giveBack: () => void = () => undefined;
    this.#lent.set(client, new Promise((resolve) => (giveBack = resolve)));
    this.#active += 1;
    try {
      return await work(client);
    } finally {
      this.#active -= 1;
      if (use === 'bulk') this.#bulk -= 1;
      if (use === 'transfer') this.#run.endedAt = performance.now();
      void this.#takeBack(client).then(giveBack);
    }
  }

  /** A session that was silent for long is asked first: nothing that it loses could be repeated. */
  async #borrowTrusted(wish: Wish): Promise<Loan> {
    for (;;) {
      const loan = await this.#borrow(wish);
      if (!loan.isReused || loan.client.idleMs < doubtMs) return loan;
      const isAlive = await loan.client.command('NOOP', wish).then(
        () => true,
        () => false,
      );
      if (isAlive) return loan;
      if (loan.use === 'bulk') this.#bulk -= 1;
      await this.#takeBack(loan.client);
    }
  }

  async #borrow(wish: Wish): Promise<Loan> {
    if (wish.use === 'transfer') this.#countRun();
    this.#turn += 1;
    return this.#borrowInTurn(this.#turn, wish);
  }

  async #borrowInTurn(turn: number, wish: Wish): Promise<Loan> {
    const { use, signal } = wish;
    if (this.#ended !== undefined) throw this.#ended;
    if (signal.aborted) throw abortError(signal, 'The operation');
    const waited = this.#wait(turn, wish);
    this.#serveLine();
    if (use === 'transfer') this.#warmUp();
    const client = await waited;
    if (client !== undefined) return { client, use, isReused: true };
    return this.#openOne(turn, wish);
  }

  #countRun(): void {
    const isNext = performance.now() - this.#run.endedAt < runGapMs && this.#active === 0;
    this.#run.length = isNext ? this.#run.length + 1 : 1;
  }

  /** In a run of transfers the next is quicker where another session stands ready. */
  #warmUp(): void {
    const isRun = this.#run.length >= (this.#options.warmAfter ?? 2);
    this.#knowledge.isWarm = isRun && isFar(this.#knowledge);
    if (!this.#knowledge.isWarm || !this.#hasWorked) return;
    if (this.#idle.some(({ client }) => client.hasNextData)) return;
    const most = Math.min(this.#limit, warmSessions);
    while (this.#open < most && this.#ended === undefined) void this.#openAhead();
  }

  async #openAhead(): Promise<void> {
    this.#open += 1;
    try {
      this.#keep(await this.#join(this.#closing.signal));
    } catch (error) {
      this.#open -= 1;
      if (this.#hasNoRoom(error)) this.#learnLimit(error);
    }
    this.#serveLine();
  }

  /** Serves who is next, as far as sessions are idle or may be opened. */
  #serveLine(): void {
    for (;;) {
      const next = this.#line.next(this.#bulk < Math.max(1, this.#limit - 1));
      if (next === undefined) return;
      const client = this.#takeIdle(next.use);
      if (client === undefined && !this.#mayOpen()) return;
      if (client === undefined) this.#open += 1;
      if (next.use === 'bulk') this.#bulk += 1;
      this.#line.serve(next);
      next.serve(client);
    }
  }

  /** Whether one that waits may open a session: there is room, and none comes back for it. */
  #mayOpen(): boolean {
    const limit = this.#hasWorked ? this.#limit : 1;
    return this.#open < limit && this.#line.length > this.#returning;
  }

  /** For a transfer the one that is ready, else the one that was given back first. */
  #takeIdle(use: Use): FtpClient | undefined {
    for (const idle of this.#idle.filter(({ client }) => client.closed)) {
      this.#unkeep(idle);
      // Who waits is being served already.
      if (this.#clients.delete(idle.client)) this.#open -= 1;
    }
    const ready =
      use === 'command' ? undefined : this.#idle.find(({ client }) => client.hasNextData);
    const idle = ready ?? (use === 'command' ? this.#idle.at(-1) : this.#idle[0]);
    if (idle === undefined) return undefined;
    this.#unkeep(idle);
    return idle.client;
  }

  /** Opens a session; the place for it is counted in `#open` already. */
  async #openOne(turn: number, wish: Wish): Promise<Loan> {
    const { use, signal } = wish;
    try {
      const client = await this.#joinWhile(signal);
      this.#serveLine();
      return { client, use, isReused: false };
    } catch (error) {
      this.#open -= 1;
      if (use === 'bulk') this.#bulk -= 1;
      if (this.#hasNoRoom(error)) {
        this.#learnLimit(error);
        return this.#borrowInTurn(turn, wish);
      }
      this.#failed(error, signal);
      throw error;
    }
  }

  /** Stops where the caller has had enough, and where the pool is closed. */
  async #joinWhile(signal: AbortSignal): Promise<FtpClient> {
    const stop = new AbortController();
    const ends = [signal, this.#closing.signal].map((one) =>
      onAbort(one, () => {
        stop.abort(one.reason);
      }),
    );
    const joining = this.#join(stop.signal);
    this.#joining.add(joining);
    try {
      return await joining;
    } finally {
      this.#joining.delete(joining);
      for (const stopListening of ends) stopListening();
    }
  }

  async #join(signal: AbortSignal): Promise<FtpClient> {
    const client = await FtpClient.join(this.#options, this.#knowledge, signal);
    if (this.#ended !== undefined) {
      client.destroy(this.#ended);
      throw this.#ended;
    }
    this.#clients.add(client);
    this.#hasWorked = true;
    return client;
  }

  /** The server takes no further session: those that stand must do. */
  #hasNoRoom(error: unknown): error is RemoteError {
    if (this.#open === 0 || !isRemoteError(error)) return false;
    // The password was right for those that stand: another login is refused for its number.
    const isOneTooMany = error.kind === 'auth' && this.#clients.size > 0;
    return isOneTooMany || ['connect', 'disconnected'].includes(error.kind) || error.code === 421;
  }

  #learnLimit({ code }: RemoteError): void {
    const ms = code === undefined ? fullMs.silent : fullMs.told;
    this.#learned = { limit: this.#open, until: Date.now() + ms };
  }

  /** Where no session stands and none can be made, all that wait learn it at once. */
  #failed(error: unknown, signal: AbortSignal): void {
    // What one caller has had enough of is no failure for the others.
    if (this.#open > 0 || signal.aborted || !isRemoteError(error)) {
      this.#serveLine();
      return;
    }
    // An outage says nothing about how many sessions there may be afterwards.
    this.#learned = undefined;
    for (const waiting of this.#line.clear()) waiting.fail(error);
    this.#options.onLost?.(error);
  }

  #wait(turn: number, { use, signal }: Wish): Promise<FtpClient | undefined> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        turn,
        use,
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
        this.#line.remove(waiting);
        reject(abortError(signal, 'The operation'));
      });
      this.#line.add(waiting);
    });
  }

  async #takeBack(client: FtpClient): Promise<void> {
    this.#returning += 1;
    const isReady = await client.isReady().catch(() => false);
    this.#returning -= 1;
    this.#lent.delete(client);
    if (isReady && this.#ended === undefined) {
      this.#keep(client);
    } else {
      if (this.#ended === undefined) client.destroy(new RemoteError('disconnected', 'Not usable'));
      else await client.close();
      this.#forget(client);
    }
    this.#serveLine();
  }

  #keep(client: FtpClient): void {
    const close = (): void => {
      this.#unkeep(idle);
      this.#forget(client);
      void client.close();
    };
    const timer = setTimeout(close, this.#options.idleTimeout ?? 120_000);
    timer.unref();
    const idle = { client, timer };
    this.#idle.push(idle);
  }

  #unkeep(idle: { timer: NodeJS.Timeout }): void {
    clearTimeout(idle.timer);
    const at = this.#idle.findIndex((one) => one === idle);
    if (at !== -1) this.#idle.splice(at, 1);
  }

  #forget(client: FtpClient): void {
    if (!this.#clients.delete(client)) return;
    this.#open -= 1;
    this.#serveLine();
  }
}
