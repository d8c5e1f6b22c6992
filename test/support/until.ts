import { setTimeout as pause } from 'node:timers/promises';

/** Asks `probe` again and again until it gives something; throws when the time is over. */
export async function until<T>(
  what: string,
  limitMs: number,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + limitMs;
  let reason = '';
  while (performance.now() < end) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      // Not yet: the last reason is told if it never works out.
      reason = error instanceof Error ? `: ${error.message}` : '';
    }
    await pause(25);
  }
  throw new Error(`waited ${String(limitMs / 1000)} s in vain for ${what}${reason}`);
}
