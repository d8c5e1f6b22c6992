import { RemoteError, type RemoteErrorKind } from '../base/remote-error.js';

const kinds: Record<string, [kind: RemoteErrorKind, words: string]> = {
  ENOENT: ['not-found', 'there is no such file or folder'],
  EEXIST: ['exists', 'something of that name is there already'],
  EACCES: ['permission', 'this is not allowed'],
  EPERM: ['permission', 'this is not allowed'],
  EROFS: ['permission', 'the disk is read-only'],
  ENOSPC: ['no-space', 'the disk is full'],
  EDQUOT: ['no-space', 'the quota is used up'],
  ENOTDIR: ['not-a-directory', 'a file is in the way'],
  EISDIR: ['is-a-directory', 'a folder is in the way'],
  ENAMETOOLONG: ['failed', 'the name is too long'],
  EBUSY: ['failed', 'another program uses it'],
};

/**
 * A failure of the disk in our words: what was tried, on what, and what the system said. What is none
 * stays as it is.
 */
export function localError(what: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (cause instanceof RemoteError || code === undefined) return cause;
  const [kind, words] = kinds[code] ?? ['failed', 'the system gives this reason'];
  return new RemoteError(kind, `${what} failed: ${words} (${code})`, { cause });
}

/** The system's code of a failure: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
