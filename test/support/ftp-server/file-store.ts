import { type Readable, type Writable } from 'node:stream';

/** One name in the tree, as LIST and MLSD show it. `name` and `target` are raw text. */
export interface StoreEntry {
  name: string;
  kind: 'file' | 'directory' | 'link';
  size: number;
  /** Epoch ms. */
  modified: number;
  mode: number;
  target?: string;
  /** The same for the same file, whatever it is called. */
  unique: string;
}

/** Where a write begins: on an emptied file, at its end, or at an offset with the rest kept. */
export type WriteStart = 'truncate' | 'append' | number;

/** What the server serves. Paths are absolute, normal and raw text; failures are `StoreError`s. */
export interface FileStore {
  /** The entry behind `path`, links followed. */
  stat(path: string): StoreEntry;
  /** The entry at `path` itself. */
  lstat(path: string): StoreEntry;
  list(path: string): StoreEntry[];
  read(path: string): Uint8Array;
  /** Replaces the content in one go. */
  write(path: string, content: Uint8Array): void;
  readStream(path: string, start: number): Readable;
  writeStream(path: string, start: WriteStart): Writable;
  remove(path: string): void;
  mkdir(path: string): void;
  rmdir(path: string): void;
  rename(from: string, to: string): void;
  link(path: string, target: string): void;
  chmod(path: string, mode: number): void;
  setModified(path: string, epochMs: number): void;
}

const words = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EINVAL: 'Invalid argument',
  ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device',
  ENAMETOOLONG: 'File name too long',
} as const;

export type StoreErrorCode = keyof typeof words;

/** A refusal of the tree, with the code that a disk would give. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode) {
    super(words[code]);
    this.code = code;
  }
}

/** What a server says about a failure of the tree or the disk; undefined where it is neither. */
export function tryRefusalReply(error: unknown, subject: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = error.code as StoreErrorCode;
  if (!Object.hasOwn(words, code)) return undefined;
  return `${code === 'ENOSPC' ? '452' : '550'} ${subject}: ${words[code]}`;
}
