// Why a row falls short of its target, as far as that is understood. Pure.
import { type ServerName } from '../support/servers/recipe.js';
import { type CellName, type Security } from './cells.js';
import { isMet, type Target } from './targets.js';

interface Shortfall {
  readonly cell: CellName;
  readonly server: ServerName;
  readonly security: Security;
  readonly target: Target;
  /** Round trips that the link saw waited for, counted as the target counts them. */
  readonly onTheWire: number | undefined;
}

interface Reason {
  readonly cells: readonly CellName[];
  readonly server?: ServerName;
  readonly security?: Security;
  readonly measure: readonly Target['measure'][];
  readonly text: string;
}

const rtt = ['rtt-each', 'rtt-all'] as const;

const reasons: readonly Reason[] = [
  {
    cells: ['cold'],
    server: 'proftpd',
    measure: rtt,
    text: 'the listing is 33 KB of MLSD, which a connection that has just been made needs three flights for',
  },
  {
    cells: ['lists', 'recursive'],
    server: 'proftpd',
    measure: rtt,
    text: 'a listing tells no size, so it is whole at its 226, which ProFTPD sends a round trip after the data',
  },
  {
    cells: ['reads'],
    server: 'vsftpd',
    security: 'tls',
    measure: rtt,
    text: 'the handshake of the data connection begins when the 150 is sent, and vsftpd says nothing before it has ended',
  },
  {
    cells: ['reads'],
    server: 'pure-ftpd',
    security: 'tls',
    measure: rtt,
    text: 'Pure-FTPd resumes no TLS 1.3 session and tells no exact size, so each read waits for a whole handshake and the 226',
  },
  {
    cells: ['stat-many'],
    measure: rtt,
    text: 'the server works on one command after another, which takes longer than a short round trip',
  },
  {
    cells: ['tree-down', 'tree-up', 'recursive'],
    measure: rtt,
    text: 'four sessions at three round trips for each file are 0.75; the rest is the start, with logins and the listings of the folders',
  },
  {
    cells: ['tree-down', 'tree-up', 'many'],
    measure: ['cpu-each'],
    text: 'most of it is spent before Node.js has compiled what runs often; after some thousand transfers it is below the target',
  },
  {
    cells: ['big-down', 'big-up'],
    measure: ['beside-lftp'],
    text: 'reading alone takes less than lftp does in all; on two processors the thread that writes to the disk, the one that reads and the server share what there is',
  },
];

/** Why, in words; what the link counted comes first, since a busy machine adds to the clock. */
export function reasonOf(shortfall: Shortfall): string {
  const { cell, server, security, target, onTheWire } = shortfall;
  if (onTheWire !== undefined && isMet(onTheWire, target)) {
    const counted = Number(onTheWire.toFixed(2));
    return `${String(counted)} on the wire, which meets it; the rest is processor time on both ends`;
  }
  const known = reasons.find(
    (one) =>
      one.cells.includes(cell) &&
      (one.server ?? server) === server &&
      (one.security ?? security) === security &&
      one.measure.includes(target.measure),
  );
  return known?.text ?? 'no reason is known';
}
