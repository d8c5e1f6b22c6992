import { abortable } from '../base/abort.js';
import { KeyedQueue } from '../base/keyed-queue.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from './remote-files.js';

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
    await abortable(this.#changes.idle(path), signal, `Looking at ${path}`);
    return this.#files.stat(path, signal);
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    await abortable(this.#changes.idle(path), signal, `Reading ${path}`);
    return this.#files.read(path, signal);
  }

  async readWithState(path: string, signal: AbortSignal): Promise<StatedContent> {
    await abortable(this.#changes.idle(path), signal, `Reading ${path}`);
    return this.#files.readWithState(path, signal);
  }

  async *stream(read: RemoteRead, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    await abortable(this.#changes.idle(read.path), signal, `Reading ${read.path}`);
    yield* this.#files.stream(read, signal);
  }

  write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#changes.run(write.path, () => this.#files.write(write, signal));
  }

  remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.remove(path, options, signal));
  }

  rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    return this.#changes.runAll([move.from, move.to], () => this.#files.rename(move, signal));
  }

  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.mkdir(path, signal));
  }

  copy(copy: RemoteMove, signal: AbortSignal): Promise<void> {
    return this.#changes.runAll([copy.from, copy.to], () => this.#files.copy(copy, signal));
  }

  chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.chmod(path, mode, signal));
  }

  setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void> {
    return this.#changes.run(path, () => this.#files.setModified(path, epochMs, signal));
  }
}
