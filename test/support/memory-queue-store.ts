import { type Folded, type LocalChange } from '../../src/sync/local-change.js';
import { type QueueStore } from '../../src/sync/queue-store.js';

/** A queue's store in memory; what was written stays for the next queue, as on a disk. */
export class MemoryQueueStore implements QueueStore {
  readonly kept = new Map<string, LocalChange>();
  /** What turns out later to be left. */
  readonly late: LocalChange[] = [];
  /** Set to let writes fail. */
  failure: Error | undefined;

  load(): Promise<LocalChange[]> {
    return Promise.resolve([...this.kept.values()].sort((a, b) => a.time - b.time));
  }

  loadLate(): Promise<LocalChange[]> {
    return Promise.resolve(this.late.splice(0));
  }

  write({ remove, add }: Folded): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    for (const id of remove) if (!add.some((one) => one.id === id)) this.kept.delete(id);
    for (const change of add) this.kept.set(change.id, change);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
