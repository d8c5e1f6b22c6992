// How a file is replaced without ever leaving less than was there: the content goes to a new
// sibling, is counted there, and takes the name only then. Where the server forbids that (no new
// names, no renaming) the file is written in place, and counted afterwards.
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, nameOf, parentOf } from '../base/remote-path.js';
import { type FtpClient } from '../ftp/index.js';
import { type ContentSource, sizeOf, toSendable } from './content-source.js';
import { type OnProgress } from './remote-files.js';

export interface SafeWrite {
  path: string;
  content: Uint8Array | ContentSource;
  onProgress?: OnProgress;
  /** What stands at the path now; undefined: nothing. */
  current: RemoteEntry | undefined;
  /** Eight hexadecimal digits that nobody else uses. */
  token: string;
  signal: AbortSignal;
  /** Says how far it got, for `mend` where the session was lost on the way. */
  trail: Trail;
}

export interface Trail {
  /** The name of the old file while there may be none at its own. */
  aside?: string;
  /** The new content is whole under its temporary name, and nowhere else for sure. */
  keepsTemporary?: boolean;
}

const longestName = 200;

/** The name under which new content waits beside `path` until it is whole. */
export function temporaryPath(path: string, token: string): string {
  const name = nameOf(path).slice(0, longestName);
  return childOf(parentOf(path), `.${name}.ftpws-${token}.tmp`);
}

/** Replaces the content and resolves with the file's new state. */
export async function safeWrite(client: FtpClient, job: SafeWrite): Promise<RemoteEntry> {
  // Renaming over a link would replace the link: it is written through instead.
  const isLink = job.current !== undefined && job.current.type !== 'file';
  if (isLink) return writeInPlace(client, job);
  const temporary = temporaryPath(job.path, job.token);
  try {
    await send(client, job, temporary);
  } catch (error) {
    await removeQuietly(client, temporary);
    if (!isRefusedName(error)) throw error;
    return writeInPlace(client, job);
  }
  try {
    return await moveIn(client, job, temporary);
  } catch (error) {
    if (job.trail.keepsTemporary !== true) await removeQuietly(client, temporary);
    throw error;
  }
}

/** The new content is uploaded: it is counted, gets the mode of the old file, and its name. */
async function moveIn(client: FtpClient, job: SafeWrite, temporary: string): Promise<RemoteEntry> {
  const written = await found(client, { ...job, path: temporary });
  if (written === undefined) return insteadInPlace(client, job, temporary);
  await keepMode(client, { job, temporary, written });
  await takeName(client, job, temporary);
  const mode = job.current?.mode ?? written.mode;
  return { ...written, name: nameOf(job.path), ...(mode !== undefined && { mode }) };
}

/** The server takes no such name, though perhaps the real one. */
const isRefusedName = (error: unknown): boolean =>
  isRemoteError(error) &&
  // What fails once it has begun fails in place as well, and would leave a part of the file there.
  error.begun !== true &&
  ['permission', 'failed', 'exists'].includes(error.kind) &&
  [550, 553, 501, 450].includes(error.code ?? 0);

async function send(client: FtpClient, job: SafeWrite, path: string): Promise<void> {
  const { content, signal, onProgress } = job;
  const size = sizeOf(content);
  const report = (bytes: number): void => {
    onProgress?.(bytes, size);
  };
  const options = { signal, ...(onProgress !== undefined && { onProgress: report }) };
  await client.writeFile(path, toSendable(content, path), options);
}

async function writeInPlace(client: FtpClient, job: SafeWrite): Promise<RemoteEntry> {
  await send(client, job, job.path);
  return confirmed(client, job);
}

/** The state of what was just written; an error where the server has another number of bytes. */
async function confirmed(
  client: FtpClient,
  { path, content, signal }: Pick<SafeWrite, 'path' | 'content' | 'signal'>,
): Promise<RemoteEntry> {
  const entry = await client.stat(path, { signal });
  const isCounted = entry.type === 'file' && entry.size !== undefined;
  const size = sizeOf(content);
  if (!isCounted || entry.size === size) return entry;
  const text = `The server confirmed ${path}, but keeps ${String(entry.size)} of ${String(size)} bytes`;
  throw new RemoteError('failed', text, { hint: 'Its disk or quota may be full. Save again.' });
}

