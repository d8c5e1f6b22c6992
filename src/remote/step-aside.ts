// Renaming over a name on a server that refuses it: the old file steps aside, and until the new one has
// the name there is none at it. Whatever is lost in between, the name gets a whole file again.
import { randomBytes } from 'node:crypto';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { nameOf, parentOf } from '../base/remote-path.js';
import { type FtpClient, type FtpPool } from '../ftp/index.js';
import { temporaryPath } from './temporary-name.js';

/** Where the old file is while there may be none at its own name. */
export interface AsideTrail {
  aside?: Aside;
}

interface Aside {
  /** Its own name: behind a link it is another one than that which was asked for. */
  path: string;
  aside: string;
}

/** Whether the server said no, and did not just go away. */
export const isRefusal = (error: unknown): error is RemoteError =>
  isRemoteError(error) && error.code !== undefined && error.code !== 421;

/** Renaming over a name on a server that refuses it: the old one steps aside first. */
export async function renameOver(
  client: FtpClient,
  job: { source: string; target: string; trail: AsideTrail },
): Promise<void> {
  const { source, target, trail } = job;
  const aside = temporaryPath(target, `${randomBytes(4).toString('hex')}-old`);
  // `mend` puts it back where what follows fails, also where only the reply is lost.
  trail.aside = { path: target, aside };
  await client.rename(target, aside);
  await client.rename(source, target);
  delete trail.aside;
  // The rename is done; what cannot be removed is left under a name that tells what it is.
  await client.remove(aside).catch(() => undefined);
}

/** No name is left without its file, whatever became of the session. Gives the error to tell. */
export async function mended(
  pool: FtpPool,
  { aside }: AsideTrail,
  error: unknown,
): Promise<unknown> {
  if (aside === undefined) return error;
  const isPutBack = await onAnotherSession(pool, aside);
  // "Its content is whole in …" is true no more: what went wrong before that is told.
  const isOutdated = isPutBack && isRemoteError(error, 'failed') && isRemoteError(error.cause);
  return isOutdated ? error.cause : error;
}

async function onAnotherSession(pool: FtpPool, aside: Aside): Promise<boolean> {
  const session = { isReached: false };
  try {
    return await pool.use((client) => {
      session.isReached = true;
      return mend(client, aside);
    });
  } catch (cause) {
    throw session.isReached ? cause : unreachableError(aside, cause);
  }
}

/**
 * Gives the name its old file again, on a fresh session, where one was lost while that had stepped
 * aside; says whether it had to. What has the name is never touched, nor is anything removed.
 */
async function mend(client: FtpClient, { path, aside }: Aside): Promise<boolean> {
  try {
    const names = new Set((await client.list(parentOf(path))).map(({ name }) => name));
    if (names.has(nameOf(path))) return false;
    await client.rename(aside, path);
    return true;
  } catch (cause) {
    throw asideError({ path, aside }, cause);
  }
}

function asideError({ path, aside }: Aside, cause: unknown): RemoteError {
  const text = `${path} could not be replaced, nor put back: its content is whole in ${aside}`;
  return new RemoteError('failed', text, { cause, hint: `Rename ${aside} to ${path}.` });
}

/** Nobody can look whether the name still has its file. */
function unreachableError({ path, aside }: Aside, cause: unknown): unknown {
  if (!isRemoteError(cause)) return cause;
  const text = `${path} may be missing on the server now, its old content whole in ${aside}: ${cause.message}`;
  return new RemoteError(cause.kind, text, { cause, hint: `If so, rename ${aside} to ${path}.` });
}

/** The name is never left empty: it gets its old file again or, where that is refused, the new content. */
export async function putBack(
  client: FtpClient,
  { aside, cause }: { aside: Aside; cause: unknown },
  writeNew: () => Promise<unknown>,
): Promise<void> {
  // A session that is over puts nothing back: `mend` does, on another.
  const isOver = (): boolean => client.closed;
  if (isOver()) throw cause;
  try {
    await client.rename(aside.aside, aside.path);
  } catch (refused) {
    if (isOver()) throw cause;
    try {
      if (!isRefusal(refused)) throw refused;
      await writeNew();
      return;
    } catch {
      throw asideError(aside, cause);
    }
  }
  throw cause;
}
