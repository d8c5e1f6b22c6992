import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside } from '../base/remote-path.js';

const maxRemembered = 2000;

/** The state of each file as its reader got it, to judge a later write against. */
export class ServedStates {
  readonly #states = new Map<string, RemoteEntry>();

  /** The reader of `path` has seen this state. Links and folders are not judged. */
  remember(path: string, entry: RemoteEntry): void {
    this.#states.delete(path);
    if (entry.type !== 'file') return;
    this.#states.set(path, entry);
    const oldest = this.#states.keys().next();
    if (this.#states.size > maxRemembered && oldest.done !== true)
      this.#states.delete(oldest.value);
  }

  /** Nothing is known any more of `path` and of what lies below it. */
  forget(path: string): void {
    for (const known of this.#states.keys()) {
      if (isInside(known, path)) this.#states.delete(known);
    }
  }

  /**
   * What a write may insist on, given what stands at the path as far as is known. An editor asks its
   * user itself where size and time have moved on, and notices neither a change that kept the size
   * nor one whose time is not newer, as that of a restored backup.
   */
  expectedFor(path: string, current: RemoteEntry | undefined): RemoteEntry | undefined {
    const served = this.#states.get(path);
    if (served === undefined || current?.type !== 'file') return undefined;
    const isNewer = (current.modified ?? 0) > (served.modified ?? 0);
    return served.size !== current.size && isNewer ? undefined : served;
  }
}
