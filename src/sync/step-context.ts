import { type FreeNames } from './free-names.js';
import { type Side, type SideState } from './facts.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { type RemoteFolder } from './remote-folder.js';

/** What is about to be replaced or removed, or the word that something comes where nothing was. */
export interface Version {
  side: Side;
  path: string;
  before:
    'nothing' | { state: SideState; read: (signal: AbortSignal) => AsyncIterable<Uint8Array> };
  /** SHA-256 of `before`, where it is known: its content may be kept already. */
  hash?: string;
  /** What comes in its place; none: it is removed. */
  after?: NewContent;
}

export interface NewContent {
  /** SHA-256, hexadecimal. */
  hash: string;
  read: () => AsyncIterable<Uint8Array>;
}

/** Keeps a version for those who want it back. Where it fails, nothing is overwritten or deleted. */
export type Keep = (version: Version, signal: AbortSignal) => Promise<void>;

/** Takes contents that both sides have agreed on, to merge from; it need not keep them. */
export interface BaseKeeper {
  /** What is bigger is not kept. */
  readonly fileBytes: number;
  add(content: Uint8Array, hash: string): void;
}

/** What every step works with. */
export interface StepContext {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  keep: Keep;
  /** Proves for many new files together that nothing stands where they come. */
  freeNames?: FreeNames;
  /** Given where the step was begun before its turn: what touches the other side waits for that. */
  inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
  bases: BaseKeeper;
  /** Whether the server is told the time of the files that go up. */
  preserveTimes: boolean;
  now: () => number;
  onBytes: (bytes: number) => void;
  signal: AbortSignal;
}
