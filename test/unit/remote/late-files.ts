import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { type StatedContent } from '../../../src/remote/remote-files.js';
import { MemoryFiles } from '../../support/memory-files.js';

/** A tree in memory whose answers can be late: `after` runs between the look and its answer. */
export class LateFiles extends MemoryFiles {
  after: (call: string) => unknown = () => undefined;

  override async list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    return this.#late(`list ${path}`, super.list(path, signal));
  }

  override async stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    return this.#late(`stat ${path}`, super.stat(path, signal));
  }

  override async readWithState(path: string, signal: AbortSignal): Promise<StatedContent> {
    return this.#late(`read with state ${path}`, super.readWithState(path, signal));
  }

  async #late<T>(call: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      await this.after(call);
    }
  }
}
