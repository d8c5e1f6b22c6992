/** Holds those who come to it until it is opened, so that a test says what happens in which order. */
export class Door {
  /** Resolves when somebody stands before it. */
  readonly reached: Promise<void>;
  /** Lets all pass who came, and who will come. */
  readonly open: () => void;
  readonly #opened: Promise<void>;
  readonly #reach: () => void;

  constructor() {
    const reached = opening();
    const opened = opening();
    this.reached = reached.promise;
    this.#reach = reached.resolve;
    this.#opened = opened.promise;
    this.open = opened.resolve;
  }

  /** Waits here until it is open. */
  async pass(): Promise<void> {
    this.#reach();
    await this.#opened;
  }
}

function opening(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
