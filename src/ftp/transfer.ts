// One transfer: a data connection, a command, and two ends that may come in either order: the end
// of the data and the final reply. Whole is what both confirm; everything else is an error, after
// which the session is made usable again or given up.
import { abortError, abortable, never, withLimit } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type DataOpening } from './data-way.js';
import { aheadOf, askBehind, expectAhead } from './next-data.js';
import { openData } from './open-data.js';
import { type DataConnection } from './net/data-connection.js';
import { type Exchange } from './net/owed.js';
import { type Command, command } from './protocol/command.js';
import { isRefusal, type Reply } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { turnsToTls12 } from './protect.js';
import { givesAccount, type Session, wantsAccount } from './session.js';
import { markUnsent } from './unsent.js';

/** How long the words behind a broken data connection are waited for. */
export const explanationMs = 3_000;

/** A transfer that has begun. */
export interface Running {
  data: DataConnection;
  exchange: Exchange;
  /** The final reply; rejects where it is a refusal. */
  confirmed: Promise<Reply>;
}

/** A transfer, and what may be done where it fails. */
export interface TransferJob {
  order: Command;
  what: string;
  start?: number | undefined;
  /** Whether it may begin anew, after so many bytes have moved. */
  isRepeatable: (bytes: number) => boolean;
  restart?: (() => void) | undefined;
  look?: Look | undefined;
}

/** Commands that go out in one write with that of the transfer, before it, at each attempt. */
export interface Look {
  orders: readonly Command[];
  onSent: (replies: readonly Promise<Reply>[]) => void;
}

/** What is known of an attempt when it is over. */
interface Attempt {
  /** The data connection was made before it was needed. */
  isAhead: boolean;
  bytes: number;
  /** Whether the next data connection was asked for in one breath, and the server did not wait. */
  isSuspect: boolean;
}

/** Opens a data connection, sends the command, runs `work`; once more where that may help. */
export async function transfer(
  session: Session,
  job: TransferJob,
  ...[signal, work]: [AbortSignal, Work]
): Promise<void> {
  const first: Attempt = { isAhead: false, bytes: 0, isSuspect: false };
  let reason: string;
  try {
    await attempt(session, { ...job, attempt: first }, signal, work);
    if (!first.isSuspect || !job.isRepeatable(first.bytes)) return;
    reason = 'the server opened the next port in the middle of it';
  } catch (error) {
    if (!job.isRepeatable(first.bytes)) throw error;
    reason = await reasonForAnother(session, { error, first }, signal);
  }
  session.channel.tracer.note('warn', `${job.what}: once more, after ${reason}`);
  await session.settling;
  job.restart?.();
  try {
    await attempt(session, { ...job, attempt: first }, signal, work);
  } catch (error) {
    const isLost = turnsToTls12(session, error) && job.isRepeatable(first.bytes);
    throw isLost ? reopen(session, error as RemoteError) : error;
  }
}

/** Why another attempt may do better; rejects with the error of the first where it may not. */
async function reasonForAnother(
  session: Session,
  { error, first }: { error: unknown; first: Attempt },
  signal: AbortSignal,
): Promise<string> {
  if (isWorthAnother(error, first)) return error.message;
  if (!isRemoteError(error) || !wantsAccount(session, error)) throw error;
  await session.settling;
  if (await givesAccount(session, error, signal)) return error.message;
  throw error;
}

/** Ends a session that must be opened in another way; nothing of the transfer was done. */
function reopen({ channel }: Session, cause: RemoteError): RemoteError {
  const { message, code, reply, command: order } = cause;
  const details = { code, reply, command: order, cause };
  const hint = 'Connect again: TLS 1.2 is spoken with this server from then on.';
  return channel.destroy(markUnsent(new RemoteError('tls', message, { ...details, hint })));
}

