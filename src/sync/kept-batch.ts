import { type KeptVersions, type OpenBatch } from './kept-versions.js';
import { type Keep } from './step-context.js';

/** A batch of versions that begins with the first one, so that what changes nothing leaves no trace. */
export class KeptBatch {
  readonly #kept: KeptVersions;
  readonly #name: { pair: string; title: string };
  #begun: Promise<OpenBatch> | undefined;

  /** `title` is how the batch is called before the user. */
  constructor(kept: KeptVersions, name: { pair: string; title: string }) {
    this.#kept = kept;
    this.#name = name;
  }

  readonly keep: Keep = async ({ side, path, before, after }, signal) => {
    this.#begun ??= this.#kept.begin(this.#name, signal);
    const batch = await this.#begun;
    const { state, read } = before === 'nothing' ? {} : before;
    const { mode, modified } = state ?? {};
    const old = read && {
      content: read(signal),
      ...(mode !== undefined && { mode }),
      ...(modified !== undefined && { modified }),
    };
    const keeping = { side, path, ...(after !== undefined && { after: after.hash }) };
    await batch.keep({ ...keeping, ...(old !== undefined && { before: old }) }, signal);
  };

  /** Nothing more belongs to it; what is too old or too much makes room. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.#begun === undefined) return;
    await (await this.#begun).end(signal);
    await this.#kept.evictNowAndThen(signal);
  }
}
