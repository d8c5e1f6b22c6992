// A directory's entries, by MLSD where the server has it, else by LIST. An answer that shows
// nothing proves nothing: many servers say so of a directory that does not exist, and LIST of a
// file shows the file. Both are cleared up by CWD.
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { isSafeName, nameOf } from '../../base/remote-path.js';
import { isComplaint } from '../protocol/listing-words.js';
import { type Session } from '../session.js';
import { enter, fetchListing, type FetchJob, type ListJob } from './fetch-listing.js';
import { listByStat } from './list-by-stat.js';
import { type Listing } from './listing-reader.js';
import { offsetOf } from './server-offset.js';

/** The entries of a directory, without `.` and `..`. */
export async function list(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const entries = offersMlsd(session) ? await listByMlsd(session, job, signal) : undefined;
  return entries ?? listByList(session, job, signal);
}

function offersMlsd({ features, knowledge }: Session): boolean {
  return knowledge.mlsdFails !== true && (features.has('MLSD') || features.has('MLST'));
}

/** Undefined where MLSD is not to be had: then LIST must tell. */
async function listByMlsd(
  session: Session,
  job: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[] | undefined> {
  let listing: Listing;
  try {
    listing = await fetchListing(session, { ...job, verb: 'MLSD' }, signal);
  } catch (error) {
    return withoutMlsd(session, { error, job }, signal);
  }
  if (isDoubtful(session, listing, job.path)) return compareWithList(session, job, listing, signal);
  if (listing.entries.length > 0) session.knowledge.mlsdShows = true;
  if (listing.lines === 0) await enter(session, job.path, signal);
  return listing.entries;
}

/**
 * A refusal of MLSD itself is remembered; one of this folder is cleared up by CWD, since some servers
 * know MLSD by its name alone and refuse it everywhere, with 501 or with 550.
 */
async function withoutMlsd(
  session: Session,
  { error, job }: { error: unknown; job: ListJob },
  signal: AbortSignal,
): Promise<RemoteEntry[] | undefined> {
  const { knowledge } = session;
  if (isRemoteError(error, 'unsupported')) {
    giveUpMlsd(session, error.message);
    return undefined;
  }
  const isVague = isRemoteError(error) && ['failed', 'permission'].includes(error.kind);
  if (!isVague || ![501, 550].includes(error.code ?? 0)) throw error;
  if (job.path !== '/') await enter(session, job.path, signal).catch(() => Promise.reject(error));
  const entries = await listByList(session, job, signal);
  const isEverywhere = job.path === '/' || error.code === 501;
  if (isEverywhere && knowledge.mlsdShows !== true) giveUpMlsd(session, error.message);
  return entries;
}

function giveUpMlsd({ knowledge, channel }: Session, why: string): void {
  knowledge.mlsdFails = true;
  channel.tracer.note('info', `LIST is used instead of MLSD from now on: ${why}`);
}

/**
 * What cannot be read is no proof of an empty directory. And some servers answer with the facts of
 * the directory itself, as MLST would.
 */
function isDoubtful({ knowledge }: Session, listing: Listing, path: string): boolean {
  const { entries, strange, lines } = listing;
  const [only] = entries;
  if (only === undefined)
    return strange.length > 0 || (lines === 1 && knowledge.mlsdShows !== true);
  return lines === 1 && only.type === 'directory' && only.name === nameOf(path);
}

async function compareWithList(
  session: Session,
  job: ListJob,
  ...[listing, signal]: [Listing, AbortSignal]
): Promise<RemoteEntry[]> {
  const entries = await listByList(session, job, signal).catch((error: unknown) => {
    // Nothing speaks against what MLSD has shown but that it is little.
    if (listing.strange.length <= listing.entries.length && isRefused(error))
      return listing.entries;
    throw error;
  });
  if (namesOf(entries) === namesOf(listing.entries)) return listing.entries;
  giveUpMlsd(session, `it does not show what is in ${job.path}`);
  return entries;
}

const isRefused = (error: unknown): boolean => isRemoteError(error) && error.code !== undefined;

const namesOf = (entries: readonly RemoteEntry[]): string =>
  entries
    .map(({ name }) => name)
    .sort()
    .join('/');

async function listByList(
  session: Session,
  listJob: ListJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const { knowledge } = session;
  const told = await listByStat(session, listJob, signal);
  if (told !== undefined) return told;
  const job = { ...listJob, utcOffset: offsetOf(session) };
  if (knowledge.listsHidden === true) return listOnce(session, { ...job, verb: 'LIST -a' }, signal);
  if (knowledge.listsHidden === false) return listOnce(session, { ...job, verb: 'LIST' }, signal);
  const all = await tryListAll(session, job, signal);
  // Who shows the directory itself has taken -a for what it is.
  if (all?.showsItself === true) {
    knowledge.listsHidden = true;
    return all.entries;
  }
  const plain = await listOnce(session, { ...job, verb: 'LIST' }, signal);
  // Some servers take -a for a name. It is believed where it shows all that LIST shows: where LIST
  // shows nothing that would be no proof.
  if (plain.length === 0) return plain;
  const names = new Set(all?.entries.map(({ name }) => name));
  knowledge.listsHidden = plain.every(({ name }) => names.has(name));
  return knowledge.listsHidden && all !== undefined ? all.entries : plain;
}

/** `LIST -a`, which is no option to every server; undefined where it is refused. */
async function tryListAll(
  session: Session,
  job: FetchJob,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  try {
    return await fetchListing(session, { ...job, verb: 'LIST -a' }, signal);
  } catch (error) {
    if (isRefused(error) && session.channel.failure === undefined) return undefined;
    throw error;
  }
}

async function listOnce(
  session: Session,
  job: FetchJob,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const { entries, strange } = await fetchListing(session, job, signal);
  const only = entries.length === 1 ? entries[0] : undefined;
  const isItself = only?.name === nameOf(job.path) && job.isEntered !== true;
  if (entries.length === 0 || isItself) await enter(session, job.path, signal);
  // It can be entered: a link to a folder, which `ls` shows itself, or a folder that shows one entry.
  if (isItself) return listOnce(session, { ...job, isEntered: true }, signal);
  if (entries.length > 0 || strange.length === 0) return entries;
  // What cannot be read must not pass for an empty directory.
  const complaint = strange.find(isComplaint);
  if (complaint === undefined) return listNames(session, job, signal);
  const text = `The server cannot list ${job.path}: ${complaint.slice(0, 200)}`;
  throw new RemoteError('failed', text, { reply: complaint.slice(0, 500) });
}

/** The last resort: names alone (NLST), where the format of LIST is unknown. */
async function listNames(
  session: Session,
  job: FetchJob,
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
