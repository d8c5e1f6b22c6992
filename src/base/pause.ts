import { abortError, onAbort } from './abort.js';

/** Resolves after `ms`; rejects as soon as `signal` fires. */
export async function pause(ms: number, signal: AbortSignal, what: string): Promise<void> {
  if (signal.aborted) throw abortError(signal, what);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stopListening();
      resolve();
    }, ms);
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer);
      reject(abortError(signal, what));
    });
  });
}
