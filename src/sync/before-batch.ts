// The tasks of a mapping run before what its user has changed goes up, once for all that waits then: what
// comes while they run may have missed them, and is for another run. What others have written needs none:
// it may be the work of these very tasks.
import { type LocalChange } from './local-change.js';
import { type SyncMapping } from './mapping.js';

/** What runs the tasks of a mapping, and what they are for. */
export interface BeforeSources {
  /** Runs the tasks of a mapping; rejects where one fails. */
  run(mapping: SyncMapping, signal: AbortSignal): Promise<void>;
  /** The changes of a mapping that wait or are under way at this moment. */
  changesOf(mapping: SyncMapping): readonly LocalChange[];
}

interface Run {
  ended: Promise<void>;
  /** The changes that it is for. */
  ids: Set<string>;
}

/** How the tasks ended that ran before a change. */
type Verdict = { isDone: true } | { isDone: false; error: unknown };

/** Lets changes go up when the tasks of their mapping have run. */
export class BeforeBatch {
  readonly #sources: BeforeSources;
  /** By the folders of mappings, the tasks that run now. */
  readonly #running = new Map<string, Run>();
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

  /** The change went up, or was given up, or more was changed that goes up with it. */
  forget({ id }: LocalChange): void {
    this.#verdicts.delete(id);
    for (const { ids } of this.#running.values()) ids.delete(id);
  }

  #nextRun(mapping: SyncMapping, signal: AbortSignal): Promise<void> {
    const known = this.#running.get(mapping.local);
    if (known !== undefined) return known.ended;
    const ids = new Set(this.#sources.changesOf(mapping).map(({ id }) => id));
    const ended = this.#run(mapping, ids, signal).finally(() => {
      this.#running.delete(mapping.local);
    });
    this.#running.set(mapping.local, { ended, ids });
    return ended;
  }

  async #run(mapping: SyncMapping, ids: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    let verdict: Verdict = { isDone: true };
    try {
      await this.#sources.run(mapping, signal);
    } catch (error) {
      verdict = { isDone: false, error };
    }
    for (const id of ids) this.#verdicts.set(id, verdict);
  }
}
