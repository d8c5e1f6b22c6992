// The tasks of a mapping run before what its user has changed goes up, once for all that waits then: what
// comes while they run may have missed them, and is for another run. What others have written needs none:
// it may be the work of these very tasks.
import { type LocalChange } from './local-change.js';
import { type SyncMapping } from './mapping.js';

export interface BeforeSources {
  /** Runs the tasks of a mapping; rejects where one fails. */
  run(mapping: SyncMapping, signal: AbortSignal): Promise<void>;
  /** The changes of a mapping that wait or are under way at this moment. */
  changesOf(mapping: SyncMapping): readonly LocalChange[];
}

/** How the tasks ended that ran before a change. */
type Verdict = { isDone: true } | { isDone: false; error: unknown };

/** Lets changes go up when the tasks of their mapping have run. */
export class BeforeBatch {
  readonly #sources: BeforeSources;
  /** By the folders of mappings, the tasks that run now. */
  readonly #running = new Map<string, Promise<void>>();
  /** By change, what came of the tasks before it. */
  readonly #verdicts = new Map<string, Verdict>();

  constructor(sources: BeforeSources) {
    this.#sources = sources;
  }

  /** Resolves when the change may go up; rejects where a task before it failed, once for each change. */
  async pass(mapping: SyncMapping, change: LocalChange, signal: AbortSignal): Promise<void> {
    if (mapping.hooks.before.length === 0 || change.byOthers === true) return;
    for (;;) {
      const verdict = this.#verdicts.get(change.id);
      if (verdict?.isDone === true) return;
      if (verdict !== undefined) {
        this.#verdicts.delete(change.id);
        throw verdict.error;
      }
      await this.#nextRun(mapping, signal);
    }
  }

  /** The change went up, or was given up. */
  forget({ id }: LocalChange): void {
    this.#verdicts.delete(id);
  }

  #nextRun(mapping: SyncMapping, signal: AbortSignal): Promise<void> {
    const known = this.#running.get(mapping.local);
    if (known !== undefined) return known;
    const running = this.#run(mapping, signal).finally(() => {
      this.#running.delete(mapping.local);
    });
    this.#running.set(mapping.local, running);
    return running;
  }

  async #run(mapping: SyncMapping, signal: AbortSignal): Promise<void> {
    const changes = this.#sources.changesOf(mapping);
    let verdict: Verdict = { isDone: true };
    try {
      await this.#sources.run(mapping, signal);
    } catch (error) {
      verdict = { isDone: false, error };
    }
    for (const { id } of changes) this.#verdicts.set(id, verdict);
  }
}
