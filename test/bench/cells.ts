// What is measured, on whom, and how much of it.

/** Ours, three times; and the peers. */
export type Subject = 'client' | 'pool-3' | 'pool-4' | 'basic-ftp' | 'lftp' | 'curl';

export const peers = ['basic-ftp', 'lftp', 'curl'] as const satisfies readonly Subject[];
export type Peer = (typeof peers)[number];

export type Security = 'plain' | 'tls';

/** What the suite of the sync measures. */
export const syncCells = ['sync-first', 'sync-again'] as const;
export type SyncCell = (typeof syncCells)[number];

/** So many sessions each side of the comparison has. */
export const syncSessions = 4;

export type EngineCell =
  | 'cold'
  | 'reads'
  | 'lists'
  | 'writes'
  | 'stat-one'
  | 'stat-many'
  | 'tree-down'
  | 'tree-up'
  | 'recursive'
  | 'big-down'
  | 'big-up'
  | 'many';

export type CellName = EngineCell | SyncCell;

export function isSyncCell(cell: CellName): cell is SyncCell {
  return (syncCells as readonly CellName[]).includes(cell);
}

export interface Cell {
  readonly name: CellName;
  readonly title: string;
  /** What one operation is. */
  readonly unit: string;
  readonly ours: readonly Subject[];
  readonly peers: readonly Peer[];
  /** Whether it is measured under TLS too unless it is asked for. */
  readonly underTls: boolean;
  /** Whether a delay says anything about it. */
  readonly withDelay: boolean;
}

const everyPeer: readonly Peer[] = peers;
const sequence = { peers: everyPeer, underTls: true, withDelay: true } as const;
const bulk = { ours: ['pool-4'], peers: everyPeer, underTls: false, withDelay: true } as const;
const local = { ours: ['client'], peers: everyPeer, underTls: true, withDelay: false } as const;

export const cells: readonly Cell[] = [
  {
    name: 'cold',
    title: 'connect, login, first listing (200 entries)',
    unit: 'listing',
    ours: ['client', 'pool-3'],
    ...sequence,
  },
  {
    name: 'reads',
    title: 'reads one after another (4 KB)',
    unit: 'file',
    ours: ['client', 'pool-3', 'pool-4'],
    ...sequence,
  },
  {
    name: 'lists',
    title: 'listings one after another (20 entries)',
    unit: 'listing',
    ours: ['client', 'pool-3'],
    ...sequence,
  },
  {
    name: 'writes',
    title: 'writes one after another (4 KB)',
    unit: 'file',
    ours: ['client', 'pool-3', 'pool-4'],
    ...sequence,
  },
  {
    name: 'stat-one',
    title: 'stat, one after another',
    unit: 'file',
    ours: ['client', 'pool-3'],
    peers: ['basic-ftp', 'curl'],
    underTls: false,
    withDelay: true,
  },
  {
    name: 'stat-many',
    title: 'stat of many files asked together',
    unit: 'file',
    ours: ['client', 'pool-4'],
    peers: ['basic-ftp', 'curl'],
    underTls: false,
    withDelay: true,
  },
  { name: 'tree-down', title: 'tree of small files down, 4 sessions', unit: 'file', ...bulk },
  { name: 'tree-up', title: 'tree of small files up, 4 sessions', unit: 'file', ...bulk },
  { name: 'recursive', title: 'recursive listing, 4 sessions', unit: 'folder', ...bulk },
  { name: 'big-down', title: '256 MB down', unit: 'file', ...local },
  { name: 'big-up', title: '256 MB up', unit: 'file', ...local },
  { name: 'many', title: 'listing of 50 000 entries', unit: 'listing', ...local, underTls: false },
];

/** Everything that decides how one sample is taken. */
export interface Circumstances {
  readonly cell: CellName;
  readonly subject: Subject;
  readonly security: Security;
  readonly rttMs: number;
  readonly isQuick: boolean;
}

export function isOurs(subject: Subject): boolean {
  return !(peers as readonly Subject[]).includes(subject);
}

/** How many operations one sample has. Peers get fewer where a delay makes them slow. */
export function operationsOf(circumstances: Circumstances): number {
  const { cell, subject, rttMs, isQuick } = circumstances;
  if (sequences.includes(cell)) return sequenceLength(circumstances);
  const amounts = bulkAmounts[cell];
  if (amounts === undefined) return 1;
  if (isQuick) return amounts.quick;
  return rttMs > 0 && !isOurs(subject) ? amounts.slow : amounts.full;
}

const sequences: readonly CellName[] = ['reads', 'lists', 'writes', 'stat-one'];

const tree = { quick: 200, slow: 400, full: 2000 };
const bulkAmounts: Partial<Record<CellName, typeof tree>> = {
  'tree-down': tree,
  'tree-up': tree,
  recursive: { quick: 50, slow: 100, full: 500 },
  'stat-many': { quick: 30, slow: 30, full: 300 },
};

function sequenceLength({ subject, security, rttMs, isQuick }: Circumstances): number {
  // It may sleep a second before a data connection, and does so often under TLS.
  if (subject === 'curl') return security === 'tls' ? 8 : 20;
  // Under TLS it waits some 40 ms after each file.
  if (subject === 'lftp' && security === 'tls') return 20;
  if (rttMs === 0) return security === 'tls' ? 50 : 200;
  if (isQuick) return 12;
  return isOurs(subject) ? 40 : 20;
}

/** How often a sample is taken. */
export function runsOf({ cell, rttMs, isQuick }: Circumstances): number {
  if (cell === 'cold') return isQuick ? 3 : 5;
  const isLong = bulkAmounts[cell] !== undefined && cell !== 'stat-many' && rttMs > 0;
  return isQuick || isLong ? 1 : 3;
}

/** A rough time in units of nothing in particular, to begin the longest first. */
export function weightOf(cell: CellName): number {
  if (cell === 'tree-down' || cell === 'tree-up') return 3;
  return cell === 'recursive' ? 2 : 1;
}
