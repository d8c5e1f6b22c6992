import { type SyncMapping } from './mapping.js';

/** Which mappings have brought something up since their tasks have run. */
export class AfterBatch {
  readonly #done = new Set<string>();

  /** Something of the mapping was brought up. */
  add({ local }: SyncMapping): void {
    this.#done.add(local);
  }

  /** Takes out those mappings with tasks of which nothing is under way or about to be. */
  takeEnded(
    mappings: readonly SyncMapping[],
    isBusy: (mapping: SyncMapping) => boolean,
  ): SyncMapping[] {
    const ended = mappings.filter((mapping) => this.#done.has(mapping.local) && !isBusy(mapping));
    for (const { local } of ended) this.#done.delete(local);
    return ended.filter(({ hooks }) => hooks.after.length > 0);
  }
}
