import { type RemoteEntry } from '../base/remote-entry.js';
import { type ContentSource } from './content-source.js';

/** Bytes done so far, and in all where that is known; called at most some tens of times a second. */
export type OnProgress = (bytes: number, total: number | undefined) => void;

interface WriteOptions {
  /**
   * What the caller believes stands at the path. Where the server has something else by now
   * (size or time differ, or something where nothing was), the write is refused with kind
   * `conflict` and nothing is written.
   */
  expected?: RemoteEntry | 'nothing';
  /** False refuses with kind `exists` where something stands at the path. Default true. */
  overwrite?: boolean;
  /** False refuses with kind `not-found` where nothing stands at the path. Default true. */
  create?: boolean;
}

/**
 * A remote tree, the narrow waist between protocols and their users. Paths are absolute,
 * POSIX-style, in normal Unicode; `/` is the folder that the connection starts at. Every
 * failure is a RemoteError, an abort too (kind `aborted`, or `timeout` where a deadline fired).
 */
export interface RemoteFiles {
  /** The entries of a directory; `[]` only where the server proved it empty. */
  list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /** One entry, links not followed. The root is a directory named `/`. */
  stat(path: string, signal: AbortSignal): Promise<RemoteEntry>;
  /** The whole content, or an error; never a part of it. */
  read(path: string, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * The content piece by piece, for what should not be in memory. The iteration ends when all of it
   * came, and throws where it did not; leaving it early cancels the transfer.
   */
  stream(read: RemoteRead, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Replaces the content whole or leaves what was there; resolves with the file's new state. */
  write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry>;
  /** Removes a file, a link (not what it points to) or a directory. */
  remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void>;
  rename(move: RemoteMove, signal: AbortSignal): Promise<void>;
  mkdir(path: string, signal: AbortSignal): Promise<void>;
  /** Copies one file: on the server where it can, through here otherwise. */
  copy(copy: RemoteMove, signal: AbortSignal): Promise<void>;
  /** Sets the Unix mode bits; kind `unsupported` where the server cannot. */
  chmod(path: string, mode: number, signal: AbortSignal): Promise<void>;
  /** Sets the time of the last change; kind `unsupported` where the server cannot. */
  setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void>;
}

export interface RemoteRead {
  path: string;
  /** Where to begin, in bytes. */
  start?: number;
  onProgress?: OnProgress;
}

export interface RemoteWrite extends WriteOptions {
  path: string;
  content: Uint8Array | ContentSource;
  onProgress?: OnProgress;
  /**
   * What a listing told of the path some time ago: whether it is a link, and its mode. Saves
   * servers without MLST a question.
   */
  known?: RemoteEntry | undefined;
  /**
   * What stands there, looked at a moment ago; undefined inside: nothing. Saves the check. With
   * `lookedAt`, epoch ms, one that is not fresh any more is looked at once more beside the upload.
   */
  current?: { entry: RemoteEntry | undefined; lookedAt?: number };
  /**
   * What stands there is looked at once more right before it is replaced, however fresh `current` is:
   * that may be believed too easily, as a listing that shows not every name.
   */
  looksAgain?: boolean;
}

export interface RemoteMove {
  from: string;
  to: string;
  /** False refuses with kind `exists` where something stands at `to`. */
  overwrite: boolean;
}
