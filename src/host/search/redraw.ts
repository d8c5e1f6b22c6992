/** Draws in a moment what changes now, and what changes until then with it. */
export class Redraw {
  readonly #draw: () => void;
  readonly #afterMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(draw: () => void, afterMs: number) {
    this.#draw = draw;
    this.#afterMs = afterMs;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.now();
    }, this.#afterMs);
  }

  now(): void {
    this.stop();
    this.#draw();
  }

  /** Draws no more, unless asked anew. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
