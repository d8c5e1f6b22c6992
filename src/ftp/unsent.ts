// Which failures came before anything was sent: only of these an operation may move to another
// session whatever it does. A reply that is missing proves nothing.
const unsent = new WeakSet<Error>();

/** Marks an error: nothing of its operation was sent, and nothing of its source was read. */
export function markUnsent<T extends Error>(error: T): T {
  unsent.add(error);
  return error;
}

/** Whether nothing of the work was sent before it failed. */
export const isUnsent = (error: unknown): boolean => error instanceof Error && unsent.has(error);
