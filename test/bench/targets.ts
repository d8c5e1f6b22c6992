// What the engine sets itself, row by row.
import { type ServerName } from '../support/servers/recipe.js';
import { type CellName, isOurs, type Security, type Subject } from './cells.js';

/** How a target is counted. */
export type Measure =
  /** Round trips for each operation, or for all of them. */
  | 'rtt-each'
  | 'rtt-all'
  /** Time beside lftp's, without delay. */
  | 'beside-lftp'
  /** Processor time in ms, without delay. */
  | 'cpu-each'
  /** MB by which memory grew at its highest, without delay. */
  | 'grown-mb';

export interface Target {
  readonly measure: Measure;
  readonly atMost: number;
}

interface Place {
  readonly cell: CellName;
  readonly subject: Subject;
  readonly server: ServerName;
  readonly security: Security;
}

const each = (atMost: number): Target => ({ measure: 'rtt-each', atMost });
const inAll = (atMost: number): Target => ({ measure: 'rtt-all', atMost });
const cpu = (atMost: number): Target => ({ measure: 'cpu-each', atMost });
/** As fast as lftp, and never the whole file in memory. */
const stream: readonly Target[] = [
  { measure: 'beside-lftp', atMost: 1.1 },
  { measure: 'grown-mb', atMost: 64 },
];

/** Pure-FTPd confirms a transfer without waiting for the client's end of it. */
const chain = ({ server }: Place): Target[] => [each(server === 'pure-ftpd' ? 2.1 : 3.1)];

const ofClient: Partial<Record<CellName, (place: Place) => readonly Target[]>> = {
  cold: () => [inAll(6)],
  reads: chain,
  lists: chain,
  'stat-one': () => [each(1)],
  'stat-many': () => [inAll(3)],
  'big-down': () => stream,
  'big-up': () => stream,
  many: () => [cpu(300)],
};

const ofPool: typeof ofClient = {
  cold: () => [inAll(6)],
  reads: () => [each(1.1)],
  lists: () => [each(1.1)],
  // vsftpd confirms an upload one round trip later than the others.
  writes: ({ server }) => [each(server === 'vsftpd' ? 2.1 : 1.2)],
  'stat-one': () => [each(1)],
  'stat-many': () => [inAll(3)],
  'tree-down': () => [each(0.78), cpu(0.6)],
  'tree-up': () => [each(0.78), cpu(0.6)],
  recursive: () => [each(0.78)],
};

/** What a row is to reach on a server; nothing where it has no target. */
export function targetsOf(place: Place): readonly Target[] {
  const { cell, subject, security } = place;
  if (!isOurs(subject)) return [];
  const isPool = subject !== 'client';
  if (security === 'tls') return isPool && cell === 'reads' ? [each(2.5)] : [];
  return (isPool ? ofPool : ofClient)[cell]?.(place) ?? [];
}

/** A figure is compared with as many digits as the target has, but at least one decimal. */
export function isMet(figure: number, { atMost }: Target): boolean {
  const decimals = Math.max(1, (String(atMost).split('.')[1] ?? '').length);
  return Number(figure.toFixed(decimals)) <= atMost;
}
