import { KeyedQueue } from '../base/keyed-queue.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { type RemoteFiles, type RemoteMove, type RemoteWrite } from './remote-files.js';

/** Changes of one path happen in the order they were asked for; looks at it wait for them. */
export class OrderedFiles implements RemoteFiles {
  readonly #files: RemoteFiles;
  readonly #changes = new KeyedQueue();

  constructor(files: RemoteFiles) {
    this.#files = files;
  }

  list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    return this.#files.list(path, signal);
  }

  async stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    await this.#changes.idle(path);
    return this.#files.stat(path, signal);
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    await this.#changes.idle(path);
    return this.#files.read(path, signal);
  }

  write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#changes.run(write.path, () => this.#files.write(write, signal));
  }

  remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.remove(path, options, signal));
  }

  rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    // In one order for all, so that two renames that cross cannot wait for each other.
    const [first = '', second = ''] = [move.from, move.to].sort();
    const rename = (): Promise<void> => this.#files.rename(move, signal);
    if (first === second) return this.#changes.run(first, rename);
    return this.#changes.run(first, () => this.#changes.run(second, rename));
  }

  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.mkdir(path, signal));
  }
}
