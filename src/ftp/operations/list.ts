// A directory's entries, by MLSD where the server has it, else by LIST. An answer that shows
// nothing proves nothing: many servers say so of a directory that does not exist, and LIST of a
// file shows the file. Both are cleared up by CWD.
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { nameOf } from '../../base/remote-path.js';
import { type TransferOptions } from '../options.js';
import { command } from '../protocol/command.js';
import { LineCutter } from '../protocol/line-cutter.js';
import { isRefusal } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { parseMlsdLine } from '../protocol/listing/facts.js';
import { parseListingAt } from '../protocol/parse-listing.js';
import { type Session } from '../session.js';
import { download } from '../transfer.js';

export interface ListJob extends Pick<TransferOptions, 'onProgress'> {
  path: string;
}

interface Lines {
  lines: string[];
  /** Those of them that are not in UTF-8. */
  foreign: string[];
}

const maxLineBytes = 65_536;
/** A listing larger than this is no listing any more (hundreds of thousands of entries). */
const maxListingBytes = 67_108_864;
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
  const { lines, foreign } = await fetchLines(session, { ...job, verb: 'MLSD' }, signal);
  // Most servers list the directory itself too (type=cdir): a listing with lines is proof enough.
  if (lines.length === 0) await enter(session, job.path, signal);
  noteForeign(
    session,
    foreign.map((line) => parseMlsdLine(line)),
  );
  return unique(lines.map((line) => parseMlsdLine(line)));
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
  // Some servers take -a for a name. It is believed where it shows all that LIST shows.
  const names = new Set(all.map(({ name }) => name));
  if (plain.length === 0 && all.length === 0) return plain;
  knowledge.listsHidden = plain.every(({ name }) => names.has(name));
  return knowledge.listsHidden ? all : plain;
}

async function listOnce(
  session: Session,
  job: ListJob & { verb: string },
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  const { lines, foreign } = await fetchLines(session, job, signal);
  const now = Date.now();
  const entries = parseListingAt(lines.join('\n'), { now });
  if (foreign.length > 0) noteForeign(session, parseListingAt(foreign.join('\n'), { now }));
  const only = entries.length === 1 ? entries[0] : undefined;
  const mayBeFile = only?.name === nameOf(job.path);
  if (entries.length === 0 || mayBeFile) await enter(session, job.path, signal);
  return entries;
}

/** CWD as a question: only a directory can be entered. */
async function enter(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const order = command('CWD', path);
  const reply = await session.channel.exchange(order, signal);
  if (!isRefusal(reply)) return;
  const error = refusalError(`list ${path}`, order, reply);
  // "Failed to change directory" (vsftpd) has no reason: what LIST did not show is not there.
  throw error.kind === 'failed' ? withKind('not-found', error) : error;
}

function withKind(kind: 'not-found', error: RemoteError): RemoteError {
  const { code, reply, command: tried, hint, cause } = error;
  return new RemoteError(kind, error.message, { code, reply, command: tried, hint, cause });
}

async function fetchLines(
  session: Session,
  { path, verb, onProgress }: ListJob & { verb: string },
  signal: AbortSignal,
): Promise<Lines> {
  const isGlob = globCharacters.test(path);
  if (isGlob) await enter(session, path, signal);
  const lines: string[] = [];
  const foreign: string[] = [];
  const cutter = new LineCutter(maxLineBytes);
  const { codec, tracer } = session.channel;
  let bytes = 0;
  const keep = (line: Uint8Array): void => {
    if (line.length === 0) return;
    const text = codec.decode(line);
    lines.push(text);
    if (codec.isForeign(line)) foreign.push(text);
  };
  const sink = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    if (bytes > maxListingBytes)
      throw new RemoteError('protocol', `The listing of ${path} is endless`);
    cutter.cut(chunk).forEach(keep);
    onProgress?.(bytes, undefined);
  };
  const order = isGlob ? command(verb) : command(verb, path);
  try {
    await download(session, { order, what: `list ${path}`, sink }, signal);
  } catch (error) {
    if (!isEmptyNotice(error)) throw error;
    tracer.note('info', `${path} is taken for empty, since the server says so`);
    await enter(session, path, signal);
    return { lines: [], foreign };
  }
  const rest = cutter.rest();
  if (rest !== undefined) keep(rest);
  return { lines, foreign };
}

/** Names that came in another charset go back in it. */
function noteForeign({ channel }: Session, entries: (RemoteEntry | undefined)[]): void {
  for (const entry of entries) if (entry !== undefined) channel.codec.noteForeign(entry.name);
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

function unique(entries: (RemoteEntry | undefined)[]): RemoteEntry[] {
  const byName = new Map<string, RemoteEntry>();
  for (const entry of entries) {
    if (entry !== undefined && !byName.has(entry.name)) byName.set(entry.name, entry);
  }
  return [...byName.values()];
}
