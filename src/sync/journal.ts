// What both sides agreed on last is the third point of view from which changes are judged. A change is
// announced before it is made (begin) and remembered when it is confirmed (agree): what was begun and
// never agreed on is looked at after a crash. Windows may share a journal: each record is a fact that
// holds whoever found it.
import { randomUUID } from 'node:crypto';
import { Turns } from '../base/turns.js';
import { type Agreement, type SideState } from './facts.js';
import {
  type Intent,
  isJournalRecord,
  type JournalRecord,
  JournalState,
  type PassedOver,
} from './journal-records.js';
import { type LogPart, type LogPlace } from './log-parts.js';
import { type Agreements } from './plan-sources.js';

/** Where a journal's records are kept. */
export interface RecordLog {
  /** The records behind `place`, or all where the log was written anew since, in their order. */
  parts(place: LogPlace | undefined, signal: AbortSignal): AsyncIterable<LogPart>;
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
/** More new records than this are not taken in at one go: all are read anew, beside what is known. */
const mostAtOnce = 10_000;

/** What was found in the log by one reading of it. */
interface Reading {
  /** All that there is; undefined: `records` add to what is known. */
  state: JournalState | undefined;
  records: JournalRecord[];
  /** How many records were read since the log begins. */
  count: number;
  place: LogPlace | undefined;
}

/** What both sides of one mapping agreed on last. */
export class Journal implements Agreements {
  readonly #log: RecordLog;
  readonly #turns = new Turns();
  #state = new JournalState();
  /** How far the log was read, and how many records that were. */
  #known: Pick<Reading, 'place' | 'count'> = { place: undefined, count: 0 };
  /** What was written here since the reading of it began that is under way. */
  #since: JournalRecord[] | undefined;

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

  inFolder(folder: string): ReadonlyMap<string, Agreement> {
    return this.#state.inFolder(folder);
  }

  /** Whether the user wanted the server to stay as it is when this stood at the path here. */
  isPassedOver(path: string, now: SideState | undefined): boolean {
    return this.#state.isPassedOver(path, now);
  }

  /** Takes in what other windows have written; a journal that has grown is made short again. */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.#turns.take('Reading the journal', signal, () => this.#readOn(signal));
    const { count } = this.#known;
    if (count < fewRecords || count < wasteFactor * this.#state.count) return;
    await this.#log.compact(async (records) => (await fold(records)).records(), signal);
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

  /** One after another: what an older reading has found must not be taken in behind a newer one. */
  async #readOn(signal: AbortSignal): Promise<void> {
    const since: JournalRecord[] = [];
    this.#since = since;
    try {
      const { place, count } = this.#known;
      const read = await this.#find({ state: undefined, records: [], count, place }, signal);
      // At one go: what is known must at no time be older than what was written here.
      const state = read.state ?? this.#state;
      // What was written since may be in the log behind the place that was read last.
      for (const record of [...read.records, ...since]) state.apply(record);
      this.#state = state;
      this.#known = read;
    } finally {
      this.#since = undefined;
    }
  }

  async #find(from: Reading, signal: AbortSignal): Promise<Reading> {
    let { state, count, place } = from;
    const { records } = from;
    for await (const part of this.#log.parts(place, signal)) {
      if (part.isAnew) [state, count] = [new JournalState(), 0];
      for (const record of part.records) {
        if (!isJournalRecord(record)) continue;
        if (state === undefined) records.push(record);
        else state.apply(record);
      }
      count += part.records.length;
      ({ place } = part);
      if (records.length > mostAtOnce) {
        const anew = { state: undefined, records: [], count: 0, place: undefined };
        return this.#find(anew, signal);
      }
    }
    return { state, records, count, place };
  }

  async #write(record: JournalRecord, signal: AbortSignal): Promise<void> {
    await this.#log.append(record, signal);
    this.#state.apply(record);
    this.#since?.push(record);
  }
}

async function fold(records: AsyncIterable<unknown>): Promise<JournalState> {
  const state = new JournalState();
  for await (const record of records) if (isJournalRecord(record)) state.apply(record);
  return state;
}
