// Sending: whole is what the server has confirmed, whatever the socket took.
import { abortable } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { type Content } from './net/data-connection.js';
import { type Command } from './protocol/command.js';
import { isCompletion, replyText } from './protocol/reply.js';
import { type Session } from './session.js';
import { explanationMs, type Proof, type Running, transfer } from './transfer.js';

export interface Upload {
  order: Command;
  what: string;
  start?: number | undefined;
  content: Content;
  onProgress?: (bytes: number) => void;
}

/** A server that stores to slow disks or scans for viruses may confirm late. */
const uploadPatience = 4;

/** How long the 150 is waited for before a stream is begun without it. */
const goAheadMs = 3_000;

/** Sends the whole content and resolves when the server has confirmed it. */
export async function upload(session: Session, job: Upload, signal: AbortSignal): Promise<void> {
  const { order, what, start, content } = job;
  let isBegun = false;
  // Bytes that are there, and replace what was: sent again they end in the same file.
  const isWholeFile = content instanceof Uint8Array && order.verb === 'STOR';
  const isRepeatable = (): boolean => isWholeFile || !isBegun;
  const onBegin = (): void => void (isBegun = true);
  // There is nothing to take back: a server may be tried out with it.
  const restart = isWholeFile ? (): void => undefined : undefined;
  await transfer(session, { order, what, start, isRepeatable, restart }, signal, (running) =>
    send(session, { ...job, ...running, onBegin }, signal),
  );
}

/** Waits for the 150, but not for long: some servers say none and wait for the data. */
async function briefly({ exchange, confirmed }: Running, replyMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, Math.min(goAheadMs, replyMs / 2), 'late');
  });
  try {
    const begun = await Promise.race([exchange.preliminary, late]);
    // The final reply came at once: where it is a refusal the source stays untouched.
    if (begun === undefined) await confirmed;
  } finally {
    clearTimeout(timer);
  }
}

async function send(
  session: Session,
  job: Upload & Running & { onBegin: () => void },
  signal: AbortSignal,
): Promise<Proof> {
  const { channel } = session;
  const { data, exchange, confirmed, what } = job;
  const goAhead = (): Promise<unknown> =>
    abortable(channel.inTime(exchange.preliminary, `the go-ahead to ${what}`), signal, what);
  // The data may overtake the 150, which saves its round trip; a stream could not be sent again.
  if (!(job.content instanceof Uint8Array))
    await abortable(briefly(job, channel.replyMs), signal, what);
  job.onBegin();
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
  return 'reply';
}
