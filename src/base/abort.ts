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

/** Who waits for a signal; together they are one listener, as Node.js takes more than ten for a leak. */
interface Waiting {
  stops: Set<() => void>;
  fire: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/** Calls `stop` once, when `signal` fires or has fired; the answer takes that back. */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  // All that have no signal share this one: it must not collect listeners.
  if (signal === never) return () => undefined;
  if (signal.aborted) {
    stop();
    return () => undefined;
  }
  const { stops, fire } = waitingFor.get(signal) ?? listenTo(signal);
  // The same function may wait twice.
  const mine = (): void => {
    stop();
  };
  stops.add(mine);
  return () => {
    if (!stops.delete(mine) || stops.size > 0) return;
    signal.removeEventListener('abort', fire);
    waitingFor.delete(signal);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const stops = new Set<() => void>();
  const fire = (): void => {
    waitingFor.delete(signal);
    const all = [...stops];
    stops.clear();
    for (const one of all) one();
  };
  const waiting = { stops, fire };
  signal.addEventListener('abort', fire, { once: true });
  waitingFor.set(signal, waiting);
  return waiting;
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
