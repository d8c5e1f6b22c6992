import { RemoteError } from './remote-error.js';

/** A signal that never fires, for callers that have none. */
export const never: AbortSignal = new AbortController().signal;

/** The engine's word for the caller's own wish to stop; the signal's reason is its cause. */
export function abortError(signal: AbortSignal, what: string): RemoteError {
  const reason: unknown = signal.reason;
  if (reason instanceof RemoteError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new RemoteError('timeout', `${what} took longer than it may`, { cause: reason });
  }
  return new RemoteError('aborted', `${what} was cancelled`, { cause: reason });
}

/** Rejects as soon as `signal` fires, however long `promise` goes on. */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  what: string,
): Promise<T> {
  const listening = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => {
      reject(abortError(signal, what));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true, signal: listening.signal });
  });
  // Where the race is over before, nobody else looks at the loser.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    listening.abort();
  }
}
