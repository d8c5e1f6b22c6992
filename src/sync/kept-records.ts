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
}

/** A line of the index. */
export type KeptRecord =
  | { kind: 'begin'; batch: string; time: number; pair: string; title: string }
  | ({ kind: 'change'; batch: string } & KeptChange)
  | { kind: 'end' | 'undone'; batch: string };

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

/** Reads batches from the lines of the index, the oldest first. */
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
    else batch.state = record.kind === 'end' ? 'ended' : 'undone';
  }
  return [...batches.values()].sort((a, b) => a.time - b.time);
}

/** The lines that tell of batches. */
export function recordsOf(batches: readonly KeptBatch[]): KeptRecord[] {
  return batches.flatMap(({ id, time, pair, title, state, changes }): KeptRecord[] => [
    { kind: 'begin', batch: id, time, pair, title },
    ...changes.map((change): KeptRecord => ({ kind: 'change', batch: id, ...change })),
    ...(state === 'open'
      ? []
      : [{ kind: state === 'ended' ? 'end' : 'undone', batch: id } as const]),
  ]);
}

/** The batches that may stay: from the newest on, as many as the limits bear; those under way always. */
export function withinLimits(
  batches: readonly KeptBatch[],
  limits: KeptLimits,
  { now, isUnderWay }: { now: number; isUnderWay: (batch: KeptBatch) => boolean },
): KeptBatch[] {
  const counted = new Set<string>();
  let bytes = 0;
  const count = ({ changes }: KeptBatch): void => {
    for (const { before } of changes) {
      if (before === null || counted.has(before.hash)) continue;
      counted.add(before.hash);
      bytes += before.size;
    }
  };
  const kept = new Set(batches.filter(isUnderWay));
  for (const batch of kept) count(batch);
  for (const batch of batches.toReversed()) {
    if (kept.has(batch)) continue;
    count(batch);
    // An older one that is small does not outlive a newer one that is big.
    if (bytes > limits.bytes || now - batch.time > limits.ageMs) break;
    kept.add(batch);
  }
  return batches.filter((batch) => kept.has(batch));
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
