import { never } from '../base/abort.js';
import { isRemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, nameOf, parentOf } from '../base/remote-path.js';
import { nameBehind } from '../base/temporary-name.js';
import { judgeLeftovers, obsoleteFor } from './leftovers.js';
import { type RemoteFiles } from './remote-files.js';

/** A file that may hold the only whole content of another, which is gone or cut. */
export interface Precious {
  path: string;
  /** The path that it was made for. */
  of: string;
}

const maxFolders = 1_000;

/** Removes what saves that were cut have left behind, where nobody can need it any more. */
export class LeftoverSweeper {
  readonly #files: RemoteFiles;
  readonly #onPrecious: (found: Precious) => void;
  /** The temporary names in each folder that was looked at. */
  readonly #left = new Map<string, RemoteEntry[]>();

  constructor(files: RemoteFiles, onPrecious: (found: Precious) => void) {
    this.#files = files;
    this.#onPrecious = onPrecious;
  }

  /** The folder was listed; what is left there is judged the first time. */
  async listed(folder: string, entries: readonly RemoteEntry[], now: number): Promise<void> {
    const left = entries.filter(({ name }) => nameBehind(name) !== undefined);
    const isNew = !this.#left.has(folder);
    if (this.#left.size > maxFolders) this.#left.clear();
    this.#left.set(folder, left);
    if (!isNew || left.length === 0) return;
    const { removable, precious } = judgeLeftovers(entries, now);
    for (const { name, of } of precious) {
      this.#onPrecious({ path: childOf(folder, name), of: childOf(folder, of) });
    }
    await this.#remove(folder, removable);
  }

  /** The file at `path` was saved whole: what older saves of it left behind is of no use. */
  async saved(path: string, entry: RemoteEntry): Promise<void> {
    const folder = parentOf(path);
    const left = this.#left.get(folder) ?? [];
    await this.#remove(folder, obsoleteFor({ ...entry, name: nameOf(path) }, left));
  }

  async #remove(folder: string, names: readonly string[]): Promise<void> {
    for (const name of names) {
      try {
        await this.#files.remove(childOf(folder, name), { recursive: false }, never);
      } catch (error) {
        // Nobody waits for it; it stays hidden, and the trace has the refusal.
        if (!isRemoteError(error)) throw error;
      }
    }
    const left = this.#left.get(folder)?.filter((entry) => !names.includes(entry.name));
    if (left !== undefined) this.#left.set(folder, left);
  }
}
