import { type RemoteEntry } from '../base/remote-entry.js';
import { type SideState } from './facts.js';

/**
 * The local folder that is synced. Paths are relative with `/`, '' is the folder itself; nothing
 * outside it is ever touched, and links are not followed. Every failure is a RemoteError.
 */
export interface LocalFiles {
  /** The entries of a folder, links as links; a RemoteError where there is none. */
  list(folder: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /** What stands at the path; undefined: nothing. */
  look(path: string, signal: AbortSignal): Promise<SideState | undefined>;
  /** SHA-256 of the content, hexadecimal. */
  hash(path: string, signal: AbortSignal): Promise<string>;
  read(path: string, signal: AbortSignal): Promise<Uint8Array>;
  /** The content piece by piece. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Takes content in beside `path`, to be whole on the disk before it gets the name. */
  stage(path: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedFile>;
  /** Removes a file, a link or an empty folder. */
  remove(path: string, signal: AbortSignal): Promise<void>;
  /** Refuses with kind `exists` where something stands at `to`. */
  rename(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** Makes a folder and those above it; one that is there is fine, a file in its place is not. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
}

/** What is to stand at the path, and what stands there until then. */
export interface CommitTarget {
  expected: SideState | undefined;
  /** Epoch ms. */
  modified: number | undefined;
  mode?: number | undefined;
}

/** Content that waits under a temporary name. */
export interface StagedFile {
  size: number;
  hash: string;
  read(): AsyncIterable<Uint8Array>;
  /**
   * Gives it its name if there still is what was `expected` (undefined: nothing), else kind
   * `conflict`. The mode of what it replaces is kept; where it replaces nothing, it gets `mode`, if told.
   * Answers with the file's new state.
   */
  commit(target: CommitTarget, signal: AbortSignal): Promise<SideState>;
  /** Removes it; may be called after all that is said above. */
  discard(): Promise<void>;
}
