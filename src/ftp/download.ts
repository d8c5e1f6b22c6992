// Receiving: what came is whole where the final reply says so, or where exactly as many bytes came as
// the server told and their end was orderly.
import { abortable, never } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type Command } from './protocol/command.js';
import { isCompletion, replyText } from './protocol/reply.js';
import { tryParseToldSize } from './protocol/reply-path.js';
import { type Session } from './session.js';
import {
  explanationMs,
  type Look,
  type Proof,
  rejectionOf,
  type Running,
  transfer,
} from './transfer.js';

/** What is received, and who is told of it. */
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
  /** Forgets all that `sink` was given: the transfer begins anew. Absent where it cannot. */
  restart?: (() => void) | undefined;
  sink: (chunk: Uint8Array) => void | Promise<void>;
  /** Whether a chunk's memory may be used again when `sink` is done with it. */
  isLent?: boolean | undefined;
  /** What is asked in one write with it. */
  look?: Look | undefined;
}

/** How long data may lag behind the completion of something empty. */
const silenceMs = 3_000;

/** Receives everything that `order` gives, or rejects. */
export async function download(
  session: Session,
  job: Download,
  signal: AbortSignal,
): Promise<void> {
  const { order, what, start, restart, look } = job;
  const isUntouched = (bytes: number): boolean => bytes === 0 || restart !== undefined;
  const transferJob = { order, what, start, restart, look, isRepeatable: isUntouched };
  await transfer(session, transferJob, signal, (running) =>
    receive(session, { ...job, ...running }, signal),
  );
}

async function receive(
  session: Session,
  job: Download & Running,
  signal: AbortSignal,
): Promise<Proof> {
  const { channel } = session;
  const { data, exchange, confirmed, what } = job;
  let told: number | undefined;
  const begun = exchange.preliminary.then((reply) => {
    if (reply !== undefined) told = tryParseToldSize(replyText(reply));
    job.onBegin?.(told);
  });
  begun.catch(() => undefined);
  const received = emptyEnd(session, { ...job, received: data.receive(job, signal) });
  received.catch(() => undefined);
  await Promise.race([
    received,
    rejectionOf(confirmed),
    silentEnd(session, { ...job, received, isEmpty: () => isNothing(job, told) }),
  ]);
  // At once: some servers confirm only after our end is closed too.
  data.destroy();
  channel.dataEnded();
  const end = { confirmed, what, told: () => told, data };
  await channel.inTime(Promise.race([begun, confirmed]), `the end of the transfer (${what})`);
  // Exactly as many bytes as told, and an orderly end: the reply that is still to come changes nothing.
  if (told !== undefined && told === data.bytes && told > 0 && (job.start ?? 0) === 0) {
    session.settling = lateReply(session, end);
    return 'size';
  }
  const words = await finalReply(session, end, signal);
  job.onEnd?.(words);
  refuseShort({ told, start: job.start ?? 0, bytes: data.bytes, what });
  return 'reply';
}

/** The final reply of a transfer that is whole already; the next command of the session waits for it. */
async function lateReply(session: Session, end: Ending): Promise<void> {
  await finalReply(session, end, never).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    session.channel.tracer.note('warn', `${end.what}: all bytes came, and after them: ${reason}`);
  });
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

/** A data connection that breaks before its first byte, though the server calls the transfer complete. */
async function emptyEnd(
  { channel }: Session,
  job: Download & Running & { received: Promise<void> },
): Promise<void> {
  try {
    await job.received;
  } catch (error) {
    const mayBeEmpty = job.data.bytes === 0 && job.onSilence !== undefined;
    if (!mayBeEmpty || !isRemoteError(error, 'disconnected')) throw error;
    const soon = AbortSignal.timeout(Math.min(explanationMs, channel.replyMs));
    await abortable(job.confirmed, soon, 'the reason').catch(() => {
      throw error;
    });
    job.onSilence?.();
  }
}

interface Ending extends Pick<Running, 'confirmed' | 'data'> {
  what: string;
  told: () => number | undefined;
}

/** The final reply; where it never comes the told size is proof enough, and the session is over. */
async function finalReply({ channel }: Session, job: Ending, signal: AbortSignal): Promise<string> {
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