/** A port still in use, a TLS session not taken, a connection that was given up: the next may do. */
function isWorthAnother(
  error: unknown,
  { isAhead, isSuspect, bytes }: Attempt,
): error is RemoteError {
  if (!isRemoteError(error) || error.kind === 'aborted') return false;
  if (isSuspect || [425, 522].includes(error.code ?? 0)) return true;
  return isAhead && bytes === 0 && isBreak(error);
}

/** What became of the data connection, not of the file. */
const isBreak = (error: RemoteError): boolean =>
  ['disconnected', 'tls', 'data-connection', 'timeout'].includes(error.kind);

/** What proves that all of it moved: the server's final reply, or the size that it told before. */
export type Proof = 'reply' | 'size';

type Work = (running: Running) => Promise<Proof>;

async function attempt(
  session: Session,
  job: TransferJob & { attempt: Attempt },
  ...[signal, work]: [AbortSignal, Work]
): Promise<void> {
  const opening = await openData(session, job.order, signal);
  job.attempt.isAhead = opening.isAhead === true;
  let data: DataConnection | undefined;
  let sent: ReturnType<typeof sendOrder> | undefined;
  let proof: Proof | undefined;
  try {
    await restartAt(session, job, signal);
    if (signal.aborted) throw abortError(signal, job.what);
    sent = sendOrder(session, job);
    const { exchange, confirmed } = sent;
    await withReason(session, confirmed, async () => {
      data = await accepted(opening, confirmed, signal);
      const running = { data, exchange, confirmed };
      await secure(session, running, signal);
      proof = await work(running);
    });
  } catch (error) {
    if (data === undefined) opening.destroy();
    data?.giveUp();
    // Not awaited: the caller learns at once; the next command of this session waits for it.
    session.settling = settle(session, job);
    throw error;
  } finally {
    job.attempt.bytes = data?.bytes ?? 0;
    job.attempt.isSuspect = proof !== 'size' && sent?.ahead?.isOutOfTurn === true;
  }
  askBehind(session, sent);
}

/** Sends the command of the transfer, and with it what agrees on the next data connection. */
function sendOrder(
  session: Session,
  job: TransferJob,
): { exchange: Exchange; ahead: Exchange | undefined; confirmed: Promise<Reply> } {
  const isUpload = ['STOR', 'APPE'].includes(job.order.verb);
  const next = aheadOf(session, { isRestartable: job.restart !== undefined, isUpload });
  const { look, order } = job;
  const sent = session.channel.transfer(order, { looks: look?.orders, ahead: next });
  const { looked, exchange, ahead } = sent;
  look?.onSent(looked.map(({ final }) => final));
  const confirmed = refusal(exchange, job.what);
  confirmed.catch(() => undefined);
  if (ahead !== undefined) expectAhead(session, { ahead, isUpload }, confirmed);
  return { exchange, ahead, confirmed };
}

async function settle(
  { channel }: Session,
  { start = 0 }: Pick<TransferJob, 'start'>,
): Promise<void> {
  await channel.abortTransfer().catch((error: unknown) => {
    channel.destroy(new RemoteError('protocol', String(error), { cause: error }));
  });
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
  const work = (limited: AbortSignal): Promise<void> =>
    running.data.secure(resumed, tickets, limited);
  const handshake = withLimit(work, session.limits.connectMs, signal);
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

/** Settles only by rejection: a good final reply may come before the data has ended. */
export function rejectionOf(promise: Promise<unknown>): Promise<never> {
  return promise.then(() => new Promise<never>(() => undefined));
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
    // That we do not trust a certificate was our own doing.
    const isCut =
      isRemoteError(error) &&
      isBreak(error) &&
      error.kind !== 'timeout' &&
      error.certificate === undefined;
    if (!isCut || error.code !== undefined || channel.failure !== undefined) throw error;
    channel.dataBroke();
    const soon = AbortSignal.timeout(Math.min(explanationMs, channel.replyMs));
    await abortable(confirmed, soon, 'the reason').catch((reason: unknown) => {
      throw isRemoteError(reason) && reason.code !== undefined ? reason : error;
    });
    throw error;
  }
}
