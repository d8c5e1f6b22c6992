import { type Readable } from 'node:stream';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type TransferOptions } from '../options.js';
import { command } from '../protocol/command.js';
import { replyText } from '../protocol/reply.js';
import { tryParseSize } from '../protocol/reply-path.js';
import { type Session } from '../session.js';
import { type Download, download } from '../download.js';
import { upload } from '../upload.js';
import { calmProgress } from '../progress.js';
import { explainNewName, explainRefusal } from './explain.js';
import { withShortName } from './long-path.js';

/** A file, and the byte to begin at. */
export interface ReadJob extends Pick<TransferOptions, 'onProgress'> {
  path: string;
  /** Where to begin, in bytes. */
  start?: number;
}

/** The content that goes there. */
export interface WriteJob extends ReadJob {
  content: Uint8Array | Readable;
  append?: boolean;
}

/** Takes a chunk, and the size of the whole file where the server names it. */
type Sink = (chunk: Uint8Array, told: number | undefined) => void | Promise<void>;

/** Hands the content to `sink`, chunk by chunk; resolves when all of it came and was confirmed. */
export async function receiveFile(
  session: Session,
  job: ReadJob & Pick<Download, 'restart' | 'isLent' | 'look'> & { sink: Sink },
  signal: AbortSignal,
): Promise<void> {
  const { path, start, sink } = job;
  const progress = calmProgress(job.onProgress);
  let bytes = 0;
  let told: number | undefined;
  const transfer = {
    what: `read ${path}`,
    start,
    isLent: job.isLent,
    look: job.look,
    onBegin: (size: number | undefined) => {
      told = size;
    },
    restart:
      job.restart === undefined
        ? undefined
        : () => {
            bytes = 0;
            job.restart?.();
          },
    sink: (chunk: Uint8Array) => {
      bytes += chunk.length;
      progress.report(bytes, told);
      return sink(chunk, told);
    },
  };
  const seen = { silence: false };
  const onSilence = (): void => void (seen.silence = true);
  try {
    await withShortName(session, path, signal, (name) =>
      download(session, { ...transfer, order: command('RETR', name), onSilence }, signal),
    );
    if (seen.silence) await confirmEmpty(session, path, signal);
    progress.finish();
  } catch (error) {
    throw await explainRefusal(session, { error, path }, signal);
  }
}

/** The completion came, and no data connection: some servers make none for an empty file. */
async function confirmEmpty(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const reply = await session.channel.exchange(command('SIZE', path), signal);
  if (reply.code === 213 && tryParseSize(replyText(reply)) === 0) return;
  const text = `The server calls reading ${path} complete, but nothing of it came`;
  throw new RemoteError('data-connection', text, {
    hint: 'Something on the way drops the data connection: try another data mode.',
  });
}

/** Stores the content; resolves only after the server has confirmed all of it. */
export async function sendFile(
  session: Session,
  job: WriteJob,
  signal: AbortSignal,
): Promise<void> {
  const { path, content, start, append } = job;
  const progress = calmProgress(job.onProgress);
  const total = content instanceof Uint8Array ? content.length : undefined;
  const verb = append === true ? 'APPE' : 'STOR';
  const transfer = {
    what: `write ${path}`,
    start,
    content,
    onProgress: (bytes: number) => {
      progress.report(bytes, total);
    },
  };
  try {
    await withShortName(session, path, signal, (name) =>
      upload(session, { ...transfer, order: command(verb, name) }, signal),
    );
    progress.finish();
  } catch (error) {
    throw await explainWrite(session, { error, path }, signal);
  }
}

/** A refused write: into a folder that is not there, onto a folder, or onto a file that is closed to us. */
async function explainWrite(
  session: Session,
  refused: { error: unknown; path: string },
  signal: AbortSignal,
): Promise<unknown> {
  const reason = await explainNewName(session, refused, signal);
  return isRemoteError(reason, 'exists') ? explainRefusal(session, refused, signal) : reason;
}
