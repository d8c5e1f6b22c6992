// What both sides agreed on last is the third point of view from which changes are judged. A change is
// announced before it is made (begin) and remembered when it is confirmed (agree): what was begun and
// never agreed on is looked at after a crash. Windows may share a journal: each record is a fact that
// holds whoever found it.
import { randomUUID } from 'node:crypto';
import { type Agreement, type SideState } from './facts.js';
import {
  type Intent,
  isJournalRecord,
  type JournalRecord,
  JournalState,
  type PassedOver,
} from './journal-records.js';
import { type Agreements } from './plan-sources.js';

/** Where a journal's records are kept. */
export interface RecordLog {
  replay(signal: AbortSignal): AsyncIterable<unknown>;
  /** Durable when it resolves. */
  append(record: unknown, signal: AbortSignal): Promise<void>;
  compact(
    fold: (records: AsyncIterable<unknown>) => Promise<Iterable<unknown>>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** The form of the records; a journal of another one is not guessed at. */
export const journalVersion = 1;

/** More records than this for each that is needed, and the journal is written anew. */
const wasteFactor = 4;
const fewRecords = 1_000;

/** What both sides of one mapping agreed on last. */
export class Journal implements Agreements {
  readonly #log: RecordLog;
  #state = new JournalState();
  /** What was written here since the reading of it began that is under way. */
  readonly #readings = new Set<JournalRecord[]>();

  private constructor(log: RecordLog) {
    this.#log = log;
  }

  static async open(log: RecordLog, signal: AbortSignal): Promise<Journal> {
    const journal = new Journal(log);
    await journal.refresh(signal);
    return journal;
  }

  /** How many files both sides agreed on. */
  get count(): number {
    return this.#state.count;
  }

  /** Changes that were begun and neither agreed on nor dropped. */
  get intents(): readonly Intent[] {
    return this.#state.intents;
  }

  get(path: string): Agreement | undefined {
    return this.#state.get(path);
  }

  children(folder: string): readonly Agreement[] {
    return this.#state.children(folder);
  }

  /** Whether the user wanted the server to stay as it is when this stood at the path here. */
  isPassedOver(path: string, now: SideState | undefined): boolean {
    return this.#state.isPassedOver(path, now);
  }

  /** Takes in what other windows have written; a journal that has grown is made short again. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { state, count } = await this.#read(signal);
    if (count < fewRecords || count < wasteFactor * state.count) return;
    await this.#log.compact(async (records) => (await fold(records)).state.records(), signal);
  }

  /** Announces a change; resolves when that is safe on the disk. */
  async begin(intent: Omit<Intent, 'id'>, signal: AbortSignal): Promise<string> {
    const id = randomUUID();
    await this.#write({ begin: { ...intent, id } }, signal);
    return id;
  }

  /** Remembers what both sides have; `intent` is done with that. */
  async agree(
    agreements: readonly Agreement[],
    intent: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    if (agreements.length === 0) return;
    await this.#write({ agree: agreements, ...(intent !== undefined && { intent }) }, signal);
  }

  /** Neither side has the path, nor anything below it. */
  async forget(path: string, intent: string | undefined, signal: AbortSignal): Promise<void> {
    await this.#write({ forget: path, ...(intent !== undefined && { intent }) }, signal);
  }

  async drop(intent: string, signal: AbortSignal): Promise<void> {
    await this.#write({ drop: intent }, signal);
  }

  /** The user wants the server to stay as it is, until something else stands at the paths here. */
  async passOver(paths: readonly PassedOver[], signal: AbortSignal): Promise<void> {
    if (paths.length > 0) await this.#write({ passOver: paths }, signal);
  }

  async #read(signal: AbortSignal): Promise<{ state: JournalState; count: number }> {
    const since: JournalRecord[] = [];
    this.#readings.add(since);
    try {
      const read = await fold(this.#log.replay(signal));
      // It may have been written when its place in the log was read already.
      for (const record of since) read.state.apply(record);
      this.#state = read.state;
      return read;
    } finally {
      this.#readings.delete(since);
    }
  }

  async #write(record: JournalRecord, signal: AbortSignal): Promise<void> {
    await this.#log.append(record, signal);
    this.#state.apply(record);
    for (const since of this.#readings) since.push(record);
  }
}

async function fold(
  records: AsyncIterable<unknown>,
): Promise<{ state: JournalState; count: number }> {
  const state = new JournalState();
  let count = 0;
  for await (const record of records) {
    count += 1;
    if (isJournalRecord(record)) state.apply(record);
  }
  return { state, count };
}
