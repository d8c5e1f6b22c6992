// One command that lists a folder, and what came of it. What its words or its lines show to be cut off
// is an error: who compares two folders would take what is missing for removed.
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { nameOf } from '../../base/remote-path.js';
import { download } from '../download.js';
import { type TransferOptions } from '../options.js';
import { command } from '../protocol/command.js';
import { saysCut, saysEmpty, tellsGap } from '../protocol/listing-words.js';
import { parseListingAt } from '../protocol/parse-listing.js';
import { isRefusal } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { type Listing, ListingReader } from './listing-reader.js';
import { enterInSteps, isRefusedForLength, refusesLength } from './long-path.js';

/** The folder that is listed. */
export interface ListJob extends Pick<TransferOptions, 'onProgress'> {
  path: string;
}

/** The same, and how it is asked for. */
export interface FetchJob extends ListJob {
  /** The command, with its options. Default LIST. */
  verb?: string;
  /** The folder was entered before: it is listed without its name. */
  isEntered?: boolean;
  /** The server's offset from UTC in minutes. */
  utcOffset?: number;
  onLine?: (line: string) => void;
  /** The lines so far count no more: the listing begins anew. */
  onRestart?: () => void;
}

/** Servers that hand the path to a shell or to glob(3) would match these instead of naming them. */
const globCharacters = /[*?[\]{}~\\]/;

/** Lists by one command; an empty listing is no proof that the folder is there. */
export async function fetchListing(
  session: Session,
  job: FetchJob,
  signal: AbortSignal,
): Promise<Listing> {
  try {
    return await fetchOnce(session, job, signal);
  } catch (error) {
    if (job.isEntered === true || !isRefusedForLength(job.path, error)) throw error;
    await enterInSteps(session, job.path, signal);
    return fetchOnce(session, { ...job, isEntered: true }, signal);
  }
}

async function fetchOnce(session: Session, job: FetchJob, signal: AbortSignal): Promise<Listing> {
  const { path, verb = 'LIST', onProgress } = job;
  const isInside = job.isEntered === true || globCharacters.test(path);
  if (isInside && job.isEntered !== true) await enter(session, path, signal);
  const { codec } = session.channel;
  let reader = new ListingReader({ ...job, codec });
  const restart = (): void => {
    reader = new ListingReader({ ...job, codec });
    job.onRestart?.();
  };
  const sink = (chunk: Uint8Array): void => {
    reader.read(chunk, path);
    onProgress?.(reader.bytes, undefined);
  };
  const order = isInside ? command(verb) : command(verb, path);
  const seen = { silence: false, words: '' };
  const onSilence = (): void => void (seen.silence = true);
  const onEnd = (words: string): void => void (seen.words = words);
  try {
    const what = `list ${path}`;
    await download(session, { order, what, sink, onSilence, onEnd, restart }, signal);
    if (seen.silence) await confirmEmpty(session, path, signal);
  } catch (error) {
    if (!isEmptyNotice(error)) throw error;
    const text = `${path} is taken for empty, since the server says so`;
    session.channel.tracer.note('info', text);
    await enter(session, path, signal);
    return new ListingReader({ codec }).finish();
  }
  if (reader.bytes === 0) refuseFailure(path, seen.words);
  const listing = reader.finish();
  refuseCut(listing, path, seen.words);
  noteOddities(session, listing, path);
  return listing;
}

/** CWD as a question: only a directory can be entered. */
export async function enter(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const order = command('CWD', path);
  const reply = await session.channel.exchange(order, signal);
  if (refusesLength(path, reply)) return enterInSteps(session, path, signal);
  if (isRefusal(reply)) throw refusalError(`list ${path}`, order, reply);
  session.folder = path;
}

/** vsftpd: "226 Transfer done (but failed to open directory)." */
function refuseFailure(path: string, words: string): void {
  if (!/fail|denied|error/i.test(words.replaceAll(path, ''))) return;
  const details = { code: 226, reply: words };
  throw new RemoteError('failed', `The server cannot list ${path}: ${words}`, details);
}

function refuseCut({ lines, unread }: Listing, path: string, words: string): void {
  // A folder may itself be called "truncated".
  const plain = path === '/' ? words : words.replaceAll(path, '').replaceAll(nameOf(path), '');
  const gap = unread.first.find(tellsGap);
  if (gap === undefined && !saysCut(plain, lines)) return;
  const reason = gap ?? words.trim();
  throw new RemoteError('failed', `The server shows only a part of ${path}: ${reason}`, {
    reply: reason,
    hint: 'Raise the limit of the server for listings, or spread the files over more folders.',
  });
}

function noteOddities({ channel }: Session, { unread, repeated }: Listing, path: string): void {
  const [line] = unread.first;
  if (line !== undefined) {
    const count = String(unread.count);
    const text = `${count} lines of the listing of ${path} are no entries, the first: ${line}`;
    channel.tracer.note('info', text.slice(0, 500));
  }
  const [name] = repeated;
  if (name === undefined) return;
  const text = `The listing of ${path} has ${name} more than once: the first counts`;
  channel.tracer.note('warn', text);
}

/**
 * The completion came, the data connection stayed open and silent: the directory is empty, or what
 * it holds was lost on the way. STAT tells, since it needs no data connection.
 */
async function confirmEmpty(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const reply = await session.channel.exchange(command('STAT', path), signal);
  const inner = reply.lines.slice(1, -1).map((line) => line.replace(/^\d{3}-/, ''));
  const isShown = reply.code === 211 || reply.code === 212 || reply.code === 213;
  const entries = parseListingAt(inner.join('\n'), { now: Date.now() });
  if (isShown && entries.length === 0) return;
  const text = `The listing of ${path} was confirmed, but nothing of it came`;
  throw new RemoteError('data-connection', text, {
    hint: 'Something on the way drops the data connection: try another data mode.',
  });
}

/** "450 No files found", "550 No members found" (z/OS): the directory is there, and empty. */
function isEmptyNotice(error: unknown): boolean {
  return (
    isRemoteError(error) && [450, 550].includes(error.code ?? 0) && saysEmpty(error.reply ?? '')
  );
}
