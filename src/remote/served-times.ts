// An editor takes any other time for a change. So a file keeps the time that was shown first, from
// whatever source it came (a listing without seconds, a look with them, none at all), until its size
// or time say that it has changed; then the time moves forward, however coarse the new one is.
import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside } from '../base/remote-path.js';
import { moveKeys } from './move-keys.js';
import { isSameState, withFinerTime } from './same-state.js';

interface Served {
  entry: RemoteEntry;
  time: number;
}

const maxRemembered = 20_000;

/** The time of each file as an editor is shown it. */
export class ServedTimes {
  readonly #served = new Map<string, Served>();

  /** The time to show for `entry` at `path`, epoch ms. */
  show(path: string, entry: RemoteEntry): number {
    const before = this.#served.get(path);
    const time = before === undefined ? (entry.modified ?? 0) : timeAfter(before, entry);
    this.#keep(path, { entry: withFinerTime(entry, before?.entry), time });
    return time;
  }

  /** We have written `path`: it shows a new time, even where the server tells none. */
  wrote(path: string, entry: RemoteEntry): void {
    const before = this.#served.get(path);
    if (before === undefined) return;
    const told = entry.modified ?? 0;
    this.#keep(path, { entry, time: told > before.time ? told : before.time + 1 });
  }

  /** Nothing is known any more of `path` and of what lies below it. */
  forget(path: string): void {
    for (const known of this.#served.keys()) {
      if (isInside(known, path)) this.#served.delete(known);
    }
  }

  /** What was shown of `from`, and of what lies below it, is shown of `to` now. */
  move(from: string, to: string): void {
    moveKeys(this.#served, from, to);
  }

  #keep(path: string, served: Served): void {
    this.#served.delete(path);
    this.#served.set(path, served);
    const oldest = this.#served.keys().next();
    if (this.#served.size > maxRemembered && oldest.done !== true) {
      this.#served.delete(oldest.value);
    }
  }
}

function timeAfter({ entry: before, time }: Served, entry: RemoteEntry): number {
  if (isSameState(before, entry)) return time;
  const { modified } = entry;
  // A restored backup is older, and is shown so: that it has changed is what counts.
  const isTold = modified !== undefined && modified !== before.modified && !isVague(before, entry);
  return isTold ? modified : time + 1;
}

/** Two looks of which one has no seconds cannot tell which is the later one within a minute. */
function isVague(before: RemoteEntry, entry: RemoteEntry): boolean {
  const [one, other] = [before.modified, entry.modified];
  if (before.modifiedExact === true && entry.modifiedExact === true) return false;
  return one !== undefined && other !== undefined && Math.abs(one - other) < 60_000;
}
