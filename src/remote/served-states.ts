import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside } from '../base/remote-path.js';
import { moveKeys } from './move-keys.js';
import { isSameState } from './same-state.js';

const maxRemembered = 2000;

interface Served {
  /** What the reader of the content saw. */
  read: RemoteEntry;
  /** What was told of the file since. */
  told?: RemoteEntry;
  /** What a later reader saw while the content was being edited: the editor does not show it. */
  aside?: RemoteEntry;
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

  /**
   * Somebody has read this state while an editor holds changes to an earlier one: that editor still
   * judges its save by what it saw itself.
   */
  putAside(path: string, entry: RemoteEntry): void {
    const served = this.#states.get(path);
    if (served === undefined) this.remember(path, entry);
    else served.aside = entry;
  }

  /** The editor of `path` holds no changes any more: it shows what was read last. */
  adopt(path: string): void {
    const aside = this.#states.get(path)?.aside;
    if (aside !== undefined) this.remember(path, aside);
  }

  /** Whether a reader has seen another state of `path` before. */
  isNews(path: string, entry: RemoteEntry): boolean {
    const served = this.#states.get(path);
    return served !== undefined && !isSameState(served.read, entry);
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

  /** What was known of `from`, and of what lies below it, is known of `to` now. */
  move(from: string, to: string): void {
    moveKeys(this.#states, from, to);
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
