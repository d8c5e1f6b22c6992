// One data connection, whoever dialled it. It carries one listing or one file, in one direction.
import type net from 'node:net';
import type tls from 'node:tls';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { type Flow } from '../trace-event.js';
import { type ChunkReader } from './chunk-reader.js';
import { flowOf } from './dial.js';
import { keepTickets, startTls, tlsText } from './tls.js';
import { clock, type Tracer } from './tracer.js';

/** What a data connection is made of; `idleMs` is how long it may stand still. */
export interface DataOptions {
  socket: net.Socket;
  tracer: Tracer;
  /** How long no byte may move before the connection counts as dead. */
  idleMs: number;
  /** Whether our own side may no longer make it wait either. */
  isHurried?: () => boolean;
  /** What the socket was opened with, where it has no TLS. */
  reader?: ChunkReader | undefined;
  /** Its ends, where they are known already. */
  flow?: Flow;
}

/** What is sent: bytes that are there, or a stream of them. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Who takes what comes. */
export interface Receiving {
  sink: (chunk: Uint8Array) => void | Promise<void>;
  /** Whether a chunk's memory may be used again when the sink is done with it. */
  isLent?: boolean | undefined;
}

/** How much is written at once: little where the line is slow, so that it is seen to move. */
const pieceBytes = { first: 65_536, least: 8_192, most: 4_194_304 };
/** A piece that takes longer was too large, one that takes less too small. */
const pieceMs = { most: 1_000, least: 20 };
/** How long the server may take to close its end after all is said. */
const closeMs = 2_000;
/** The same for a transfer that was given up. */
const tornMs = 1_000;

/** One data connection, for one transfer in one direction (RFC 959 section 3.2). */
export class DataConnection {
  /** Bytes of content moved so far. */
  bytes = 0;
  readonly flow: Flow;
  readonly #tracer: Tracer;
  readonly #idleMs: number;
  readonly #isHurried: () => boolean;
  readonly #openedAt = clock();
  readonly #reader: ChunkReader | undefined;
  #socket: net.Socket;
  /** Kept from the first moment on: a reset may come before anybody reads. */
  #failure: Error | undefined;
  #hasEnded = false;
  #isSecured = false;
  #isUpload = false;
  #isGivenUp = false;
  #isTraced = false;

  constructor({ socket, tracer, idleMs, isHurried, reader, flow }: DataOptions) {
    this.#socket = socket;
    this.#reader = reader;
    this.#tracer = tracer;
    this.#idleMs = idleMs;
    this.#isHurried = isHurried ?? (() => false);
    this.flow = flow ?? flowOf(socket);
    socket.on('error', this.#fail);
    socket.once('end', this.#noteEnd);
  }

  readonly #noteEnd = (): void => {
    this.#hasEnded = true;
  };

  readonly #fail = (error: Error): void => {
    this.#failure ??= error;
  };

  /** Nothing has ended it so far. */
  get isOpen(): boolean {
    return this.#failure === undefined && !this.#socket.destroyed && !this.#hasEnded;
  }

