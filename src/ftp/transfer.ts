// One transfer: a data connection, a command, and two ends that may come in either order: the end
// of the data and the final reply. Whole is what both confirm; everything else is an error, after
// which the session is made usable again or given up.
import { abortable, abortError, never } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type DataOpening } from './data-way.js';
import { openData } from './open-data.js';
import { type Exchange } from './net/control-channel.js';
import { type Content, type DataConnection } from './net/data-connection.js';
import { type Command, command } from './protocol/command.js';
import { isCompletion, isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { tryParseToldSize } from './protocol/reply-path.js';
import { type Session } from './session.js';

export interface Download {
  order: Command;
  /** What is tried, as in "read /a". */
  what: string;
  /** Where to start (REST, RFC 3659 section 5). */
  start?: number | undefined;
  /** Called where the completion came, and nothing else for a while: the caller has to find out why. */
  onSilence?: () => void;
  /** Called before the first byte with the size that the server tells, if it does. */
  onBegin?: (told: number | undefined) => void;
  /** Called with the words of the final reply. */
  onEnd?: (words: string) => void;
  sink: (chunk: Uint8Array) => void | Promise<void>;
}

export interface Upload {
  order: Command;
  what: string;
  start?: number | undefined;
  content: Content;
  onProgress?: (bytes: number) => void;
}

/** How long the words behind a broken data connection are waited for. */
const explanationMs = 3_000;
/** How long data may lag behind the completion of something empty. */
const silenceMs = 3_000;
/** A server that stores to slow disks or scans for viruses may confirm late. */
const uploadPatience = 4;

/** Receives everything that `order` gives, or rejects. */
export async function download(
  session: Session,
  job: Download,
  signal: AbortSignal,
): Promise<void> {
  await transfer(session, { ...job, isRepeatable: true }, signal, async (running) => {
    await receive(session, { ...job, ...running }, signal);
  });
}

/** Sends the whole content and resolves when the server has confirmed it. */
export async function upload(session: Session, job: Upload, signal: AbortSignal): Promise<void> {
  await transfer(session, { ...job, isRepeatable: isWholeFile(job) }, signal, async (running) => {
    await send(session, { ...job, ...running }, signal);
  });
}

/** Bytes that are there, and replace what was: sent again they end in the same file. */
const isWholeFile = ({ content, order }: Upload): boolean =>
  content instanceof Uint8Array && order.verb === 'STOR';

interface Running {
  data: DataConnection;
  exchange: Exchange;
  /** The final reply; rejects where it is a refusal. */
  confirmed: Promise<Reply>;
}

interface TransferJob {
  order: Command;
  what: string;
  start?: number | undefined;
  /** Nothing is lost where it begins anew before a byte has moved. */
  isRepeatable: boolean;
  /** The data connection of the last attempt. */
  used?: DataConnection;
}

async function transfer(
  session: Session,
  job: TransferJob,
  ...[signal, work]: [AbortSignal, (running: Running) => Promise<void>]
): Promise<void> {
  try {
    await attempt(session, job, signal, work);
  } catch (error) {
    // A port still in use, a TLS session not taken: the next data connection may do.
    const isWorthAnother = isRemoteError(error) && [425, 522].includes(error.code ?? 0);
    const hasMoved = job.order.verb !== 'STOR' && (job.used?.bytes ?? 0) > 0;
    if (!isWorthAnother || !job.isRepeatable || hasMoved) throw error;
    session.channel.tracer.note('warn', `${job.what}: once more, after ${error.message}`);
    await session.settling;
    await attempt(session, job, signal, work);
  }
}

async function attempt(
  session: Session,
  job: TransferJob,
  ...[signal, work]: [AbortSignal, (running: Running) => Promise<void>]
): Promise<void> {
  const opening = await openData(session, signal);
  let data: DataConnection | undefined;
  try {
    await restartAt(session, job, signal);
    if (signal.aborted) throw abortError(signal, job.what);
    const exchange = session.channel.transfer(job.order);
    const confirmed = refusal(exchange, job.what);
    confirmed.catch(() => undefined);
    await withReason(session, confirmed, async () => {
      data = await accepted(opening, confirmed, signal);
      job.used = data;
      const running = { data, exchange, confirmed };
      await secure(session, running, signal);
      await work(running);
    });
  } catch (error) {
    opening.destroy();
    data?.destroy();
    // Not awaited: the caller learns at once; the next command of this session waits for it.
    session.settling = settle(session, job);
    throw error;
  }
}

async function settle({ channel }: Session, { start = 0 }: TransferJob): Promise<void> {
  await channel.abortTransfer();
  if (start === 0) return;
  await channel.answered();
  // A restart point that no transfer has used would cut the head off the next one.
  await channel.exchange(command('REST', '0'), never).catch(() => undefined);
}

/** In active mode the server dials us now; a refusal on the control channel ends the wait. */
async function accepted(
  opening: DataOpening,
  confirmed: Promise<Reply>,
  signal: AbortSignal,
): Promise<DataConnection> {
  const accepting = opening.accept(signal);
  accepting.catch(() => undefined);
  return Promise.race([accepting, rejectionOf(confirmed)]);
}

async function restartAt(
  session: Session,
  { start = 0, what }: { start?: number | undefined; what: string },
  signal: AbortSignal,
): Promise<void> {
  if (start === 0) return;
  const order = command('REST', String(start));
  const reply = await session.channel.exchange(order, signal);
  if (isRefusal(reply)) throw refusalError(`${what} from byte ${String(start)} on`, order, reply);
}

/** TLS on the data connection begins once the server has taken the command, never before. */
async function secure(session: Session, running: Running, signal: AbortSignal): Promise<void> {
  if (session.protection === undefined) return;
  const { options, tickets } = session.protection;
  // A TLS 1.3 ticket is meant for one use (RFC 8446 appendix C.4); the last one must do for all.
  const ticket = tickets.length > 1 ? tickets.shift() : tickets[0];
  const resumed = ticket === undefined ? options : { ...options, session: ticket };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(session.limits.connectMs)]);
  const handshake = running.data.secure(resumed, tickets, limited);
  handshake.catch(() => undefined);
  // A refusal instead of a 150 is why a handshake never ends.
  await Promise.race([handshake, rejectionOf(running.confirmed)]);
}

