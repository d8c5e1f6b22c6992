import { RemoteError, type RemoteErrorKind } from '../base/remote-error.js';

const kinds: Readonly<Record<string, RemoteErrorKind>> = {
  ENOENT: 'not-found',
  EEXIST: 'exists',
  ENOTEMPTY: 'exists',
  EACCES: 'permission',
  EPERM: 'permission',
  EROFS: 'permission',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  ENOTDIR: 'not-a-directory',
  EISDIR: 'is-a-directory',
};

/** A failure of the local disk in our words: what was tried, on what, what the system said. */
export function storageError(what: string, path: string, cause: unknown): RemoteError {
  if (cause instanceof RemoteError) return cause;
  const code = systemCode(cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  return new RemoteError(kinds[code] ?? 'failed', `${what} failed on ${path}: ${said}`, { cause });
}

/** The operating system's word for what failed, `ENOENT` for instance; empty where there is none. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** What `work` gives; undefined where the path is not there. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
