import { type RecordLog } from '../../../src/sync/journal.js';
import { type LogPart, type LogPlace } from '../../../src/sync/log-parts.js';

/** Records in memory; windows that share it see each other's, and it outlives them. */
export class MemoryLog implements RecordLog {
  /** Each record as its JSON: nothing of a caller's value lives on in it. */
  lines: string[] = [];
  #times = 0;

  async *parts(place: LogPlace | undefined): AsyncGenerator<LogPart> {
    const file = String(this.#times);
    const isKnown = place?.file === file;
    const lines = this.lines.slice(isKnown ? place.bytes : 0);
    const end = { file, bytes: this.lines.length, tail: Buffer.alloc(0) };
    const records = lines.map((line) => JSON.parse(line) as unknown);
    yield await Promise.resolve({ records, damaged: 0, isAnew: !isKnown, place: end });
  }

  append(record: unknown): Promise<void> {
    this.lines.push(JSON.stringify(record));
    return Promise.resolve();
  }

  async compact(
    fold: (records: AsyncIterable<unknown>) => Promise<Iterable<unknown>>,
  ): Promise<void> {
    const records = await fold(this.#replay());
    this.lines = [...records].map((record) => JSON.stringify(record));
    this.#times += 1;
  }

  async *#replay(): AsyncGenerator {
    for (const line of [...this.lines]) yield await Promise.resolve(JSON.parse(line) as unknown);
  }
}
