import { type RemoteEntry } from '../base/remote-entry.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';

/**
 * A tree as it is now, for those who must not believe what was seen a while ago; `onChange` is told of
 * each path that was changed here, however that ended, so that others look at it again.
 */
export class FreshFiles implements RemoteFiles {
  readonly #files: RemoteFiles;
  readonly #onChange: (path: string) => void;

  constructor(files: RemoteFiles, onChange: (path: string) => void) {
    this.#files = files;
    this.#onChange = onChange;
  }

  list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    return this.#files.list(path, signal);
  }

  stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#files.stat(path, signal);
  }

  read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#files.read(path, signal);
  }

  readWithState(path: string, signal: AbortSignal): Promise<StatedContent> {
    return this.#files.readWithState(path, signal);
  }

  stream(read: RemoteRead, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#files.stream(read, signal);
  }

  write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#change([write.path], () => this.#files.write(write, signal));
  }

  remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    return this.#change([path], () => this.#files.remove(path, options, signal));
  }

  rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    return this.#change([move.from, move.to], () => this.#files.rename(move, signal));
  }

  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#change([path], () => this.#files.mkdir(path, signal));
  }

  copy(copy: RemoteMove, signal: AbortSignal): Promise<void> {
    return this.#change([copy.to], () => this.#files.copy(copy, signal));
  }

  chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    return this.#change([path], () => this.#files.chmod(path, mode, signal));
  }

  setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void> {
    return this.#change([path], () => this.#files.setModified(path, epochMs, signal));
  }

  async #change<T>(paths: readonly string[], change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } finally {
      for (const path of paths) this.#onChange(path);
    }
  }
}
