import { type FolderScan, type SideScan } from './scan.js';

type Listed = Promise<FolderScan>;

/**
 * Lists the folders that will be needed next while the one before is being worked on. It holds no
 * more than `most` listings that nobody has taken yet.
 */
export class ListingsAhead {
  readonly #scan: SideScan;
  readonly #most: number;
  readonly #signal: AbortSignal;
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
    for (const folder of [...folders].reverse()) this.#wanted.push(folder);
    this.#goOn();
  }

  take(folder: string): Listed {
    const listed = this.#begun.get(folder) ?? this.#list(folder);
    this.#begun.delete(folder);
    const at = this.#wanted.lastIndexOf(folder);
    if (at !== -1) this.#wanted.splice(at, 1);
    this.#goOn();
    return listed;
  }

  #goOn(): void {
    while (this.#begun.size < this.#most) {
      const folder = this.#wanted.pop();
      if (folder === undefined) return;
      this.#begun.set(folder, this.#list(folder));
    }
  }

  #list(folder: string): Listed {
    const listed = this.#scan.list(folder, this.#signal);
    // Who takes it hears of its failure; a plan that is given up takes nothing more.
    listed.catch(() => undefined);
    return listed;
  }
}
