import { isRemoteError, type RemoteError } from '../base/remote-error.js';

/** Why a file or a folder was not looked into. */
export type NotSearchedReason =
  /** The folder could not be listed. */
  | 'listing-failed'
  /** The server is out of reach: nothing more of it was looked at. */
  | 'connection-lost'
  /** A symbolic link: what it leads to is searched where it lies, or not at all. */
  | 'link'
  | 'too-deep'
  /** A limit of the whole search was reached before. */
  | 'file-limit'
  | 'folder-limit'
  | 'time-limit'
  | 'result-limit'
  | 'read-failed'
  | 'too-large'
  | 'binary'
  /** The file was given up, since the expression takes too long on it. */
  | 'too-slow'
  /** The file was searched until it had shown as many matches as one file may. */
  | 'match-limit';

/** A file or a folder that was not looked into, or not wholly. */
export interface NotSearched {
  path: string;
  reason: NotSearchedReason;
  /** What failed, where something did. */
  error?: RemoteError;
}

/** Whether nothing more can be had from this server now. */
export function isOutOfReach(error: RemoteError): boolean {
  return (['connect', 'auth', 'tls'] as const).some((kind) => isRemoteError(error, kind));
}
