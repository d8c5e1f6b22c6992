// One control connection: sends command lines, and gives each reply to the oldest command that
// waits for one. What it may do when is decided by protocol/control-state alone.
import type net from 'node:net';
import type tls from 'node:tls';
import { abortable, abortError } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { type Command, command } from '../protocol/command.js';
import { type ControlInput, type ControlState, nextState } from '../protocol/control-state.js';
import { isPreliminary, isRefusal, type Reply, replyText } from '../protocol/reply.js';
import { plainAddress } from '../protocol/endpoint.js';
import { type TextCodec } from './text-codec.js';
import { inOneWrite } from './in-one-write.js';
import { ReplyReader } from './reply-reader.js';
import { AbortMark } from './abort-mark.js';
import {
  begin,
  closingError,
  type Companions,
  type Exchange,
  isLateEnd,
  lostCommand,
  lostConnection,
  newOwed,
  type Owed,
  type Role,
  secretOf,
  settled,
  type Transferring,
} from './owed.js';
import { type Answer, ReplyQueue } from '../protocol/reply-queue.js';
import { clock, type Tracer } from './tracer.js';
import { startTls } from './tls.js';

/** What a control channel is made of; `replyMs` is how long one reply may take. */
export interface ChannelOptions {
  socket: net.Socket;
  tracer: Tracer;
  codec: TextCodec;
  replyMs: number;
}

/** How long the replies of an aborted transfer are waited for before the session is given up. */
const collectMs = 3_000;
/** After so long nothing more belongs to a reply that looks finished. */
const silenceMs = 2_000;
/** How long the reply may take that tells whose a refusal in a transfer was. */
const heldMs = 1_000;

/** The control connection: commands go out, and each gets the replies that are its own. */
export class ControlChannel {
  readonly tracer: Tracer;
  readonly replyMs: number;
  readonly codec: TextCodec;
  onEnd: (() => void) | undefined;
  #socket: net.Socket;
  #state: ControlState = 'greeting';
  readonly #reader: ReplyReader;
  readonly #owed = new ReplyQueue<Owed>();
  /** Sees every reply first while a banner or an aborted transfer is waited for. */
  #collector: ((reply: Reply) => void) | undefined;
  #onFailure: ((error: RemoteError) => void) | undefined;
  #failure: RemoteError | undefined;
  #unasked = 0;
  #usedAt = clock();
  #held: NodeJS.Timeout | undefined;
  #lastReply: Reply | undefined;