/** The same; undefined where the server shows no such name, as with names that begin with a dot. */
async function found(client: FtpClient, job: SafeWrite): Promise<RemoteEntry | undefined> {
  try {
    return await confirmed(client, job);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

async function keepMode(
  client: FtpClient,
  { job, temporary, written }: { job: SafeWrite; temporary: string; written: RemoteEntry },
): Promise<void> {
  const mode = job.current?.mode;
  if (mode === undefined || mode === written.mode) return;
  try {
    await client.chmod(temporary, mode & 0o7777, { signal: job.signal });
  } catch (error) {
    // Not every server knows SITE CHMOD; the content matters more.
    if (!isRemoteError(error) || error.code === undefined) throw error;
  }
}

async function takeName(client: FtpClient, job: SafeWrite, temporary: string): Promise<void> {
  const { path, current, signal } = job;
  try {
    await client.rename(temporary, path, { signal });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // A server that renames over nothing, or one that renames nothing at all.
    if (current !== undefined) await replaceAside(client, job, temporary);
    else if (await isThere(client, job)) throw madeError(path);
    else await insteadInPlace(client, job, temporary);
  }
}

const isRefusal = (error: unknown): boolean =>
  isRemoteError(error) && error.code !== undefined && error.code !== 421;

/** Until the file is whole at its place, the copy beside it stays. */
async function insteadInPlace(
  client: FtpClient,
  job: SafeWrite,
  temporary: string,
): Promise<RemoteEntry> {
  job.trail.keepsTemporary = true;
  const entry = await writeInPlace(client, job);
  delete job.trail.keepsTemporary;
  await removeQuietly(client, temporary);
  return entry;
}

/** The old file steps aside, and is removed in the end. */
async function replaceAside(client: FtpClient, job: SafeWrite, temporary: string): Promise<void> {
  const { path, token, signal } = job;
  const aside = temporaryPath(path, `${token}-old`);
  try {
    await client.rename(path, aside, { signal });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await insteadInPlace(client, job, temporary);
    return;
  }
  // From here on until the new file has the name there is none at it.
  job.trail.aside = aside;
  try {
    await client.rename(temporary, path, { signal });
  } catch (cause) {
    await putBack(client, { aside, path, cause }, () => insteadInPlace(client, job, temporary));
  }
  delete job.trail.aside;
  await removeQuietly(client, aside);
}

/** Where the name was free and a rename to it is refused, somebody may have taken it meanwhile. */
async function isThere(client: FtpClient, { path, signal }: SafeWrite): Promise<boolean> {
  const entries = await client.list(parentOf(path), { signal });
  return entries.some(({ name }) => name === nameOf(path));
}

const madeError = (path: string): RemoteError =>
  new RemoteError('conflict', `${path} was made on the server in the meantime`, {
    hint: 'Nothing was written. Compare both before you decide.',
  });

/**
 * Gives the name its old file again, on a fresh session, where one was lost while that had stepped
 * aside; says whether it had to. What has the name is never touched, nor is anything removed.
 */
export async function mend(
  client: FtpClient,
  { path, aside }: { path: string; aside: string },
): Promise<boolean> {
  try {
    const names = new Set((await client.list(parentOf(path))).map(({ name }) => name));
    if (names.has(nameOf(path))) return false;
    await client.rename(aside, path);
    return true;
  } catch (cause) {
    throw asideError({ path, aside, cause });
  }
}

function asideError({
  path,
  aside,
  cause,
}: {
  path: string;
  aside: string;
  cause: unknown;
}): RemoteError {
  const text = `${path} could not be replaced, nor put back: its content is whole in ${aside}`;
  return new RemoteError('failed', text, { cause, hint: `Rename ${aside} to ${path}.` });
}

/** The name is never left empty: it gets its old file again or, where that is refused, the new content. */
async function putBack(
  client: FtpClient,
  { aside, path, cause }: { aside: string; path: string; cause: unknown },
  writeNew: () => Promise<unknown>,
): Promise<void> {
  // A session that is over puts nothing back: `mend` does, on another.
  const isOver = (): boolean => client.closed;
  if (isOver()) throw cause;
  try {
    await client.rename(aside, path);
  } catch (refused) {
    if (isOver()) throw cause;
    try {
      if (!isRefusal(refused)) throw refused;
      await writeNew();
      return;
    } catch {
      throw asideError({ path, aside, cause });
    }
  }
  throw cause;
}

/** Cleans up; what cannot be removed is left under a name that tells what it is. */
async function removeQuietly(client: FtpClient, path: string): Promise<void> {
  if (client.closed) return;
  await client.remove(path).catch(() => undefined);
}