/** Rejects when the server refuses the transfer; never resolves before its final reply. */
async function refusal(
  { preliminary, final, command: order }: Exchange,
  what: string,
): Promise<Reply> {
  const reply = await final;
  // Settled by now: the final reply ends the wait for a preliminary one.
  const begun = (await preliminary) !== undefined;
  if (isRefusal(reply)) throw refusalError(what, order, { ...reply, begun });
  return reply;
}

async function receive(
  session: Session,
  job: Download & Running,
  signal: AbortSignal,
): Promise<void> {
  const { data, exchange, confirmed, what } = job;
  let told: number | undefined;
  const begun = exchange.preliminary.then((reply) => {
    if (reply !== undefined) told = tryParseToldSize(replyText(reply));
    job.onBegin?.(told);
  });
  begun.catch(() => undefined);
  const received = data.receive(job.sink, signal);
  received.catch(() => undefined);
  await Promise.race([
    received,
    rejectionOf(confirmed),
    silentEnd(session, { ...job, received, isEmpty: () => isNothing(job, told) }),
  ]);
  // At once: some servers confirm only after our end is closed too.
  data.destroy();
  session.channel.dataEnded();
  const words = await finalReply(session, { confirmed, what, told: () => told, data }, signal);
  // vsftpd: "226 Transfer done (but failed to open directory)."
  if (data.bytes === 0 && job.onSilence !== undefined && /fail|denied|error/i.test(words)) {
    throw new RemoteError('failed', `The server cannot ${what}: ${words}`, {
      code: 226,
      reply: words,
    });
  }
  job.onEnd?.(words);
  refuseShort({ told, start: job.start ?? 0, bytes: data.bytes, what });
}

const isNothing = ({ data, onSilence }: Download & Running, told: number | undefined): boolean =>
  data.bytes === 0 && (told === 0 || (told === undefined && onSilence !== undefined));

