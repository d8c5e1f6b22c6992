// What we overwrite or remove, on either side, is kept first: its content under its hash, and a line in
// the index that tells of it. The content is on the disk before the index names it, and both before the
// change is made: a crash leaves at most a version that was not needed.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { RemoteError } from '../base/remote-error.js';
import { AppendLog } from './append-log.js';
import { KeptContents } from './kept-contents.js';
import { withinLimits } from './kept-limits.js';
import {
  batchesOf,
  type KeptBatch,
  type KeptChange,
  type KeptContent,
  type KeptLimits,
  type KeptRecord,
  recordsOf,
  type Side,
  type UndoStep,
  undoSteps,
} from './kept-records.js';
import { storageError } from './storage-error.js';

export interface KeptPlace {
  /** Is made where it is missing. */
  folder: string;
  limits: KeptLimits;
  /** Epoch ms. */
  now: () => number;
  /** Tells of batches that had to make room, the oldest first: they cannot be undone any more. */
  onCrowdedOut: (batches: readonly KeptBatch[]) => void;
}

/** What is about to be changed. */
export interface Keeping {
  side: Side;
  path: string;
  /** What stands there now; undefined: nothing. */
  before?: {
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
    mode?: number;
    modified?: number;
  };
  /** The hash of what will stand there; undefined: nothing. */
  after?: string;
}

/** One version of a file that can be had back. */
export interface KeptVersion {
  batch: string;
  time: number;
  content: KeptContent;
}

/** A batch under way. */
export interface OpenBatch {
  readonly id: string;
  /** Keeps what stands at a path; only when this resolves may it be changed. */
  keep(keeping: Keeping, signal: AbortSignal): Promise<void>;
  /** Nothing more belongs to it. */
  end(signal: AbortSignal): Promise<void>;
}

const version = 1;
/** A batch that was begun so long ago and never ended was ended by a crash. */
const longestBatchMs = 24 * 60 * 60 * 1000;
const evictEveryMs = 60_000;

/** Earlier versions of what a sync has changed, on the disk; several windows may share them. */
export class KeptVersions {
  readonly #place: KeptPlace;
  readonly #contents: KeptContents;
  readonly #index: AppendLog;
  readonly #underWay = new Set<string>();
  #evictedAt: number | undefined;

  private constructor(place: KeptPlace, contents: KeptContents, index: AppendLog) {
    this.#place = place;
    this.#contents = contents;
    this.#index = index;
  }

  static async open(place: KeptPlace, signal: AbortSignal): Promise<KeptVersions> {
    try {
      await mkdir(place.folder, { recursive: true });
    } catch (error) {
      throw storageError('Making', place.folder, error);
    }
    const contents = new KeptContents(place.folder);
    await contents.prepare();
    const index = await AppendLog.open(path.join(place.folder, 'index'), { version }, signal);
    return new KeptVersions(place, contents, index);
  }

  /** Begins a batch; `title` is how it is called before the user. */
  async begin(
    { pair, title }: { pair: string; title: string },
    signal: AbortSignal,
  ): Promise<OpenBatch> {
    const id = randomUUID();
    const time = this.#place.now();
    this.#underWay.add(id);
    await this.#append({ kind: 'begin', batch: id, time, pair, title }, signal);
    return {
      id,
      keep: (keeping, inner) => this.#keep(id, keeping, inner),
      end: async (inner) => {
        await this.#append({ kind: 'end', batch: id }, inner);
        this.#underWay.delete(id);
      },
    };
  }

