import { type RemoteEntry } from '../base/remote-entry.js';
import { isInside } from '../base/remote-path.js';
import { moveKeys } from './move-keys.js';
import { type RemoteWrite } from './remote-files.js';
import { isSameState } from './same-state.js';

const maxRemembered = 2000;

interface Served {
  /** What the reader of the content saw. */
  read: RemoteEntry;
  /** What was told of the file since. */
  told?: RemoteEntry | 'nothing';
  /** What a later reader saw while the content was being edited: the editor does not show it. */
  aside?: RemoteEntry;
  /** It was read in another tree, and tells nothing of what stands here. */
  isForeign?: true;
}

/** The state of each file as its reader got it, to judge a later write against. */
export class ServedStates {
  readonly #states = new Map<string, Served>();
  /** What nobody has read, and was told to be free; apart from the states, for editors look for much. */
  readonly #free = new Map<string, true>();

  /** The reader of `path` has seen this state. Links and folders are not judged. */
  remember(path: string, entry: RemoteEntry): void {
    this.#states.delete(path);
    this.#free.delete(path);
    if (entry.type === 'file') keep(this.#states, path, { read: entry });
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
    if (served === undefined) return false;
    return served.isForeign === true || !isSameState(served.read, entry);
  }

  /** Who asked for the state of `path` was told this. */
  told(path: string, entry: RemoteEntry): void {
    const served = this.#states.get(path);
    if (served !== undefined) served.told = entry;
    this.#free.delete(path);
  }

  /** Who asked for the state of `path` was told that nothing is there: who writes now means to make it. */
  toldNothing(path: string): void {
    for (const [known, served] of this.#states) {
      if (isInside(known, path)) served.told = 'nothing';
    }
    if (!this.#states.has(path)) keep(this.#free, path, true);
  }

  /** Nothing is known any more of `path` and of what lies below it. */
  forget(path: string): void {
    for (const kept of [this.#states, this.#free]) {
      for (const known of kept.keys()) if (isInside(known, path)) kept.delete(known);
    }
  }

  /** What was known of `from`, and of what lies below it, is known of `to` now. */
  move(from: string, to: string): void {
    moveKeys(this.#states, from, to);
    moveKeys(this.#free, from, to);
  }

  /** The same for another tree that editors now take for this one: whatever stands there was never read. */
  fromElsewhere(): ServedStates {
    const moved = new ServedStates();
    for (const [path, { read }] of this.#states) {
      moved.#states.set(path, { read, isForeign: true });
    }
    for (const path of this.#free.keys()) moved.#free.set(path, true);
    return moved;
  }

  /**
   * What a write may insist on. An editor asks its user itself where it was told of a newer time and
   * another size: then it means to replace just that. It notices neither a change that kept the size
   * nor one whose time is not newer, as that of a restored backup. Who was told that nothing is there
   * means to make a file; what has come back as it was read is no other one.
   */
  expectedFor(path: string, isThere: boolean): RemoteWrite['expected'] {
    const served = this.#states.get(path);
    if (served === undefined) return this.#free.has(path) || !isThere ? 'nothing' : undefined;
    const { read, told } = served;
    if (served.isForeign === true) return isThere ? 'nothing' : read;
    if (told === 'nothing') return isThere ? read : 'nothing';
    return told !== undefined && isNoticed(read, told) ? told : read;
  }
}

/** Whether an editor that has read the one asks its user when it is told of the other. */
function isNoticed(read: RemoteEntry, told: RemoteEntry): boolean {
  const isNewer = (told.modified ?? 0) > (read.modified ?? 0);
  return told.type === 'file' && read.size !== told.size && isNewer;
}

/** The newest are kept. */
function keep<T>(kept: Map<string, T>, path: string, value: T): void {
  kept.delete(path);
  kept.set(path, value);
  const oldest = kept.keys().next();
  if (kept.size > maxRemembered && oldest.done !== true) kept.delete(oldest.value);
}
