export type EntryType = 'file' | 'directory' | 'symlink' | 'unknown';

/** One name in a remote directory, as far as the server tells. */
export interface RemoteEntry {
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
  owner?: string;
  group?: string;
  /** Where a symlink points, as the server wrote it. */
  target?: string;
  /** MLSD `perm` fact, lower case, where told. */
  perm?: string;
}
