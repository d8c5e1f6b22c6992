// What was learned of a server, as JSON that a later window, and a later version of us, can read.
// A value that does not look as it should is left out: it is learned again.
import { type HostKnowledge } from '../ftp/index.js';
import { accountOf, type ConnectionProfile } from './profile.js';
import { isObject } from './value-checks.js';

/** Bumped where an old record would mislead; others are ignored. */
const version = 1;
/** Servers are updated, and what a bad day has taught must not slow down for ever: then all is learned anew. */
const maxAgeMs = 7 * 24 * 3_600_000;
const maxTextLength = 300;

interface KnowledgeRecord {
  version: number;
  /** When learning began. */
  since: number;
  /** The settings that it was learned under. */
  settings: string;
  knowledge: Record<string, unknown>;
}

type Kept = Omit<
  HostKnowledge,
  // Of this moment, or learned anew with the first listing.
  'isWarm' | 'roundTripMs' | 'foreignNames'
>;
type Read<T> = (value: unknown) => T | undefined;

const flag: Read<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const text: Read<string> = (value) =>
  typeof value === 'string' ? value.slice(0, maxTextLength) : undefined;
const way: Read<NonNullable<HostKnowledge['dataWay']>> = (value) =>
  value === 'EPSV' || value === 'PASV' || value === 'EPRT' || value === 'PORT' ? value : undefined;

const readers: { [K in keyof Kept]-?: Read<NonNullable<Kept[K]>> } = {
  server: text,
  tls: text,
  pipelines: flag,
  statLists: flag,
  chains: flag,
  chainsUploads: flag,
  dataWay: way,
  needsPret: flag,
  failedWays: (value) =>
    Array.isArray(value) ? new Set(value.map(way).filter((one) => one !== undefined)) : undefined,
  timeWay: (value) => (Number.isInteger(value) && Number(value) >= 0 ? Number(value) : undefined),
  mlsdFails: flag,
  mlstFails: flag,
  listsHidden: flag,
  sizeTells: flag,
  tls12: flag,
  sendsNoTickets: flag,
  mlsdShows: flag,
  clock: (value) => {
    const { offsetMinutes, learnedAt } = { ...(value as Record<string, unknown> | null) };
    return Number.isInteger(offsetMinutes) && Number.isFinite(learnedAt)
      ? { offsetMinutes: Number(offsetMinutes), learnedAt: Number(learnedAt) }
      : undefined;
  },
  clockFails: flag,
};

/** Under which name the record of a profile's account is kept. */
export const recordKeyOf = (profile: ConnectionProfile): string =>
  `knowledge:${accountOf(profile)}`;

/** The record of what is known now, and began to be learned with `before` where that still counts. */
export function toRecord(
  profile: ConnectionProfile,
  knowledge: HostKnowledge,
  { now, before }: { now: number; before?: unknown },
): object {
  const told = Object.keys(readers)
    .map((key) => [key, knowledge[key as keyof Kept]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, value instanceof Set ? [...value] : value] as const);
  const settings = settingsOf(profile);
  const isOn = isCurrent(before, now) && before.settings === settings;
  return {
    version,
    since: isOn ? before.since : now,
    settings,
    knowledge: Object.fromEntries(told),
  } satisfies KnowledgeRecord;
}

/** What a record tells of the profile's server; nothing where it is old, odd or of other settings. */
export function fromRecord(
  record: unknown,
  profile: ConnectionProfile,
  now: number,
): HostKnowledge {
  if (!isCurrent(record, now) || record.settings !== settingsOf(profile)) return {};
  const told = Object.entries(readers).flatMap(([key, read]) => {
    const value: unknown = read(record.knowledge[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(told);
}

/** Whether a record may still be of use; others can be removed. */
export function isCurrent(record: unknown, now: number): record is KnowledgeRecord {
  if (!isObject(record) || record['version'] !== version) return false;
  const { since } = record;
  return typeof since === 'number' && now - since < maxAgeMs && isObject(record['knowledge']);
}

/** What is learned under one way to reach a server says nothing about another. */
function settingsOf({ security, dataMode, dataCommands, proxy }: ConnectionProfile): string {
  return JSON.stringify([security ?? 'none', dataMode ?? 'passive', dataCommands, proxy?.host]);
}
