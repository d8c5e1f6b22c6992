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
   * user itself where the size has changed, and does not notice a change that kept the size.
   */
  expectedFor(path: string, current: RemoteEntry | undefined): RemoteEntry | undefined {
    const served = this.#states.get(path);
    return current?.type === 'file' && served?.size === current.size ? served : undefined;
  }
}
