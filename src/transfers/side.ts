import { type RemoteError } from '../base/remote-error.js';

/** A file or folder at one side of a transfer. */
export interface SideEntry {
  name: string;
  type: 'file' | 'directory';
  size?: number | undefined;
  /** Epoch ms. */
  modified?: number | undefined;
  /** Why it takes no part, where it does not: a link to a folder, a device. */
  skipped?: string;
}

/** What a file holds, to be read from its beginning as often as `open` is called. */
export interface Content {
  size: number | undefined;
  modified: number | undefined;
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A file that is put under a name. */
export interface Put {
  path: string;
  content: Content;
  /** What was found at the path and may be replaced; undefined: nothing may stand there. */
  replaces: SideEntry | undefined;
  preserveTimestamps: boolean;
  onProgress: (bytes: number) => void;
}

/** What came of a put. */
export interface Arrived {
  bytes: number;
  /** What could not be had beside the content: its time. */
  note?: string;
}

/**
 * Where a transfer comes from or goes to: the disk or a server. Every failure is a RemoteError. A
 * listing that fails is an error, never an empty folder; a file is put whole or not at all.
 */
export interface Side {
  list(path: string, signal: AbortSignal): Promise<readonly SideEntry[]>;
  /** What stands at the path; undefined where there is nothing. */
  find(path: string, signal: AbortSignal): Promise<SideEntry | undefined>;
  content(path: string, entry: SideEntry): Content;
  /** Resolves when the whole content is there for sure. */
  put(put: Put, signal: AbortSignal): Promise<Arrived>;
  /** Makes the folder and those above it; no error where it is there. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  childOf(path: string, name: string): string;
  /** Why nothing can be called so here; undefined where it can. */
  nameProblem(name: string): RemoteError | undefined;
  /** Equal for names that cannot be told apart here. */
  nameKey(name: string): string;
}

/** A place on the disk, or on the server of a connection. */
export interface Place {
  /** Undefined for the disk. */
  connection?: string | undefined;
  path: string;
}
