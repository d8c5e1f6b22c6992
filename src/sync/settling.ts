// Builds, git and editors that save by renaming write a file in several goes, and remove what was there
// a moment ago. What is seen of a path counts when nothing more was seen of it for a while. VS Code tells
// of its own renames and deletions better than the disk does: that a path is gone which it has claimed is
// no news.
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
    this.#seen.delete(path);
    this.#seen.set(path, now);
  }

  /** It is known already that the path goes away, with what lies in it. */
  claim(path: string, now: number): void {
    this.#claims.set(path, now);
  }

  /** Whether it is known that the path has gone. */
  isClaimed(path: string, now: number): boolean {
    for (const [claimed, at] of this.#claims) {
      if (now - at >= this.#times.claimMs) this.#claims.delete(claimed);
      else if (isWithin(path, claimed)) return true;
    }
    return false;
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
}
