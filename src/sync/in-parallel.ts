/**
 * The results of `work` on each item, in the order of the items, with at most `limit` under way. The
 * first failure is thrown when all that had begun has ended; no further item is begun then.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R> | R,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const at = next;
      next += 1;
      const result = work(items[at] as T);
      results[at] = result instanceof Promise ? await result : result;
    }
  };
  const count = Math.min(limit, items.length);
  const workers = Array.from({ length: count }, () =>
    worker().catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
  return results;
}
