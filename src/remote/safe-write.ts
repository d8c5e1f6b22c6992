// How a file is replaced without ever leaving less than was there: the content goes to a new
// sibling, is counted there, and takes the name only then. Where the server forbids that (no new
// names, no renaming) the file is written in place, and counted afterwards, if that is wanted.
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { nameOf, parentOf } from '../base/remote-path.js';
import { temporaryPath } from '../base/temporary-name.js';
import { type FtpClient, type Seen } from '../ftp/index.js';
import { isHashable, isHashOf } from './content-hash.js';
import { type ContentSource, sizeOf, toSendable } from './content-source.js';
import { findEntry } from './find-entry.js';
import { type OnProgress } from './remote-files.js';
import { type AsideTrail, isRefusal, putBack } from './step-aside.js';

/** Whether a save goes to a temporary name first; `auto`: where the server lets it. */
export type AtomicUpload = 'auto' | 'always' | 'never';

/** What is to take the place of a file. */
export interface SafeWrite {
  path: string;
  content: Uint8Array | ContentSource;
  onProgress?: OnProgress;
  /** What stands at the path now; undefined: nothing. */
  current: RemoteEntry | undefined;
  /** Eight hexadecimal digits that nobody else uses. */
  token: string;
  atomic: AtomicUpload;
  /** When `current` was looked at, epoch ms. */
  lookedAt: number;
  /** Looks at what stands there once more in any case. */
  looksAgain: boolean;
  /** Throws where what stands there by now must not be replaced. */
  judge: (target: RemoteEntry | undefined) => void;
  signal: AbortSignal;
  /** Says how far it got, for `mend` where the session was lost on the way. */
  trail: Trail;
}

/** What a write has left behind so far, for whoever puts it right. */
export interface Trail extends AsideTrail {
  /** The temporary name under which the new content is whole, and nowhere else for sure. */
  keepsTemporary?: string;
  /** The file is being written in place: it may hold a part only. */
  isInPlace?: boolean;
  /** Why it was written in place, though it should not have been. */
  fellBack?: string;
}

/** What was looked at so long ago is looked at again before it is replaced. */
const freshMs = 1_000;

/** Replaces the content and resolves with the file's new state. */
export async function safeWrite(client: FtpClient, job: SafeWrite): Promise<RemoteEntry> {
  if (isInPlace(job)) return replaceInPlace(client, job);
  const temporary = temporaryPath(job.path, job.token);
  try {
    await send(client, job, temporary);
  } catch (error) {
    await removeQuietly(client, temporary);
    if (!isRefusedName(error)) throw error;
    fallBack(job, 'the server takes no temporary names in its folder', error);
    return replaceInPlace(client, job);
  }
  try {
    return await moveIn(client, job, temporary);
  } catch (error) {
    if (job.trail.keepsTemporary === undefined) await removeQuietly(client, temporary);
    throw error;
  }
}

/** Renaming over a link would replace the link: it is written through instead, and that is told. */
function isInPlace(job: SafeWrite): boolean {
  const { current, atomic } = job;
  if (atomic === 'never') return true;
  if (current?.type === 'symlink') fallBack(job, 'it is a link to somewhere else');
  return current !== undefined && current.type !== 'file';
}

/** The new content is uploaded: it is counted, gets the mode of the old file, and its name. */
async function moveIn(client: FtpClient, job: SafeWrite, temporary: string): Promise<RemoteEntry> {
  const { path, content, current, signal } = job;
  const seen: { entry?: RemoteEntry } = {};
  const judge = (found: Seen): void => {
    seen.entry = found.entry;
    refuseParts(found, job);
    if (found.target !== undefined)
      job.judge(found.target === 'nothing' ? undefined : found.target);
  };
  const steps = {
    from: temporary,
    to: path,
    mode: current?.mode === undefined ? undefined : current.mode & 0o7777,
    wantsHash: isHashable(content),
    // A long upload leaves much time for others.
    looksAtTarget: mustLookAgain(job),
    judge,
  };
  try {
    const entry = await client.moveIn(steps, { signal });
    if (entry !== undefined) return { ...entry, name: nameOf(path) };
    fallBack(job, 'the server does not show temporary names');
    return await insteadInPlace(client, job, temporary);
  } catch (error) {
    if (!isRefusedRename(error)) throw error;
    const entry = await takeName(client, { ...job, refused: error }, temporary);
    return entry ?? { ...seen.entry, name: nameOf(path), type: 'file' };
  }
}

