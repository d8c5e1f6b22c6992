import { summarize, toText } from './statistics.js';

/** The activation in one window. */
export interface ActivationSample {
  /** Reading the extension's code. */
  readonly loadMs: number;
  /** Calling its `activate`. */
  readonly activateMs: number;
  /** What VS Code shows, in which it counts what it reads of other extensions in the same turn. */
  readonly toldMs: number;
}

const targetMs = 50;

/** What the samples say, and whether the median of what VS Code shows reaches the target. */
export function activationReport(samples: readonly ActivationSample[]): {
  lines: string[];
  isReached: boolean;
} {
  const row = (what: string, toMs: (sample: ActivationSample) => number): string => {
    const {
      median = Infinity,
      least = Infinity,
      most = Infinity,
    } = summarize(samples.map(toMs)) ?? {};
    return `  ${what.padEnd(18)} ${toText(median)} ms (${toText(least)} to ${toText(most)})`;
  };
  const told = summarize(samples.map(({ toldMs }) => toldMs))?.median ?? Infinity;
  return {
    lines: [
      `median (least to most) in ${String(samples.length)} windows; target: under ${String(targetMs)} ms`,
      row('activation', ownMs),
      row('  reading the code', ({ loadMs }) => loadMs),
      row('  activate', ({ activateMs }) => activateMs),
      row('shown by VS Code', ({ toldMs }) => toldMs),
      '  VS Code counts what it reads of other extensions in the same turn.',
    ],
    isReached: told < targetMs,
  };
}

function ownMs({ loadMs, activateMs }: ActivationSample): number {
  return loadMs + activateMs;
}