  /** Puts TLS on. Servers answer the handshake only after the transfer command was sent. */
  async secure(
    options: tls.ConnectionOptions,
    tickets: Buffer[],
    signal: AbortSignal,
  ): Promise<void> {
    const secured = await startTls(this.#socket, options, signal);
    if (secured.getProtocol() === 'TLSv1.3') keepTickets(secured, tickets);
    this.#socket.off('end', this.#noteEnd);
    this.#socket = secured;
    this.#isSecured = true;
    secured.on('error', this.#fail).once('end', this.#noteEnd);
    const text = tlsText(secured);
    this.#tracer.emit({ type: 'connect', channel: 'data', flow: this.flow, tls: text });
  }

  /** Hands every chunk to `sink` until the server ends the connection in an orderly way. */
  async receive(job: Receiving, signal: AbortSignal): Promise<void> {
    await this.#guarded('in', signal, (touch) => this.#drain(job, touch));
  }

  /** Sends everything and ends our side; resolves when the operating system has all of it. */
  async send(content: Content, signal: AbortSignal, onPiece: () => void): Promise<void> {
    this.#isUpload = true;
    await this.#guarded('out', signal, async (touch) => {
      const size = { bytes: pieceBytes.first };
      let writing: Promise<void> = Promise.resolve();
      for await (const piece of pieces(content, size)) {
        touch('theirs');
        // One is under way while the next is made ready.
        await writing;
        writing = this.#writeTimed(piece, size).then(() => {
          this.bytes += piece.length;
          onPiece();
        });
        writing.catch(() => undefined);
        touch('ours');
      }
      touch('theirs');
      await writing;
      touch('theirs');
      await this.#end();
    });
  }

  /** Ends the connection at once, without an orderly close. */
  destroy(reason?: Error): void {
    this.#socket.destroy(reason);
  }

  /** Ends a connection that nothing was sent on, and says so: each that was opened is seen to end. */
  drop(): void {
    this.#traceClose('in');
    this.#socket.destroy();
  }

  /**
   * Gives up what is under way. An upload under TLS is closed in an orderly way as far as that goes:
   * ProFTPD resumes the session of one that was torn no more, and so refuses all later connections.
   */
  giveUp(reason?: Error): void {
    const socket = this.#socket;
    const isFirst = !this.#isGivenUp;
    this.#isGivenUp = true;
    if (!this.#isSecured || !this.#isUpload || socket.destroyed) {
      socket.destroy(reason);
      return;
    }
    if (!isFirst) return;
    const timer = setTimeout(() => socket.destroy(), tornMs);
    socket.once('close', () => {
      clearTimeout(timer);
    });
    socket.resume().end();
  }

  /** Runs `work` under the idle limit and the signal; says in the trace how it ended. */
  async #guarded(
    direction: 'in' | 'out',
    signal: AbortSignal,
    work: (touch: (whose: 'ours' | 'theirs') => void) => Promise<void>,
  ): Promise<void> {
    let isOurs = false;
    // A write that is cut off tells only that it was: why is known here.
    let reason: RemoteError | undefined;
    let giveUp: (why: RemoteError) => void = () => undefined;
    // A source that gives nothing must not keep us: the wait ends with the connection.
    const ended = new Promise<never>((_, reject) => (giveUp = reject));
    ended.catch(() => undefined);
    const end = (why: RemoteError): void => {
      reason ??= why;
      this.giveUp(why);
      giveUp(why);
    };
    const timer = setTimeout(() => {
      // While our own side is slow the server cannot be blamed.
      if (isOurs && !this.#isHurried()) timer.refresh();
      else end(idleError(this.#idleMs, this.bytes));
    }, this.#idleMs);
    const touch = (whose: 'ours' | 'theirs'): void => {
      isOurs = whose === 'ours';
      timer.refresh();
    };
    const stopListening = onAbort(signal, () => {
      end(abortError(signal, 'The transfer'));
    });
    try {
      const working = work(touch);
      working.catch(() => undefined);
      await Promise.race([working, ended]);
      this.#traceClose(direction);
    } catch (error) {
      const failure = dataError(reason ?? error, this.bytes);
      this.#traceClose(direction, failure);
      this.giveUp();
      throw failure;
    } finally {
      clearTimeout(timer);
      stopListening();
    }
  }

  #traceClose(direction: 'in' | 'out', error?: Error): void {
    if (this.#isTraced) return;
    this.#isTraced = true;
    const elapsed = clock() - this.#openedAt;
    const { bytes, flow } = this;
    const failed = error === undefined ? {} : { error: error.message };
    this.#tracer.emit({ type: 'data-close', direction, bytes, elapsed, flow, ...failed });
  }

  /** Resolves with the server's FIN alone: a socket that closes without one was cut. */
  #drain({ sink, isLent }: Receiving, touch: (whose: 'ours' | 'theirs') => void): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      let taking: Promise<void> = Promise.resolve();
      let isTaking = false;
      const take = async (taken: Promise<void>): Promise<void> => {
        socket.pause();
        isTaking = true;
        touch('ours');
        await taken;
        isTaking = false;
        touch('theirs');
        socket.resume();
      };
      const onChunk = (chunk: Uint8Array): Promise<void> | undefined => {
        this.bytes += chunk.length;
        touch('theirs');
        let taken: void | Promise<void>;
        try {
          taken = sink(chunk);
        } catch (error) {
          const reason = error instanceof Error ? error : new Error(String(error));
          // Thrown here it would be nobody's, and the chunk lost without a word.
          reject(reason);
          return undefined;
        }
        if (taken === undefined) return undefined;
        taking = take(taken);
        taking.catch(reject);
        return taking;
      };
      socket.once('end', () => {
        taking.then(resolve, reject);
      });
      socket.once('close', () => {
        // Each connection closes; most have ended before.
        if (this.#hasEnded && !isTaking) return;
        // A paused TLS socket may close without having told its end: nothing is lost that it does not hold.
        const isHeld = isTaking && this.#failure === undefined && socket.readableLength === 0;
        if (isHeld && !this.#isGivenUp) taking.then(resolve, reject);
        else reject(this.#cut());
      });
      if (this.#failure === undefined && this.#hasEnded) resolve();
      else if (this.#failure !== undefined || socket.destroyed) reject(this.#cut());
      if (this.#reader === undefined) socket.on('data', (chunk: Uint8Array) => void onChunk(chunk));
      else this.#reader.start(socket, onChunk, isLent);
    });
  }

  #cut(): Error {
    return this.#failure ?? new RemoteError('disconnected', cutText(this.bytes));
  }

  async #writeTimed(piece: Uint8Array, size: { bytes: number }): Promise<void> {
    const begun = clock();
    await this.#write(piece);
    const elapsed = clock() - begun;
    if (elapsed > pieceMs.most) size.bytes = Math.max(pieceBytes.least, size.bytes / 4);
    else if (elapsed < pieceMs.least) size.bytes = Math.min(pieceBytes.most, size.bytes * 2);
  }

  #write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(piece, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Our FIN; what the server still says (TLS tickets, its own FIN) is read away, so that nothing is reset. */
  #end(): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      // A socket that is destroyed already would never call back.
      if (socket.destroyed) {
        reject(this.#cut());
        return;
      }
      this.#reader?.start(socket, () => undefined);
      socket.once('error', reject).resume();
      socket.end(() => {
        const timer = setTimeout(() => socket.destroy(), closeMs);
        socket.once('close', () => {
          clearTimeout(timer);
        });
        resolve();
      });
    });
  }
}

async function* pieces(content: Content, size: { bytes: number }): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield* split(content, size);
  else for await (const chunk of content) yield* split(chunk, size);
}

function* split(chunk: Uint8Array, size: { bytes: number }): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length;) {
    const piece = chunk.subarray(at, at + size.bytes);
    yield piece;
    at += piece.length;
  }
}

const cutText = (bytes: number): string =>
  `The data connection was cut after ${String(bytes)} bytes`;

function idleError(idleMs: number, bytes: number): RemoteError {
  return new RemoteError(
    'timeout',
    `The data connection stood still for ${String(idleMs)} ms after ${String(bytes)} bytes`,
  );
}

function dataError(error: unknown, bytes: number): Error {
  if (error instanceof RemoteError) return error;
  const cause = error as NodeJS.ErrnoException;
  if (cause.code === undefined) return cause;
  const text = `The data connection broke after ${String(bytes)} bytes (${cause.message})`;
  return new RemoteError('disconnected', text, { cause });
}
