import { once } from 'node:events';
import { type Socket } from 'node:net';
import { type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { toLocalLines } from './ascii.js';
import { type DataSocket } from './data-port.js';
import { tryRefusalReply } from './file-store.js';
import { type Settings } from './options.js';
import { Refusal } from './refusal.js';
import { type DataPlay } from './rules.js';
import { type Session } from './session.js';
import { cut, flowOf } from './sockets.js';
import { withDeadline } from './waiting.js';

export interface Outgoing {
  /** The words after 150. */
  opening: string;
  source: AsyncIterable<Buffer> | Iterable<Buffer>;
}

export interface Incoming {
  opening: string;
  sink: Writable;
}

/** A running transfer. */
interface Transfer {
  readonly session: Session;
  readonly play: DataPlay;
  readonly signal: AbortSignal;
  /** The TCP connection, and what the data goes through: itself, or TLS on it. */
  readonly socket: Socket;
  readonly channel: Socket;
  bytes: number;
}

const resetDelayMs = 10;
const done = '226 Transfer complete.';
const cutShort = '426 Connection closed; transfer aborted.';

/** Sends `source` over the data connection; the answer is the final reply. */
export async function send(session: Session, outgoing: Outgoing): Promise<string | undefined> {
  const { content } = session.action.data ?? {};
  const source = content === undefined ? outgoing.source : [Buffer.from(content as string)];
  return transfer(session, { opening: outgoing.opening, direction: 'out' }, async (running) => {
    await write(running, source);
  });
}

/** Stores what comes over the data connection; the answer is the final reply. */
export async function receive(session: Session, incoming: Incoming): Promise<string | undefined> {
  const { opening, sink } = incoming;
  return transfer(session, { opening, direction: 'in' }, async (running) => {
    await Promise.all([finished(sink), store(running, sink)]);
  });
}

async function transfer(
  session: Session,
  { opening, direction }: { opening: string; direction: 'in' | 'out' },
  work: (running: Transfer) => Promise<void>,
): Promise<string | undefined> {
  const play = session.action.data ?? {};
  return session.inTransfer(async ({ abort, opened }) => {
    const { signal } = abort;
    const data = await open(session, play, signal);
    opened();
    const { socket } = data;
    const flow = { ...flowOf(socket), mode: data.mode };
    session.note('data-open', opening, { ...flow, direction, tls: session.protection === 'P' });
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    socket.once('close', () => {
      abort.abort();
    });
    announce(session, play, opening);
    const running = { session, play, signal, socket, channel: socket, bytes: 0 };
    try {
      const channel = await secure(session, data, signal);
      channel.once('close', () => {
        abort.abort();
      });
      await work(Object.assign(running, { channel }));
      if (play.dataBeforePreliminary === true) session.reply(`150 ${opening}`);
      return finalReply(play, done);
    } catch (error) {
      socket.destroy();
      return finalReply(play, failureReply(error));
    } finally {
      session.note('data-close', opening, { ...flow, direction, bytes: running.bytes });
    }
  });
}

async function open(session: Session, play: DataPlay, signal: AbortSignal): Promise<DataSocket> {
  if (session.context.settings.tls.required === true && session.protection === 'C') {
    throw new Refusal('522 Data connections must be encrypted.');
  }
  try {
    return await session.data.open(play, signal);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(session.abortAsked ? cutShort : '425 Cannot open the data connection.');
  }
}

function announce(session: Session, play: DataPlay, opening: string): void {
  if (play.noPreliminary !== true && play.dataBeforePreliminary !== true) {
    session.reply(`150 ${opening}`);
  }
  if (play.completionFirst === true) session.reply(play.thenReply ?? done);
}

function finalReply(play: DataPlay, normal: string): string | undefined {
  if (play.completionFirst === true || play.thenReply === null) return undefined;
  return play.thenReply ?? normal;
}

function failureReply(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  return tryRefusalReply(error, 'transfer') ?? cutShort;
}

async function secure(session: Session, data: DataSocket, signal: AbortSignal): Promise<Socket> {
  const { dataSecureContext, settings } = session.context;
  const secureContext = dataSecureContext ?? session.context.secureContext;
  if (session.protection === 'C' || !secureContext) return data.socket;
  const { demandsCertificate = false } = settings.tls;
  const channel = new TLSSocket(data.socket, {
    isServer: true,
    secureContext,
    requestCert: demandsCertificate,
    rejectUnauthorized: demandsCertificate,
  });
  // A failed handshake is answered; a later failure shows as 'close'.
  channel.on('error', () => undefined);
  try {
    await withDeadline(settings.dataTimeoutMs, signal, async (limit) => {
      // A client that only says goodbye makes no 'close', for our half is still open.
      const events = ['secure', 'end'].map(async (event) => {
        await once(channel, event, { signal: limit });
        return event;
      });
      if ((await Promise.race(events)) === 'end') throw new Refusal(cutShort);
    });
  } catch {
    throw new Refusal('425 The TLS handshake of the data connection failed.');
  }
  if (!channel.isSessionReused()) refuseFreshSession(settings);
  return channel;
}

function refuseFreshSession({ tls }: Settings): void {
  const { requireSessionReuse = false } = tls;
  if (requireSessionReuse === false) return;
  throw new Refusal(
    requireSessionReuse === 425
      ? '425 TLS session of data connection not resumed.'
      : '522 SSL connection failed; session reuse required: see require_ssl_reuse option.',
  );
}

async function write(running: Transfer, source: Outgoing['source']): Promise<void> {
  const { channel, signal } = running;
  // Reads, so that the client's goodbye is seen.
  channel.resume();
  for await (const piece of pieces(running, source)) {
    signal.throwIfAborted();
    running.bytes += piece.length;
    if (!channel.write(piece)) await once(channel, 'drain', { signal });
  }
  if (running.bytes === running.play.cutAfterBytes) await cutData(running);
  else await finish(running);
}

/** The source in the pieces, at the pace and up to the length that the rule asks for. */
async function* pieces(running: Transfer, source: Outgoing['source']): AsyncGenerator<Buffer> {
  const { cutAfterBytes = Infinity, tinyWrites, everyMs = 0 } = running.play;
  let left = cutAfterBytes;
  for await (const chunk of source) {
    const kept = chunk.subarray(0, left);
    left -= kept.length;
    const step = tinyWrites ?? Math.max(kept.length, 1);
    for (let at = 0; at < kept.length; at += step) {
      if (everyMs > 0) await running.session.pause(everyMs);
      yield kept.subarray(at, at + step);
    }
    if (left === 0) return;
  }
}

/** Ends the data: for a lingering server that is when the client has ended, too. */
async function finish({ session, channel, signal }: Transfer): Promise<void> {
  const { personality, dataTimeoutMs } = session.context.settings;
  const clientEnd = once(channel, 'end', { signal }).catch(() => undefined);
  const flushed = once(channel, 'finish', { signal });
  channel.end();
  await flushed;
  if (!personality.lingeringClose || channel.readableEnded) return;
  await withDeadline(dataTimeoutMs, signal, async (limit) => {
    await Promise.race([clientEnd, once(limit, 'abort')]);
  });
}

async function store(running: Transfer, sink: Writable): Promise<void> {
  const { session, channel, play } = running;
  const keep = session.action.stor?.keepBytes ?? Infinity;
  const { cutAfterBytes = Infinity } = play;
  const incoming = channel.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const chunk of session.type === 'A' ? toLocalLines(incoming) : incoming) {
      const limit = Math.min(keep, cutAfterBytes) - running.bytes;
      running.bytes += chunk.length;
      if (!sink.write(chunk.subarray(0, Math.max(0, limit)))) await once(sink, 'drain');
      if (running.bytes >= cutAfterBytes) break;
    }
  } finally {
    // What has come stays, as on a disk.
    sink.end();
  }
  if (running.bytes >= cutAfterBytes) await cutData(running);
  else channel.end();
}

/** Plays the cut; unless the rule says otherwise it ends in a 426. */
async function cutData({ session, socket, channel, play, signal }: Transfer): Promise<void> {
  if (play.cutControl !== undefined) session.control.close(play.cutControl);
  else if (play.how === 'stall') {
    channel.resume();
    await once(channel, 'end', { signal });
  } else if (play.how === 'reset') {
    // A reset overtakes what is on its way: the client shall see the bytes first.
    await session.pause(resetDelayMs);
    cut(socket, 'reset');
  } else {
    const flushed = once(channel, 'finish', { signal });
    channel.end();
    await flushed;
  }
  throw new Refusal(cutShort);
}
