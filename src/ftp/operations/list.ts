// A directory's entries, by MLSD where the server has it, else by LIST. An answer that shows
// nothing proves nothing: many servers say so of a directory that does not exist, and LIST of a
// file shows the file. Both are cleared up by CWD.
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { isSafeName, nameOf } from '../../base/remote-path.js';
import { type TransferOptions } from '../options.js';
import { command } from '../protocol/command.js';
import { parseListingAt } from '../protocol/parse-listing.js';
import { isRefusal } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Listing, ListingReader } from './listing-reader.js';
import { type Session } from '../session.js';
import { download } from '../download.js';

export interface ListJob extends Pick<TransferOptions, 'onProgress'> {
  path: string;
}

/** What a server's `ls` says instead of a listing. */
const complaints = /denied|cannot|can.t|could not|not permitted|no such|i\/o error|input\/output/i;
/** Servers that hand the path to a shell or to glob(3) would match these instead of naming them. */
const globCharacters = /[*?[\]{}~\\]/;

/** The entries of a directory, without `.` and `..`. */
export async function list(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  if (offersMlsd(session)) {
    try {
      return await listByMlsd(session, job, signal);
    } catch (error) {
      if (!isRemoteError(error, 'unsupported')) throw error;
      session.knowledge.mlsdFails = true;
    }
  }
  return listByList(session, job, signal);
}

function offersMlsd({ features, knowledge }: Session): boolean {
  return knowledge.mlsdFails !== true && (features.has('MLSD') || features.has('MLST'));
}

async function listByMlsd(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const listing = await fetchListing(session, { ...job, verb: 'MLSD' }, signal);
  // What cannot be read is no proof of an empty directory; its own line (type=cdir) is.
  if (listing.entries.length === 0 && listing.strange.length > 0) {
    return listByList(session, job, signal);
  }
  if (listing.lines === 0) await enter(session, job.path, signal);
  return listing.entries;
}

async function listByList(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const { knowledge } = session;
  if (knowledge.listsHidden === true) return listOnce(session, { ...job, verb: 'LIST -a' }, signal);
  const plain = await listOnce(session, { ...job, verb: 'LIST' }, signal);
  if (knowledge.listsHidden === false) return plain;
  const all = await listOnce(session, { ...job, verb: 'LIST -a' }, signal).catch(
    (error: unknown) => {
      if (isRemoteError(error) && error.code !== undefined) return [];
      throw error;
    },
  );
  // Some servers take -a for a name. It is believed where it shows all that LIST shows: where LIST
  // shows nothing that would be no proof.
  if (plain.length === 0) return plain;
  const names = new Set(all.map(({ name }) => name));
  knowledge.listsHidden = plain.every(({ name }) => names.has(name));
  return knowledge.listsHidden ? all : plain;
}

async function listOnce(
  session: Session,
  job: ListJob & { verb: string },
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const { entries, strange } = await fetchListing(session, job, signal);
  const only = entries.length === 1 ? entries[0] : undefined;
  const mayBeFile = only?.name === nameOf(job.path);
  if (entries.length === 0 || mayBeFile) await enter(session, job.path, signal);
  if (entries.length > 0 || strange.length === 0) return entries;
  // What cannot be read must not pass for an empty directory.
  const complaint = strange.find((line) => complaints.test(line));
  if (complaint === undefined) return listNames(session, job, signal);
  throw new RemoteError(
    'failed',
    `The server cannot list ${job.path}: ${complaint.slice(0, 200)}`,
    {
      reply: complaint.slice(0, 500),
    },
  );
}

/** The last resort: names alone (NLST), where the format of LIST is unknown. */
async function listNames(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const names: string[] = [];
  const fetch = {
    ...job,
    verb: 'NLST',
    onLine: (line: string) => names.push(line),
    onRestart: () => names.splice(0),
  };
  await fetchListing(session, fetch, signal);
  // Some servers put the path in front of each name.
  const plain = names.map((name) => name.slice(name.lastIndexOf('/') + 1));
  return [...new Set(plain.filter(isSafeName))].map((name) => ({ name, type: 'unknown' }));
}

/** CWD as a question: only a directory can be entered. */
async function enter(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const order = command('CWD', path);
  const reply = await session.channel.exchange(order, signal);
  if (!isRefusal(reply)) return;
  throw refusalError(`list ${path}`, order, reply);
}

async function fetchListing(
  session: Session,
  job: ListJob & { verb: string; onLine?: (line: string) => void; onRestart?: () => void },
  signal: AbortSignal,
): Promise<Listing> {
  const { path, verb, onProgress } = job;
  const isGlob = globCharacters.test(path);
  if (isGlob) await enter(session, path, signal);
  let reader = new ListingReader(session, job.onLine);
  const sink = (chunk: Uint8Array): void => {
    reader.read(chunk, path);
    onProgress?.(reader.bytes, undefined);
  };
  const order = isGlob ? command(verb) : command(verb, path);
  const seen = { silence: false };
  const onSilence = (): void => void (seen.silence = true);
  try {
    const restart = (): void => {
      reader = new ListingReader(session, job.onLine);
      job.onRestart?.();
    };
    await download(session, { order, what: `list ${path}`, sink, onSilence, restart }, signal);
    if (seen.silence) await confirmEmpty(session, path, signal);
  } catch (error) {
    if (!isEmptyNotice(error)) throw error;
    const text = `${path} is taken for empty, since the server says so`;
    session.channel.tracer.note('info', text);
    await enter(session, path, signal);
    return { lines: 0, entries: [], strange: [] };
  }
  return reader.finish();
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
    isRemoteError(error) &&
    [450, 550].includes(error.code ?? 0) &&
    /no (files?|members?|data ?sets?|entries) (were )?found|directory is empty/i.test(
      error.reply ?? '',
    )
  );
}
