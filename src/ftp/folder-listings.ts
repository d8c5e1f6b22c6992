import { abortable, abortError } from '../base/abort.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { type FolderAsk, type NextFolder } from './operations/list-many.js';

interface Waiting extends FolderAsk {
  readonly signal: AbortSignal;
}

/** Folders that are asked for at the same time, listed one behind the other on one session. */
export class FolderListings {
  readonly #serve: (next: NextFolder) => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #isServed = false;

  /** `serve` lists what it takes, as long as it has a session, and answers all that it took. */
  constructor(serve: (next: NextFolder) => Promise<void>) {
    this.#serve = serve;
  }

  /** The entries; undefined where the folder has to be listed in another way. */
  async ask(path: string, signal: AbortSignal): Promise<RemoteEntry[] | undefined> {
    const what = `Listing ${path}`;
    if (signal.aborted) throw abortError(signal, what);
    const told = new Promise<RemoteEntry[] | undefined>((answer) => {
      this.#waiting.push({ path, signal, answer });
    });
    if (!this.#isServed) void this.#serveAll();
    return abortable(told, signal, what);
  }

  async #serveAll(): Promise<void> {
    this.#isServed = true;
    try {
      while (this.#waiting.length > 0) await this.#serve(() => this.#next());
    } catch {
      // Each is listed by itself then, and hears what is wrong.
      for (const { answer } of this.#waiting.splice(0)) answer(undefined);
    } finally {
      this.#isServed = false;
    }
  }

  /** Who has given up waiting is not served. */
  #next(): FolderAsk | undefined {
    let next = this.#waiting.shift();
    while (next?.signal.aborted === true) next = this.#waiting.shift();
    return next;
  }
}
