import { Readable } from 'node:stream';
import { abortError, never, onAbort } from '../base/abort.js';

type Sink = (chunk: Uint8Array) => void | Promise<void>;

const bufferBytes = 1_048_576;

/**
 * A stream of what `start` hands to its sink. It begins with the first read, waits where nobody
 * reads on, and fires the signal that `start` gets when it is destroyed before its end.
 */
export function readStream(
  start: (sink: Sink, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal = never,
): Readable {
  const stop = new AbortController();
  let isStarted = false;
  let goOn: () => void = () => undefined;
  let stopListening: () => void = () => undefined;
  const sink: Sink = (chunk) =>
    stream.push(chunk) ? undefined : new Promise<void>((resolve) => (goOn = resolve));
  const stream = new Readable({
    highWaterMark: bufferBytes,
    read: () => {
      goOn();
      if (isStarted) return;
      isStarted = true;
      start(sink, stop.signal).then(
        () => stream.push(null),
        (error: unknown) => stream.destroy(error as Error),
      );
    },
    destroy: (error, done) => {
      stop.abort(error ?? undefined);
      goOn();
      stopListening();
      done(error);
    },
  });
  stopListening = onAbort(signal, () => {
    stream.destroy(abortError(signal, 'The transfer'));
  });
  return stream;
}
