// Builds, git and editors that save by renaming write a file in several goes, and remove what was there
// a moment ago. What is seen of a path counts when nothing more was seen of it for a while. VS Code tells
// of its own renames and deletions better than the disk does: what it has claimed is not seen once more.
import { isWithin } from './local-change.js';

export interface SettlingTimes {
  /** So long nothing may happen to a path. */
  quietMs: number;
  /** So long the disk may be late with what VS Code has told already. */
  claimMs: number;
}

/** Paths that are being written to, until they are left alone. Knows no clock. */
export class Settling {
  readonly #times: SettlingTimes;
  /** By path, when something was seen of it last; the earliest first. */
  readonly #seen = new Map<string, number>();
  readonly #claims = new Map<string, number>();

  constructor(times: SettlingTimes) {
    this.#times = times;
  }

  /** Something happened to the path. */
  saw(path: string, now: number): void {
    this.#dropOldClaims(now);
    for (const claimed of this.#claims.keys()) if (isWithin(path, claimed)) return;
    this.#seen.delete(path);
    this.#seen.set(path, now);
  }

  /** It is known already what happens to the path, and to what lies in it. */
  claim(path: string, now: number): void {
    this.#dropOldClaims(now);
    this.#claims.set(path, now);
    for (const seen of this.#seen.keys()) if (isWithin(seen, path)) this.#seen.delete(seen);
  }

  /** Takes out what was left alone long enough. */
  takeDue(now: number): string[] {
    const due = [...this.#seen].filter(([, at]) => now - at >= this.#times.quietMs);
    for (const [path] of due) this.#seen.delete(path);
    return due.map(([path]) => path);
  }

  /** In how many milliseconds something is due; undefined: nothing is on its way. */
  dueIn(now: number): number | undefined {
    const [earliest] = this.#seen.values();
    if (earliest === undefined) return undefined;
    return Math.max(0, earliest + this.#times.quietMs - now);
  }

  #dropOldClaims(now: number): void {
    for (const [path, at] of this.#claims) {
      if (now - at >= this.#times.claimMs) this.#claims.delete(path);
    }
  }
}
