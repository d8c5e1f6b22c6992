import { once } from 'node:events';

/** The reason of a `withDeadline` that ran out. */
export class DeadlineError extends Error {}

/** Resolves after `ms`, or at once when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const wait = new AbortController();
  const timer = setTimeout(() => {
    wait.abort();
  }, ms);
  try {
    await eitherAborted(signal, wait.signal);
  } finally {
    clearTimeout(timer);
    wait.abort();
  }
}

/** Runs `work` with a signal that fires after `ms`, or when `signal` does. */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DeadlineError());
  }, ms);
  const pass = (): void => {
    controller.abort(signal.reason);
  };
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
  }
}

/** Resolves when `signal` fires. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function eitherAborted(first: AbortSignal, second: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    first.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true, signal: second },
    );
    second.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