/** The server must keep just what was sent. */
function refuseParts({ entry, hash }: Pick<Seen, 'entry' | 'hash'>, job: SafeWrite): void {
  const { path, content } = job;
  const size = sizeOf(content);
  const hint = 'Its disk or quota may be full. Save again.';
  if (entry.type === 'file' && entry.size !== undefined && entry.size !== size) {
    const counted = `${String(entry.size)} of ${String(size)} bytes`;
    const text = `The server confirmed ${path}, but keeps ${counted}`;
    throw new RemoteError('failed', text, { hint });
  }
  if (hash === undefined || !isHashable(content) || isHashOf(content, hash)) return;
  const text = `The server confirmed ${path}, but keeps another content: its ${hash.algorithm} differs`;
  throw new RemoteError('failed', text, {
    hint: 'Something on the way changes what is sent. Save again.',
  });
}

/** Notes why the file is written in place; an error where that is not wanted. */
function fallBack({ path, atomic, trail }: SafeWrite, why: string, cause?: unknown): void {
  if (atomic === 'always') {
    const hint = 'The setting ftpWorkspaces.transfer.atomicUpload forbids to write it in place.';
    throw new RemoteError('unsupported', `${path} cannot be replaced as a whole: ${why}`, {
      hint,
      cause,
    });
  }
  trail.fellBack = why;
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
  const tell = (bytes: number): void => {
    onProgress?.(bytes, size);
  };
  const options = { signal, ...(onProgress !== undefined && { onProgress: tell }) };
  await client.writeFile(path, toSendable(content, path), options);
}

/** Writes over what stands there, after one more look at it where the last one is no proof any more. */
async function replaceInPlace(client: FtpClient, job: SafeWrite): Promise<RemoteEntry> {
  await lookOnceMore(client, job);
  return writeInPlace(client, job);
}

async function lookOnceMore(client: FtpClient, job: SafeWrite): Promise<void> {
  if (mustLookAgain(job)) job.judge(await findEntry(client, job.path, job.signal));
}

const mustLookAgain = ({ looksAgain, lookedAt }: SafeWrite): boolean =>
  looksAgain || Date.now() - lookedAt > freshMs;

/** Writes over what is there; until it is confirmed the file may hold a part only. */
export async function writeInPlace(client: FtpClient, job: SafeWrite): Promise<RemoteEntry> {
  const { path, content, signal, trail } = job;
  trail.isInPlace = true;
  try {
    await send(client, job, path);
  } catch (error) {
    // Refused before it began: nothing has happened to the file.
    if (isRefusal(error) && error.begun !== true) delete trail.isInPlace;
    throw error;
  }
  const entry = await client.stat(path, { signal });
  const hash = isHashable(content) ? await client.hash(path, undefined, { signal }) : undefined;
  refuseParts({ entry, hash }, job);
  delete trail.isInPlace;
  return entry;
}

/**
 * A server that renames over nothing, or one that renames nothing at all. Undefined where the rename
 * was done in another way: the file has the state that it had before.
 */
async function takeName(
  client: FtpClient,
  job: SafeWrite & { refused: RemoteError },
  temporary: string,
): Promise<RemoteEntry | undefined> {
  if (job.current !== undefined) return replaceAside(client, job, temporary);
  if (await isThere(client, job)) throw madeError(job.path);
  fallBack(job, 'the server does not let files be renamed there', job.refused);
  return insteadInPlace(client, job, temporary);
}

const isRefusedRename = (error: unknown): error is RemoteError =>
  isRefusal(error) && /^RN(?:FR|TO)\b/.test(error.command ?? '');

/** Until the file is whole at its place, the copy beside it stays. */
async function insteadInPlace(
  client: FtpClient,
  job: SafeWrite,
  temporary: string,
): Promise<RemoteEntry> {
  await lookOnceMore(client, job);
  job.trail.keepsTemporary = temporary;
  const entry = await writeInPlace(client, job);
  delete job.trail.keepsTemporary;
  await removeQuietly(client, temporary);
  return entry;
}

/** The old file steps aside, and is removed in the end. */
async function replaceAside(
  client: FtpClient,
  job: SafeWrite,
  temporary: string,
): Promise<RemoteEntry | undefined> {
  const { path, token, signal } = job;
  const aside = temporaryPath(path, `${token}-old`);
  // From here on until the new file has the name there may be none at it, also where the reply is lost.
  job.trail.aside = { path, aside };
  try {
    await client.rename(path, aside, { signal });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    delete job.trail.aside;
    fallBack(job, 'the server does not let files be renamed there', error);
    return insteadInPlace(client, job, temporary);
  }
  try {
    await client.rename(temporary, path, { signal });
  } catch (cause) {
    await putBack(client, { aside: { path, aside }, cause }, () =>
      insteadInPlace(client, job, temporary),
    );
  }
  delete job.trail.aside;
  await removeQuietly(client, aside);
  return undefined;
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

/** Cleans up; what cannot be removed is left under a name that tells what it is. */
async function removeQuietly(client: FtpClient, path: string): Promise<void> {
  if (client.closed) return;
  await client.remove(path).catch(() => undefined);
}
