// From samples to the figures of the report. Pure.
import { type Subject, isOurs } from './cells.js';
import { type Measurement } from './run-job.js';
import { medianOf } from './statistics.js';
import { type Target } from './targets.js';

/** Median milliseconds of one operation. */
export function msEach({ samples, operations }: Measurement): number | undefined {
  const median = medianOf(samples.map(({ ms }) => ms));
  return median === undefined ? undefined : median / operations;
}

/** Median processor milliseconds of one operation. */
export function cpuMsEach({ samples, operations }: Measurement): number | undefined {
  const median = medianOf(samples.map(({ cpuMs }) => cpuMs));
  return median === undefined ? undefined : median / operations;
}

/** Round trips for each operation by the clock: the time beyond that without delay, in delays. */
export function rttEach(measurement: Measurement, all: readonly Measurement[]): number | undefined {
  const ms = msEach(measurement);
  if (ms === undefined || measurement.rttMs === 0) return undefined;
  const atOnce = all.find((other) => isSame(other, measurement) && other.rttMs === 0);
  const ownMs = (atOnce === undefined ? undefined : msEach(atOnce)) ?? 0;
  // A program that sleeps now and then may have been slower without the delay.
  return ms > ownMs ? (ms - ownMs) / measurement.rttMs : undefined;
}

/** Round trips for each operation as the link counted them. */
export function roundsEach({ samples, operations }: Measurement): number | undefined {
  const rounds = samples.flatMap((sample) => sample.rounds ?? []);
  const median = medianOf(rounds);
  return median === undefined ? undefined : median / operations;
}

/** The fastest peer of the same row. */
export function bestPeer(
  measurement: Measurement,
  all: readonly Measurement[],
): { subject: Subject; msEach: number } | undefined {
  let best: { subject: Subject; msEach: number } | undefined;
  for (const other of all) {
    if (isOurs(other.subject) || !isSame({ ...other, subject: measurement.subject }, measurement)) {
      continue;
    }
    const ms = other.rttMs === measurement.rttMs ? msEach(other) : undefined;
    // A difference of two short processes may come out below nothing.
    if (ms === undefined || ms <= 0 || ms >= (best?.msEach ?? Infinity)) continue;
    best = { subject: other.subject, msEach: ms };
  }
  return best;
}

/** Time beside the fastest peer. */
export function besideBest(
  measurement: Measurement,
  all: readonly Measurement[],
): number | undefined {
  const ms = msEach(measurement);
  const best = bestPeer(measurement, all);
  return ms === undefined || best === undefined ? undefined : ms / best.msEach;
}

function besideLftp(measurement: Measurement, all: readonly Measurement[]): number | undefined {
  const lftp = { ...measurement, subject: 'lftp' as const };
  const beside = all.find((other) => isSame(other, lftp) && other.rttMs === measurement.rttMs);
  const [ms, lftpMs] = [measurement, beside].map((one) => one && msEach(one));
  return ms === undefined || lftpMs === undefined ? undefined : ms / lftpMs;
}

/** The figure that a target is about, if this measurement has it. */
export function figureFor(
  { measure }: Target,
  measurement: Measurement,
  all: readonly Measurement[],
): number | undefined {
  const each = rttEach(measurement, all);
  switch (measure) {
    case 'rtt-each':
      return each;
    case 'rtt-all':
      return each === undefined ? undefined : each * measurement.operations;
    case 'beside-lftp':
      return measurement.rttMs === 0 ? besideLftp(measurement, all) : undefined;
    case 'cpu-each':
      return measurement.rttMs === 0 ? cpuMsEach(measurement) : undefined;
    case 'grown-mb':
      return measurement.rttMs === 0
        ? medianOf(measurement.samples.flatMap(({ grownMb }) => grownMb ?? []))
        : undefined;
  }
}

/** Same row, server, security and subject; the delay may differ. */
function isSame(one: Measurement, other: Measurement): boolean {
  const keys = ['cell', 'server', 'security', 'subject'] as const;
  return keys.every((key) => one[key] === other[key]);
}
