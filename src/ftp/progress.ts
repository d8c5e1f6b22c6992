import { type TransferOptions } from './options.js';

const everyMs = 40;

/** `onProgress` called at most some tens of times a second, and in the end. */
export function calmProgress(onProgress: TransferOptions['onProgress']): {
  report: (bytes: number, total: number | undefined) => void;
  finish: () => void;
} {
  let last = 0;
  let held: [number, number | undefined] | undefined;
  return {
    report: (bytes, total) => {
      held = [bytes, total];
      const now = Date.now();
      if (now - last < everyMs) return;
      last = now;
      held = undefined;
      onProgress?.(bytes, total);
    },
    finish: () => {
      if (held !== undefined) onProgress?.(...held);
    },
  };
}
