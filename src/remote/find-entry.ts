import { isRemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { type FtpPool } from '../ftp/index.js';

/** What stands at the path; undefined: nothing. */
export async function findEntry(
  server: Pick<FtpPool, 'stat'>,
  at: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  try {
    return await server.stat(at, { signal });
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}
