import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside } from '../base/remote-path.js';

const maxRemembered = 2000;

interface Served {
  /** What the reader of the content saw. */
  read: RemoteEntry;
  /** What was told of the file since. */
  told?: RemoteEntry;
}

/** The state of each file as its reader got it, to judge a later write against. */
export class ServedStates {
  readonly #states = new Map<string, Served>();

  /** The reader of `path` has seen this state. Links and folders are not judged. */
  remember(path: string, entry: RemoteEntry): void {
    this.#states.delete(path);
    if (entry.type !== 'file') return;
    this.#states.set(path, { read: entry });
    const oldest = this.#states.keys().next();
    if (this.#states.size > maxRemembered && oldest.done !== true)
      this.#states.delete(oldest.value);
  }

  /** Who asked for the state of `path` was told this. */
  told(path: string, entry: RemoteEntry): void {
    const served = this.#states.get(path);
    if (served !== undefined) served.told = entry;
  }

  /** Nothing is known any more of `path` and of what lies below it. */
  forget(path: string): void {
    for (const known of this.#states.keys()) {
      if (isInside(known, path)) this.#states.delete(known);
    }
  }

  /**
   * What a write may insist on. An editor asks its user itself where it was told of a newer time and
   * another size: then it means to replace just that. It notices neither a change that kept the size
   * nor one whose time is not newer, as that of a restored backup.
   */
  expectedFor(path: string): RemoteEntry | undefined {
    const served = this.#states.get(path);
    if (served?.told === undefined) return served?.read;
    const { read, told } = served;
    const isNewer = (told.modified ?? 0) > (read.modified ?? 0);
    return told.type === 'file' && read.size !== told.size && isNewer ? told : read;
  }
}
