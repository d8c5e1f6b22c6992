import { abortable, never } from './abort.js';

/** Things that are opened on first need, once for all who want them; what failed is tried again. */
export class OpenedOnce<T> {
  readonly #opening = new Map<string, Promise<T>>();

  /** The thing of that name. Who gives up waiting takes nothing away from the others. */
  async get(
    name: string,
    open: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    return abortable(this.#get(name, open), signal, `Opening ${name}`);
  }

  #get(name: string, open: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const known = this.#opening.get(name);
    if (known !== undefined) return known;
    const opening = open(never).catch((error: unknown) => {
      this.#opening.delete(name);
      throw error;
    });
    this.#opening.set(name, opening);
    return opening;
  }
}
