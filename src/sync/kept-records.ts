/** Where a version was: in the local folder or on the server. */
export type Side = 'local' | 'remote';

/** A version whose content is kept. */
export interface KeptContent {
  /** SHA-256 of the content, as hexadecimal digits. */
  hash: string;
  size: number;
  /** Unix mode bits, where known. */
  mode?: number;
  /** Epoch ms, where known. */
  modified?: number;
}

/** What a batch changed at one path. */
export interface KeptChange {
  side: Side;
  /** Below the mapping's folder, or below the target's. */
  path: string;
  /** What stood there; null: nothing did. */
  before: KeptContent | null;
  /** The hash of what we put there; null: we removed it. */
  after: string | null;
}

/** One batch: what was changed together, and can be undone together. */
export interface KeptBatch {
  id: string;
  /** Epoch ms: its beginning. */
  time: number;
  /** Mapping and target, as one name. */
  pair: string;
  /** How it is called before the user. */
  title: string;
  /** `open`: under way, or ended by a crash. */
  state: 'open' | 'ended' | 'undone';
  /** In the order of their happening. */
  changes: KeptChange[];
  /** Epoch ms: when it was found to be too old first. */
  oldSince?: number;
}

/** A line of the index. */
export type KeptRecord =
  | { kind: 'begin'; batch: string; time: number; pair: string; title: string }
  | ({ kind: 'change'; batch: string } & KeptChange)
  | { kind: 'end' | 'undone'; batch: string }
  | { kind: 'old'; batch: string; since: number };

/** What undoing does at one path. */
export type UndoStep = {
  side: Side;
  path: string;
  /** What must stand there for the step to be safe: the hash of what the batch put there; null: nothing. */
  expected: string | null;
} & (
  | { kind: 'restore'; content: KeptContent }
  | { kind: 'remove' }
  /** The old content is not kept any more. */
  | { kind: 'lost' }
);

/** How much is kept. */
export interface KeptLimits {
  bytes: number;
  ageMs: number;
}

/** Reads batches from the lines of the index, in the order of their beginning, whatever clocks said. */
export function batchesOf(records: Iterable<KeptRecord>): KeptBatch[] {
  const batches = new Map<string, KeptBatch>();
  for (const record of records) {
    if (record.kind === 'begin') {
      const { batch, time, pair, title } = record;
      batches.set(batch, { id: batch, time, pair, title, state: 'open', changes: [] });
      continue;
    }
    const batch = batches.get(record.batch);
    if (batch === undefined) continue;
    if (record.kind === 'change') batch.changes.push(changeOf(record));
    else if (record.kind === 'old') batch.oldSince = record.since;
    else batch.state = record.kind === 'end' ? 'ended' : 'undone';
  }
  return [...batches.values()];
}

/** The lines that tell of batches. */
export function recordsOf(batches: readonly KeptBatch[]): KeptRecord[] {
  return batches.flatMap(({ id, time, pair, title, state, changes, oldSince }): KeptRecord[] => [
    { kind: 'begin', batch: id, time, pair, title },
    ...changes.map((change): KeptRecord => ({ kind: 'change', batch: id, ...change })),
    ...(state === 'open'
      ? []
      : [{ kind: state === 'ended' ? 'end' : 'undone', batch: id } as const]),
    ...(oldSince === undefined ? [] : [{ kind: 'old', batch: id, since: oldSince } as const]),
  ]);
}

/**
 * What undoing a batch does: each path gets back what stood there before the batch's first change,
 * the last changed path first. `has` tells whether a content is still kept.
 */
export function undoSteps({ changes }: KeptBatch, has: (hash: string) => boolean): UndoStep[] {
  const steps = new Map<string, UndoStep>();
  for (const { side, path, before, after } of changes) {
    const key = `${side} ${path}`;
    const earlier = steps.get(key);
    const place = { side, path, expected: after };
    steps.delete(key);
    if (earlier !== undefined) steps.set(key, { ...earlier, expected: after });
    else if (before === null) steps.set(key, { ...place, kind: 'remove' });
    else if (has(before.hash)) steps.set(key, { ...place, kind: 'restore', content: before });
    else steps.set(key, { ...place, kind: 'lost' });
  }
  return [...steps.values()].reverse();
}

function changeOf({ side, path, before, after }: KeptChange): KeptChange {
  return { side, path, before, after };
}
