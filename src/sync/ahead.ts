import { type FolderScan, type SideScan } from './scan.js';

type Listed = Promise<FolderScan>;

/** So many listings are held where folders may be large. */
const few = 16;
const smallEntries = 1_000;

/** How many folders are listed ahead at the most, where they are small. */
export const mostAhead = {
  local: few,
  /** Where many are asked for together none of them waits for the next one. */
  remote: 128,
};

/**
 * Lists the folders that will be needed next while the one before is being worked on. It holds no
 * more than `most` listings that nobody has taken yet, and few of large folders.
 */
export class ListingsAhead {
  readonly #scan: SideScan;
  readonly #most: number;
  readonly #signal: AbortSignal;
  #width = few;
  readonly #begun = new Map<string, Listed>();
  /** The next one stands last. */
  readonly #wanted: string[] = [];

  constructor(scan: SideScan, most: number, signal: AbortSignal) {
    this.#scan = scan;
    this.#most = most;
    this.#signal = signal;
  }

  /** These will be taken, in this order, before all that was announced earlier. */
  announce(folders: readonly string[]): void {
    this.#wanted.push(...[...folders].reverse());
    this.#goOn();
  }

  take(folder: string): Listed {
    const begun = this.#begun.get(folder);
    if (begun === undefined) this.#forget(folder);
    else this.#begun.delete(folder);
    const listed = begun ?? this.#list(folder);
    this.#goOn();
    return listed;
  }

  #forget(folder: string): void {
    const at = this.#wanted.lastIndexOf(folder);
    if (at !== -1) this.#wanted.splice(at, 1);
  }

  #goOn(): void {
    while (this.#begun.size < Math.min(this.#width, this.#most)) {
      const folder = this.#wanted.pop();
      if (folder === undefined) return;
      this.#begun.set(folder, this.#list(folder));
    }
  }

  #list(folder: string): Listed {
    const listed = this.#scan.list(folder, this.#signal);
    listed.then(
      ({ entries }) => {
        this.#width = entries.size > smallEntries ? few : Math.min(this.#width * 2, this.#most);
      },
      // Who takes it hears of its failure; a plan that is given up takes nothing more.
      () => undefined,
    );
    return listed;
  }
}
