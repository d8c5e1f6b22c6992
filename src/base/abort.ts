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

/** Calls `stop` once, when `signal` fires or has fired; the answer takes that back. */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  // All that have no signal share this one: it must not collect listeners.
  if (signal === never) return () => undefined;
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
  };
}

/** Rejects as soon as `signal` fires, however long `promise` goes on. */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  what: string,
): Promise<T> {
  let stopListening: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, () => {
      reject(abortError(signal, what));
    });
  });
  // Where the race is over before, nobody else looks at the loser.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
  }
}

/**
 * Runs `work` with a signal that fires with `signal`, and after `ms` at the latest. Not by
 * AbortSignal.any: Node.js 20 may collect a timeout that is joined so, and then it never fires.
 */
export async function withLimit<T>(
  work: (limited: AbortSignal) => Promise<T>,
  ms: number,
  signal: AbortSignal,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`It took longer than ${String(ms)} ms`, 'TimeoutError'));
  }, ms);
  const stopListening = onAbort(signal, () => {
    limit.abort(signal.reason);
  });
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}
