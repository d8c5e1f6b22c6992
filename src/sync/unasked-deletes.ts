// Who wants deletions mirrored without a question has a file or two in mind, not what is left of a project
// after a command that went wrong. Deletions come in batches, so those of the last minute count together.
import { isRemoteError } from '../base/remote-error.js';
import { type Journal } from './journal.js';
import { type SyncMapping } from './mapping.js';
import { shareOfDeletes } from './plan.js';
import { type WantedChange } from './wanted-changes.js';

type Agreed = Pick<Journal, 'get' | 'children' | 'count' | 'refresh'>;

interface UnaskedSources {
  /** What was agreed on in a mapping; a RemoteError says why nobody knows. */
  agreedIn(mapping: SyncMapping, signal: AbortSignal): Promise<Agreed>;
  /** Epoch ms. */
  now(): number;
}

/** Deletions of one mapping that are asked for together. */
export interface ManyDeletes {
  changes: readonly WantedChange[];
  /** The files that would go. */
  paths: readonly string[];
  /** Of the files that are known, those of the last minute included. */
  share: number;
}

const togetherMs = 60_000;

/** Finds out which deletions are too many to happen unasked. */
export class UnaskedDeletes {
  readonly #sources: UnaskedSources;
  /** By mapping, how many files went unasked, and when. */
  readonly #gone = new Map<string, { time: number; count: number }[]>();

  constructor(sources: UnaskedSources) {
    this.#sources = sources;
  }

  /** Those of the changes that need the user's word; the others are counted as done. */
  async tooMany(wanted: readonly WantedChange[], signal: AbortSignal): Promise<ManyDeletes[]> {
    const deletes = wanted.filter(({ isAsked, event }) => !isAsked && event.kind === 'delete');
    const many: ManyDeletes[] = [];
    for (const mapping of new Set(deletes.map((change) => change.mapping))) {
      const changes = deletes.filter((change) => change.mapping === mapping);
      many.push(...(await this.#judge(mapping, changes, signal)));
    }
    return many;
  }

  async #judge(
    mapping: SyncMapping,
    changes: readonly WantedChange[],
    signal: AbortSignal,
  ): Promise<ManyDeletes[]> {
    const agreed = await this.#agreed(mapping, signal);
    const paths = changes.flatMap(({ event: { path } }) => filesBelow(agreed, path));
    const now = this.#sources.now();
    const before = this.#lately(mapping, now);
    const earlier = before.reduce((sum, { count }) => sum + count, 0);
    // What went lately is not among those that are known any more.
    const known = (agreed?.count ?? 0) + earlier;
    const deletes = { count: paths.length + earlier, known };
    const { share, isTooMuch } = shareOfDeletes(deletes, mapping.deleteLimit);
    if (isTooMuch) return [{ changes, paths, share }];
    this.#gone.set(mapping.local, [...before, { time: now, count: paths.length }]);
    return [];
  }

  #lately({ local }: SyncMapping, now: number): { time: number; count: number }[] {
    return (this.#gone.get(local) ?? []).filter(({ time }) => Math.abs(now - time) < togetherMs);
  }

  async #agreed(mapping: SyncMapping, signal: AbortSignal): Promise<Agreed | undefined> {
    try {
      const agreed = await this.#sources.agreedIn(mapping, signal);
      // Other windows may have synced what this one has never heard of.
      await agreed.refresh(signal);
      return agreed;
    } catch (error) {
      if (!isRemoteError(error) || signal.aborted) throw error;
      // That was told when it was looked up what the path is; nothing is known to be small then.
      return undefined;
    }
  }
}

/** The files that a deletion takes away on the server; where nobody knows, the path itself. */
function filesBelow(agreed: Agreed | undefined, path: string): string[] {
  if (agreed === undefined) return [path];
  const top = agreed.get(path);
  if (top?.type === 'file') return [path];
  return agreed.children(path).flatMap((one) => filesBelow(agreed, one.path));
}
