import { type RemoteEntry } from '../base/remote-entry.js';

/** A look is right before a write where an editor takes no longer than this from one to the other. */
const momentMs = 500;
const maxKept = 1_000;

/** The looks that no cache answered, for the writes that follow at once. */
export class WriteLooks {
  readonly #looked = new Map<string, { entry: RemoteEntry | undefined; at: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(path: string, entry: RemoteEntry | undefined): void {
    if (this.#looked.size > maxKept) this.#looked.clear();
    this.#looked.set(path, { entry, at: this.#now() });
  }

  /** The look that was taken a moment ago, if one was. */
  recall(path: string): { entry: RemoteEntry | undefined; ageMs: number } | undefined {
    const look = this.#looked.get(path);
    const ageMs = look === undefined ? Infinity : this.#now() - look.at;
    return look === undefined || ageMs > momentMs ? undefined : { entry: look.entry, ageMs };
  }

  /** A look serves one write, and only right before it: what came later would be replaced unasked. */
  take(path: string): { entry: RemoteEntry | undefined; ageMs: number } | undefined {
    const look = this.recall(path);
    this.#looked.delete(path);
    return look;
  }
}
