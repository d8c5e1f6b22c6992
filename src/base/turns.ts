import { abortable } from './abort.js';

/** One after another, in the order of asking. */
export class Turns {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Nobody has or waits for a turn. */
  get isFree(): boolean {
    return this.#waiting === 0;
  }

  /** Waits for the turn, runs `work` and gives the turn on, however `work` ends. */
  async take<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let giveOn: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (giveOn = resolve));
    // Who gives up waiting must not let others pass those before.
    this.#last = before.then(() => mine);
    this.#waiting += 1;
    try {
      await abortable(before, signal, what);
      return await work();
    } finally {
      this.#waiting -= 1;
      giveOn();
    }
  }
}
