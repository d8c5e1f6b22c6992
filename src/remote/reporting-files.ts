import { type RemoteEntry } from '../base/remote-entry.js';
import { type RemoteFiles, type RemoteMove, type RemoteWrite } from './remote-files.js';

/** Tells `report` of every failure and passes it on. */
export class ReportingFiles implements RemoteFiles {
  readonly #files: RemoteFiles;
  readonly #report: (error: unknown) => void;

  constructor(files: RemoteFiles, report: (error: unknown) => void) {
    this.#files = files;
    this.#report = report;
  }

  list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    return this.#watch(this.#files.list(path, signal));
  }

  stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#watch(this.#files.stat(path, signal));
  }

  read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#watch(this.#files.read(path, signal));
  }

  write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#watch(this.#files.write(write, signal));
  }

  remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    return this.#watch(this.#files.remove(path, options, signal));
  }

  rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    return this.#watch(this.#files.rename(move, signal));
  }

  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#watch(this.#files.mkdir(path, signal));
  }

  async #watch<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (error) {
      this.#report(error);
      throw error;
    }
  }
}
