import { isObject } from './value-checks.js';

/** Connections that nobody wanted in the settings, with the time when they were last made. */
export type Temporaries = Record<string, { profile: unknown; savedAt: number }>;

/** A window that is opened again the week after still finds its folder. */
const keptMs = 14 * 24 * 3_600_000;

/** The profiles by name of those that are not too old. */
export function currentTemporaries(kept: unknown, now: number): Record<string, unknown> {
  const young = Object.entries(youngOf(kept, now));
  return Object.fromEntries(young.map(([name, { profile }]) => [name, profile]));
}

/** The same with one more, or without one where it has no profile. */
export function withTemporary(
  kept: unknown,
  { name, profile }: { name: string; profile?: unknown },
  now: number,
): Temporaries {
  const others = Object.entries(youngOf(kept, now)).filter(([one]) => one !== name);
  const added = profile === undefined ? {} : { [name]: { profile, savedAt: now } };
  return { ...Object.fromEntries(others), ...added };
}

function youngOf(kept: unknown, now: number): Temporaries {
  const entries = Object.entries(isObject(kept) ? kept : {}).flatMap(([name, entry]) => {
    const { profile, savedAt } = { ...(isObject(entry) ? entry : undefined) };
    const isYoung = typeof savedAt === 'number' && now - savedAt < keptMs;
    return isYoung ? [[name, { profile, savedAt }] as const] : [];
  });
  return Object.fromEntries(entries);
}