  constructor(options: ChannelOptions) {
    this.tracer = options.tracer;
    this.replyMs = options.replyMs;
    this.codec = options.codec;
    this.#socket = options.socket;
    this.#reader = new ReplyReader(Math.min(silenceMs, options.replyMs / 2), {
      decode: (line) => this.codec.decode(line),
      mayList: () => this.#owed.first?.verb === 'STAT',
      onReply: (reply) => {
        this.#accept(reply);
      },
      onNoise: () => (this.#unasked += 1),
      mayEndOddly: () => !this.#owed.hasAheadBehind,
      onOddEnd: () => {
        this.tracer.note('warn', 'A reply of several lines ends with another code');
      },
    });
    this.#attach(options.socket);
  }

  get state(): ControlState {
    return this.#state;
  }

  /** Why the connection ended; undefined while it stands. */
  get failure(): RemoteError | undefined {
    return this.#failure;
  }

  get socket(): net.Socket {
    return this.#socket;
  }

  /** The address of the server that we are connected to: the one that is surely its own. */
  get peer(): string {
    return plainAddress(this.#socket.remoteAddress ?? '');
  }

  /** Milliseconds since the last command or reply. */
  get idleMs(): number {
    return clock() - this.#usedAt;
  }

  /** The banner. A 120 is waited out (RFC 959 section 5.4). */
  async greeting(timeoutMs: number, signal: AbortSignal): Promise<Reply> {
    const reply = await this.#collect(
      (one) => !isPreliminary(one),
      { ms: timeoutMs, step: 'the greeting of the server' },
      signal,
    );
    if (this.#state === 'greeting') this.#step('greeted');
    return reply;
  }

  /** Sends a command; its replies come in the order of the commands. */
  send(what: Command): Exchange {
    return this.#send([what], 'plain');
  }

  /** Sends several commands in one packet, as far as they fit. The last may be one that is asked ahead. */
  sendTogether(commands: readonly Command[], ahead?: Command): Exchange[] {
    return inOneWrite(this.#socket, () => {
      const exchanges = commands.map((one) => this.send(one));
      return ahead === undefined ? exchanges : [...exchanges, this.#send([ahead], 'ahead')];
    });
  }

  /**
   * Sends the command of a transfer: its end is told by `dataEnded` and by the final reply. In the same
   * write `looks` go before it, and `ahead` behind it: later it would come in the middle of it.
   */
  transfer(what: Command, { looks = [], ahead }: Companions): Transferring {
    return inOneWrite(this.#socket, () => {
      const looked = looks.map((one) => this.send(one));
      const exchange = this.#send(ahead === undefined ? [what] : [what, ahead], 'transfer');
      return { looked, exchange, ahead: ahead === undefined ? undefined : this.#owed.last };
    });
  }

  /** Sends a command and waits for its final reply, for `replyMs` at most. */
  async exchange(what: Command, signal: AbortSignal): Promise<Reply> {
    if (signal.aborted) throw abortError(signal, what.log);
    const { last } = this.#owed;
    // A reply to what was sent ahead may be lost: nothing else may be taken for it.
    const isLast = last?.isAhead === true && what.verb !== 'PWD';
    if (isLast) await abortable(settled(last), signal, what.log);
    const { final } = this.send(what);
    return abortable(this.inTime(final, `the reply to ${what.log}`), signal, what.log);
  }

  /** Resolves when no reply is owed any more; one that does not come soon ends the session. */
  async answered(): Promise<void> {
    const { last } = this.#owed;
    if (last === undefined) return;
    const ms = Math.min(collectMs, this.replyMs);
    // The channel is destroyed where it fails, and says so in `failure`.
    await this.inTime(last.final, `the reply to ${last.command.log}`, ms).catch(() => undefined);
  }

  /** Ends the session where `promise` takes too long: what is owed can never be told apart later. */
  async inTime<T>(promise: Promise<T>, step: string, ms = this.replyMs): Promise<T> {
    const timer = setTimeout(() => {
      const text = `No answer within ${String(ms)} ms: ${step} did not come`;
      this.destroy(new RemoteError('timeout', text));
    }, ms);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The data of the running transfer came to its end. */
  dataEnded(): void {
    if (this.#state === 'transferring' || this.#state === 'draining') this.#step('data-end');
    if (this.#owed.isHeld) this.#releaseSoon();
    this.#countAhead();
  }

  /** The data of the running transfer broke: what the server said meanwhile is said of the transfer. */
  dataBroke(): void {
    for (const answer of this.#owed.release()) this.#finish(answer);
  }

  /** Gives the running transfer up and makes the session usable again, or ends it. */
  async abortTransfer(): Promise<void> {
    if (!['transferring', 'confirming', 'draining'].includes(this.#state)) return;
    const wasDraining = this.#state === 'draining';
    this.#step('abort');
    this.#countAhead();
    if (wasDraining) return;
    const given = new RemoteError('aborted', 'The transfer was given up');
    const isAheadOpen = this.#owed.last?.isAhead === true;
    for (const owed of this.#owed.clear()) owed.fail(given);
    const ms = Math.min(collectMs, this.replyMs);
    const mark = new AbortMark(isAheadOpen, ms / 3, () => {
      if (this.#failure === undefined) this.#write(command('PWD'));
    });
    this.#write(command('ABOR'));
    const wait = { ms, step: 'the end of the aborted transfer' };
    await this.#collect((reply) => mark.ends(reply), wait, undefined).then(
      () => {
        // A 421 may have come right behind the mark.
        if (this.#failure === undefined) this.#step('collected');
      },
      // The channel is destroyed by then, and says so in `failure`.
      () => undefined,
    );
    mark.stop();
  }

  /** Puts TLS on; nothing that came in clear text behind the last reply is believed. */
  async secure(options: tls.ConnectionOptions, signal: AbortSignal): Promise<tls.TLSSocket> {
    this.#step('secure');
    const plain = this.#socket;
    if (this.#unasked > 0 || !this.#reader.isEmpty) {
      const text = 'The server sent clear text where TLS had to begin';
      throw this.destroy(new RemoteError('tls', text, { hint: 'Somebody may be in between.' }));
    }
    plain.off('data', this.#receive).off('end', this.#closed).off('close', this.#closed);
    try {
      const secured = await startTls(plain, options, signal);
      this.#socket = secured;
      this.#attach(secured);
      this.#step('secured');
      return secured;
    } catch (error) {
      throw this.destroy(error as RemoteError);
    }
  }

  /** Ends the connection; whoever waits gets `error`. Returns the error that stands from now on. */
  destroy(error: RemoteError): RemoteError {
    if (this.#failure !== undefined) return this.#failure;
    this.#failure = error;
    this.#state = nextState(this.#state, 'close');
    this.tracer.emit({ type: 'close', reason: this.tracer.mask(error.message) });
    this.#socket.destroy();
    this.#reader.stop();
    clearTimeout(this.#held);
    for (const owed of this.#owed.clear()) owed.fail(error);
    this.#onFailure?.(error);
    this.onEnd?.();
    return error;
  }

  #attach(socket: net.Socket): void {
    socket.on('data', this.#receive).on('end', this.#closed).on('close', this.#closed);
    socket.on('error', (cause) => {
      // A plain socket under TLS reports here too, after its TLS socket did.
      if (socket === this.#socket) this.destroy(this.#lost(`was lost (${cause.message})`, cause));
    });
  }

  readonly #closed = (): void => {
    this.destroy(this.#lost('was closed by the server'));
  };

  #lost(how: string, cause?: Error): RemoteError {
    const isGreeting = this.#state === 'greeting';
    return lostConnection(how, { isGreeting, waiting: this.#owed.first?.command.log, cause });
  }

  /** Sends in one write; the second command is what rides behind a transfer. */
  #send([what, ahead]: [Command, Command?], role: Role): Exchange {
    if (this.#failure !== undefined) throw this.#failure;
    // First of all: a name that cannot be encoded must leave nothing owed.
    const bytes = [what, ahead].flatMap((one) => (one === undefined ? [] : this.#encode(one)));
    this.#step(role === 'transfer' ? 'transfer' : 'send');
    const owed = newOwed(what, role);
    this.#owed.push(owed);
    this.#noteSent(what);
    if (ahead !== undefined) {
      this.#owed.push(newOwed(ahead, 'ahead'));
      this.#noteSent(ahead);
    }
    this.#socket.write(Buffer.concat(bytes));
    return owed;
  }

  #encode({ line }: Command): Uint8Array {
    return this.codec.encode(`${line}\r\n`);
  }

  #write(what: Command): void {
    this.#noteSent(what);
    this.#socket.write(this.#encode(what));
  }

  #noteSent({ log }: Command): void {
    this.#usedAt = clock();
    this.#unasked = 0;
    this.tracer.emit({ type: 'send', line: log });
  }

  readonly #receive = (chunk: Uint8Array): void => {
    try {
      this.#reader.read(chunk);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      this.destroy(error);
    }
  };

  #accept(reply: Reply): void {
    this.#usedAt = clock();
    const owed = this.#owed.first;
    const elapsed = owed === undefined ? 0 : clock() - owed.sentAt;
    this.tracer.reply(reply, elapsed, owed === undefined ? undefined : secretOf(owed.command));
    if (this.#collector !== undefined) this.#collector(reply);
    else if (owed === undefined) this.#acceptUnasked(reply);
    else if (isLateEnd(owed, reply)) this.#noteStray(reply);
    else if (isPreliminary(reply)) begin(owed, reply);
    else for (const answer of this.#owed.answer(reply)) this.#finish(answer);
    if (this.#owed.isHeld) this.#releaseSoon();
    this.#lastReply = reply;
    // RFC 959 section 5.4: 421 may answer anything and is followed by the end.
    if (reply.code === 421) this.destroy(closingError(this.tracer.mask(replyText(reply))));
  }

  #finish({ owed, reply, isOutOfTurn = false }: Answer<Owed>): void {
    owed.isOutOfTurn = isOutOfTurn;
    if (owed.isTransfer && reply !== undefined) {
      this.#step(isRefusal(reply) ? 'failure' : 'completion');
    } else if (this.#state === 'awaiting') {
      this.#step(this.#owed.length === 0 ? 'last-reply' : 'reply');
    }
    // What was sent ahead counts as sent when the transfer is over.
    this.#countAhead();
    if (reply === undefined) owed.fail(lostCommand(owed));
    else owed.finish(reply);
  }

  /** Nothing may come behind a refusal that is held back: then it was that of the transfer. */
  #releaseSoon(): void {
    clearTimeout(this.#held);
    const release = (): void => {
      const { first } = this.#owed;
      const isOver = first?.hasBegun !== true || this.#state === 'confirming';
      const isUpload = first?.verb === 'STOR' || first?.verb === 'APPE';
      if (isOver && !isUpload) this.dataBroke();
    };
    this.#held = setTimeout(release, Math.min(heldMs, this.replyMs / 3));
  }

  #countAhead(): void {
    if (this.#state === 'ready' && this.#owed.length > 0) this.#step('send');
  }

  /** Replies that nobody waits for: a doubled 226 is harmless, a refusal means we are out of step. */
  #acceptUnasked(reply: Reply): void {
    this.#unasked += 1;
    // Some servers refuse a command twice, in the same words.
    const isDouble =
      this.#lastReply !== undefined && replyText(reply) === replyText(this.#lastReply);
    if (!isRefusal(reply) || isDouble) this.#noteStray(reply);
    else if (reply.code !== 421) {
      const words = this.tracer.mask(replyText(reply));
      const text = `The server sent a reply that nobody asked for: ${words}`;
      this.destroy(new RemoteError('protocol', text, { code: reply.code, reply: words }));
    }
  }

  #noteStray(reply: Reply): void {
    this.tracer.note('warn', `a reply that nobody asked for is ignored: ${replyText(reply)}`);
  }

  /** Takes every reply until one `isLast`; ends the connection where that does not come in time. */
  async #collect(
    isLast: (reply: Reply) => boolean,
    wait: { ms: number; step: string },
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    if (this.#failure !== undefined) throw this.#failure;
    const last = new Promise<Reply>((resolve, reject) => {
      this.#collector = (reply) => {
        if (isLast(reply)) resolve(reply);
      };
      this.#onFailure = reject;
    });
    try {
      const inTime = this.inTime(last, wait.step, wait.ms);
      return await (signal === undefined ? inTime : abortable(inTime, signal, wait.step));
    } finally {
      this.#collector = undefined;
      this.#onFailure = undefined;
    }
  }

  #step(input: ControlInput): void {
    this.#state = nextState(this.#state, input);
  }
}
