import { type RecordLog } from '../../../src/sync/journal.js';

/** Records in memory; windows that share it see each other's, and it outlives them. */
export class MemoryLog implements RecordLog {
  /** Each record as its JSON: nothing of a caller's value lives on in it. */
  lines: string[] = [];

  async *replay(): AsyncGenerator {
    for (const line of [...this.lines]) yield await Promise.resolve(JSON.parse(line) as unknown);
  }

  append(record: unknown): Promise<void> {
    this.lines.push(JSON.stringify(record));
    return Promise.resolve();
  }

  async compact(
    fold: (records: AsyncIterable<unknown>) => Promise<Iterable<unknown>>,
  ): Promise<void> {
    const records = await fold(this.replay());
    this.lines = [...records].map((record) => JSON.stringify(record));
  }
}
