/** Runs tasks of one key one after another, in the order they came; other keys go on beside them. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves or rejects as `task` does. A failed task does not stop those behind it. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.runAll([key], task);
  }

  /** The same for a task of several keys: it takes its place behind each of them at once. */
  async runAll<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const result = before.length === 0 ? task() : Promise.all(before).then(task);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) this.#last.set(key, settled);
    try {
      return await result;
    } finally {
      for (const key of keys) if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  /** Resolves when the tasks that wait at this key now are over. */
  async idle(key: string): Promise<void> {
    await this.#last.get(key);
  }
}
