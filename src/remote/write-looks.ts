import { type RemoteEntry } from '../base/remote-entry.js';

/** A look is right before a write where an editor takes no longer than this from one to the other. */
const momentMs = 500;
const maxKept = 1_000;

/** What a look saw, and when, epoch ms. */
interface Look {
  entry: RemoteEntry | undefined;
  lookedAt: number;
}

/** The looks that no cache answered, for the writes that follow at once. */
export class WriteLooks {
  readonly #looked = new Map<string, Look>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(path: string, entry: RemoteEntry | undefined): void {
    if (this.#looked.size > maxKept) this.#looked.clear();
    this.#looked.set(path, { entry, lookedAt: this.#now() });
  }

  /** The look that was taken a moment ago, if one was. */
  recall(path: string): Look | undefined {
    const look = this.#looked.get(path);
    return look === undefined || this.#now() - look.lookedAt > momentMs ? undefined : look;
  }

  /** A look serves one write, and only right before it: what came later would be replaced unasked. */
  take(path: string): Look | undefined {
    const look = this.recall(path);
    this.#looked.delete(path);
    return look;
  }
}
