const firstMs = 1000;
const longestMs = 60_000;

/** Holds up what has failed by itself, each time for longer, until it goes through again. */
export class Backoff {
  readonly #wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #onOver: () => void;
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, AbortController>();

  /** `onOver` is called when one may be tried again. */
  constructor(wait: (ms: number, signal: AbortSignal) => Promise<void>, onOver: () => void) {
    this.#wait = wait;
    this.#onOver = onOver;
  }

  isWaiting(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** It failed: nothing of it is to be tried for a while. */
  failed(key: string): void {
    // What ran side by side fails side by side: that counts once.
    if (this.#waiting.has(key)) return;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const stop = new AbortController();
    this.#waiting.set(key, stop);
    const ms = Math.min(firstMs * 2 ** (failures - 1), longestMs);
    this.#wait(ms, stop.signal).then(
      () => {
        this.#over(key, stop);
      },
      // Woken before its time: `wake` goes on from there.
      () => undefined,
    );
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** All may be tried again at once: a network is there again, or the user wishes so. */
  wake(): void {
    this.stop();
    this.#onOver();
  }

  /** Waits for nothing any more. */
  stop(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#failures.clear();
    for (const stop of waiting) stop.abort();
  }

  #over(key: string, stop: AbortController): void {
    if (this.#waiting.get(key) !== stop) return;
    this.#waiting.delete(key);
    this.#onOver();
  }
}