/**
 * Some servers never open or close the data connection of something empty: where the completion
 * came, and for a while nothing else, it is over.
 */
async function silentEnd(
  { limits }: Session,
  job: Download & Running & { received: Promise<void>; isEmpty: () => boolean },
): Promise<void> {
  await job.confirmed;
  const grace = AbortSignal.timeout(Math.min(silenceMs, limits.dataMs / 2));
  const hasEnded = await abortable(job.received, grace, 'The data connection').then(
    () => true,
    () => false,
  );
  if (!job.isEmpty()) await job.received;
  else if (!hasEnded) job.onSilence?.();
}

/** Settles only by rejection: a good final reply may come before the data has ended. */
function rejectionOf(promise: Promise<unknown>): Promise<never> {
  return promise.then(() => new Promise<never>(() => undefined));
}

/** The final reply; where it never comes the told size is proof enough, and the session is over. */
async function finalReply(
  { channel }: Session,
  job: Pick<Running, 'confirmed' | 'data'> & { what: string; told: () => number | undefined },
  signal: AbortSignal,
): Promise<string> {
  try {
    const done = channel.inTime(job.confirmed, `the end of the transfer (${job.what})`);
    const reply = await abortable(done, signal, job.what);
    if (!isCompletion(reply)) throw new RemoteError('protocol', `${job.what}: ${replyText(reply)}`);
    return replyText(reply);
  } catch (error) {
    const isSilence = isRemoteError(error) && error.code === undefined && error.kind !== 'protocol';
    if (!isSilence || job.told() !== job.data.bytes) throw error;
    const text = `${job.what}: all ${String(job.data.bytes)} bytes came, their confirmation did not`;
    channel.tracer.note('warn', text);
    return '';
  }
}

function refuseShort(got: {
  told: number | undefined;
  start: number;
  bytes: number;
  what: string;
}): void {
  const { told, start, bytes, what } = got;
  // After REST some servers tell what is left, some the whole size.
  if (told === undefined || bytes >= told || (start > 0 && bytes + start >= told)) return;
  const text = `Only ${String(bytes)} of ${String(told)} bytes came, though the server calls it complete`;
  throw new RemoteError('disconnected', `Cannot ${what}: ${text}`);
}

async function send(session: Session, job: Upload & Running, signal: AbortSignal): Promise<void> {
  const { channel } = session;
  const { data, exchange, confirmed, what } = job;
  const goAhead = (): Promise<unknown> =>
    abortable(channel.inTime(exchange.preliminary, `the go-ahead to ${what}`), signal, what);
  // The data may overtake the 150, which saves its round trip; a stream could not be sent again.
  if (!(job.content instanceof Uint8Array)) await goAhead();
  const sent = data.send(job.content, signal, () => job.onProgress?.(data.bytes));
  sent.catch(() => undefined);
  await Promise.race([sent, confirmed]);
  // Where the final reply overtakes us there is little left to send, or the server ended it early.
  const soon = AbortSignal.timeout(explanationMs);
  await abortable(sent, soon, `The server ended it early: to ${what}`);
  channel.dataEnded();
  await goAhead();
  const patience = channel.replyMs * uploadPatience;
  const done = channel.inTime(confirmed, `the confirmation to ${what}`, patience);
  const reply = await abortable(done, signal, what);
  if (!isCompletion(reply)) throw new RemoteError('protocol', `${what}: ${replyText(reply)}`);
}

/** Prefers the server's own words, where they come soon, to the way its data connection broke. */
async function withReason(
  { channel }: Session,
  confirmed: Promise<Reply>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isBreak =
      isRemoteError(error) &&
      ['disconnected', 'tls', 'data-connection'].includes(error.kind) &&
      error.code === undefined;
    if (!isBreak || channel.failure !== undefined) throw error;
    const soon = AbortSignal.timeout(Math.min(explanationMs, channel.replyMs));
    await abortable(confirmed, soon, 'the reason').catch((reason: unknown) => {
      throw isRemoteError(reason) && reason.code !== undefined ? reason : error;
    });
    throw error;
  }
}
