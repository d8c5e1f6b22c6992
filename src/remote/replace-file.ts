// One write as the waist promises it: what stands there is looked at, the content is replaced whole, and
// where something was lost on the way, as much is put right as can be, on another session.
import { randomBytes } from 'node:crypto';
import { abortError } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, parentOf } from '../base/remote-path.js';
import { type FtpClient, type FtpPool } from '../ftp/index.js';
import { findEntry } from './find-entry.js';
import { type RemoteWrite } from './remote-files.js';
import {
  type AtomicUpload,
  type SafeWrite,
  safeWrite,
  type Trail,
  writeInPlace,
} from './safe-write.js';
import { isSameState } from './same-state.js';
import { type SharedListings } from './shared-listings.js';
import { mended } from './step-aside.js';

/** One write to one server. */
export interface Replacing {
  pool: FtpPool;
  /** The path on the server. */
  at: string;
  write: RemoteWrite;
  atomic: AtomicUpload;
  /** What several writes have learned of their folder together. */
  listings: SharedListings;
}

/** What came of it: the new state, and why it was written in place, if it was. */
export interface Replaced {
  /** The new state. */
  entry: RemoteEntry;
  /** Why it was written in place, though it should not have been. */
  fellBack: string | undefined;
}

/** Replaces the content whole, or leaves what was there; what is neither is told in words. */
export async function replaceFile(job: Replacing, signal: AbortSignal): Promise<Replaced> {
  const { pool, at, write, atomic, listings } = job;
  const lookedAt = write.current?.lookedAt ?? Date.now();
  const found = write.current ?? { entry: await findEntry(pool, at, signal) };
  refuseUnexpected(write, found.entry);
  const trail: Trail = {};
  const steps = {
    ...(write.onProgress !== undefined && { onProgress: write.onProgress }),
    path: at,
    content: write.content,
    current: found.entry,
    token: randomBytes(4).toString('hex'),
    atomic,
    looksAgain: write.looksAgain === true,
    lookedAt,
    judge: (target: RemoteEntry | undefined) => {
      refuseUnexpected(write, target);
      refuseSince(write, found.entry, target);
    },
    signal,
    trail,
  };
  try {
    const entry = await pool.use(async (client) => {
      const known = { at, write, listings, entry: found.entry };
      const current = await withListing(client, known, signal);
      return writeThrough(client, { ...steps, current }, found.entry);
    }, signal);
    return { entry, fellBack: trail.fellBack };
  } catch (error) {
    return { entry: await afterFailure(pool, steps, error), fellBack: trail.fellBack };
  }
}

/** A link stays one: what it leads to is replaced, where that is sure to be a file of that folder. */
async function writeThrough(
  client: FtpClient,
  job: SafeWrite,
  seen: RemoteEntry | undefined,
): Promise<RemoteEntry> {
  const { current, path, signal } = job;
  const name = job.atomic === 'never' ? undefined : nameBeside(current);
  if (current === undefined || name === undefined) return safeWrite(client, job);
  const entries = await client.list(parentOf(path), { signal });
  const target = entries.find((entry) => entry.name === name);
  if (target?.type !== 'file') return safeWrite(client, job);
  // Where the caller has judged the link itself, that tells nothing of the file behind it.
  const judge = seen?.type === 'file' ? job.judge : (): void => undefined;
  await safeWrite(client, { ...job, path: childOf(parentOf(path), name), current: target, judge });
  return current;
}

/** The name that a link leads to in its own folder; undefined for what is no link, and for others. */
function nameBeside(entry: RemoteEntry | undefined): string | undefined {
  if (entry?.type !== 'symlink') return undefined;
  const name = entry.target ?? '';
  return name === '' || name === '..' || name.includes('/') ? undefined : name;
}

/** The state, where it can be brought about after all; else throws what went wrong. */
async function afterFailure(pool: FtpPool, job: SafeWrite, error: unknown): Promise<RemoteEntry> {
  const { path, trail, signal } = job;
  if (trail.isInPlace === true && !signal.aborted) {
    try {
      return await pool.use((client) => writeInPlace(client, { ...job, trail: {} }), signal);
    } catch {
      // It was tried once more; what went wrong first is told.
    }
  }
  // What the server says of a transfer that the caller has stopped is no news.
  const first = signal.aborted ? abortError(signal, `Writing ${path}`) : error;
  const reason = await mended(pool, trail, first);
  throw trail.isInPlace === true && trail.aside === undefined ? cutError(job, reason) : reason;
}

/** The name may hold a part of the content, and nobody can say what. */
function cutError({ path, trail }: SafeWrite, cause: unknown): unknown {
  if (!isRemoteError(cause)) return cause;
  const { kind, message, code, reply, command } = cause;
  const text = `${path} may be cut on the server, since it was written in place: ${message}`;
  const hint =
    trail.keepsTemporary === undefined
      ? 'Save again.'
      : `Save again. Its content is whole in ${trail.keepsTemporary}.`;
  return new RemoteError(kind, text, { code, reply, command, hint, cause });
}

/** Throws where what stands there now is not what the write may replace. */
export function refuseUnexpected(write: RemoteWrite, current: RemoteEntry | undefined): void {
  const { path, create = true, overwrite = true, expected } = write;
  if (current === undefined) {
    if (!create) throw new RemoteError('not-found', `There is no ${path}`);
    if (typeof expected === 'object') throw conflictError(path, 'removed');
    return;
  }
  if (current.type === 'directory') {
    throw new RemoteError('is-a-directory', `${path} is a folder, not a file`);
  }
  if (!overwrite) throw new RemoteError('exists', `${path} exists already`);
  refuseOther(path, expected, current);
}

/** What was looked at in the beginning may have been told more exactly than what is expected. */
function refuseSince(
  { path, expected }: RemoteWrite,
  before: RemoteEntry | undefined,
  now: RemoteEntry | undefined,
): void {
  if (expected === undefined || before === undefined || now === undefined) return;
  if (!isSameState(before, now)) throw conflictError(path, 'changed');
}

function refuseOther(path: string, expected: RemoteWrite['expected'], current: RemoteEntry): void {
  if (expected === 'nothing') throw conflictError(path, 'made');
  if (expected === undefined || (isSameState(expected, current) && !isMoved(expected, current)))
    return;
  throw conflictError(path, 'changed');
}

/**
 * Two times of listings that differ by a zone: its offset is learned by looks that tell seconds, and
 * of those none was made here. Better asked once in vain, when summer time begins.
 */
const isMoved = (a: RemoteEntry, b: RemoteEntry): boolean =>
  a.modifiedExact !== true && b.modifiedExact !== true && differ(a.modified, b.modified);

const differ = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;

function conflictError(path: string, how: 'removed' | 'changed' | 'made'): RemoteError {
  return new RemoteError('conflict', `${path} was ${how} on the server in the meantime`, {
    hint: 'Nothing was written. Compare both before you decide.',
  });
}

/**
 * What stands there, with what only a listing tells where the server has no MLST: whether it is a
 * link, and its mode.
 */
async function withListing(
  client: FtpClient,
  job: Pick<Replacing, 'at' | 'write' | 'listings'> & { entry: RemoteEntry | undefined },
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const { at, write, entry, listings } = job;
  if (entry === undefined || client.features.has('MLST')) return entry;
  const list = (): Promise<RemoteEntry[]> => client.list(parentOf(at), { signal });
  const listed = write.known ?? (await listings.find(at, list));
  if (listed === undefined) return entry;
  return { ...entry, type: listed.type, ...(listed.mode !== undefined && { mode: listed.mode }) };
}
