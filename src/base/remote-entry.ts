/** What an entry is; `unknown` where the server does not tell, or tells of something else. */
export type EntryType = 'file' | 'directory' | 'symlink' | 'unknown';

/** One name in a remote directory, as far as the server tells. */
export interface RemoteEntry {
  /** The last segment alone, decoded; without slashes and line ends. */
  name: string;
  type: EntryType;
  /** Bytes; undefined where the server does not tell. */
  size?: number;
  /** Epoch ms, UTC; undefined where the server does not tell. */
  modified?: number;
  /** True where `modified` is exact to the second in UTC (MLSD, MLST, MDTM), not a LIST guess. */
  modifiedExact?: boolean;
  /** Unix mode bits (0o644) where told. */
  mode?: number;
  /** Names or numbers, as the server wrote them. */
  owner?: string;
  group?: string;
  /** Where a symlink points, as the server wrote it. */
  target?: string;
  /** MLSD `perm` fact (RFC 3659 section 7.5.5), lower case, where told. */
  perm?: string;
}