  /** All batches that are kept, the newest first. */
  async batches(signal: AbortSignal): Promise<KeptBatch[]> {
    return (await this.#read(signal)).reverse();
  }

  /** The versions of one file that can be had back, the newest first. */
  async versionsOf(
    { pair, side, path: at }: { pair: string; side: Side; path: string },
    signal: AbortSignal,
  ): Promise<KeptVersion[]> {
    const versions: KeptVersion[] = [];
    for (const batch of await this.batches(signal)) {
      if (batch.pair !== pair) continue;
      for (const { before, ...change } of batch.changes.toReversed()) {
        if (before === null || change.side !== side || change.path !== at) continue;
        if (!(await this.#contents.has(before.hash))) continue;
        versions.push({ batch: batch.id, time: batch.time, content: before });
      }
    }
    return versions;
  }

  /** A version's content in parts; it fails at its end where the disk has spoilt it. */
  read(hash: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#contents.read(hash, signal);
  }

  /** What undoing a batch would do, in the order to do it; changes nothing. */
  async planUndo(batchId: string, signal: AbortSignal): Promise<UndoStep[]> {
    const batch = (await this.#read(signal)).find(({ id }) => id === batchId);
    if (batch === undefined) {
      throw new RemoteError('not-found', 'What is to be undone is not kept any more');
    }
    const hashes = new Set(batch.changes.flatMap(({ before }) => before?.hash ?? []));
    const kept = new Set<string>();
    for (const hash of hashes) if (await this.#contents.has(hash)) kept.add(hash);
    return undoSteps(batch, (hash) => kept.has(hash));
  }

  /** The batch was undone; its versions stay until they are too old. */
  async markUndone(batchId: string, signal: AbortSignal): Promise<void> {
    await this.#append({ kind: 'undone', batch: batchId }, signal);
  }

  /** Lets go of the oldest batches until the limits are kept; those under way stay. */
  async evict(signal: AbortSignal): Promise<void> {
    const { limits, now, onCrowdedOut } = this.#place;
    let crowdedOut: readonly KeptBatch[] = [];
    await this.#index.compact(async (records) => {
      const batches = batchesOf(await collect(records));
      const isUnderWay = ({ id, state, time }: KeptBatch): boolean =>
        this.#underWay.has(id) || (state === 'open' && now() - time < longestBatchMs);
      const limited = withinLimits(batches, limits, { now: now(), isUnderWay });
      crowdedOut = limited.crowdedOut;
      return recordsOf(limited.stay);
    }, signal);
    if (crowdedOut.length > 0) onCrowdedOut(crowdedOut);
    await this.#contents.sweep(async () => {
      const batches = await this.#read(signal);
      const changes = batches.flatMap((batch) => batch.changes);
      return new Set(changes.flatMap(({ before }) => before?.hash ?? []));
    }, now());
  }

  /** The same where it is a while ago: saves follow one another, and each is a batch. */
  async evictNowAndThen(signal: AbortSignal): Promise<void> {
    const now = this.#place.now();
    if (this.#evictedAt !== undefined && now - this.#evictedAt < evictEveryMs) return;
    this.#evictedAt = now;
    await this.evict(signal);
  }

  async close(): Promise<void> {
    await this.#index.close();
  }

  async #keep(batch: string, keeping: Keeping, signal: AbortSignal): Promise<void> {
    const { side, path: at, before, after } = keeping;
    const written = before && (await this.#contents.write(before.content, signal));
    const content =
      written === undefined
        ? null
        : toKeptContent({ ...before, hash: written.hash, size: written.size });
    const change: KeptChange = { side, path: at, before: content, after: after ?? null };
    try {
      await this.#append({ kind: 'change', batch, ...change }, signal);
    } catch (error) {
      if (written !== undefined) await this.#contents.discard(written);
      throw error;
    }
    // After the index: whoever removes contents that nobody needs looks there again before it does.
    if (written !== undefined) await this.#contents.place(written);
  }

  async #append(record: KeptRecord, signal: AbortSignal): Promise<void> {
    await this.#index.append(record, signal);
  }

  async #read(signal: AbortSignal): Promise<KeptBatch[]> {
    return batchesOf(await collect(this.#index.replay(signal)));
  }
}

/** Our own checksummed records of our own version: their form is known. */
async function collect(records: AsyncIterable<unknown>): Promise<KeptRecord[]> {
  const all: KeptRecord[] = [];
  for await (const record of records) all.push(record as KeptRecord);
  return all;
}

function toKeptContent({
  hash,
  size,
  mode,
  modified,
}: Partial<KeptContent> & { hash: string; size: number }): KeptContent {
  return {
    hash,
    size,
    ...(mode !== undefined && { mode }),
    ...(modified !== undefined && { modified }),
  };
}
