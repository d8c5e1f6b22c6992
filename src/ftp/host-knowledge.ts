import { type DataWay } from './data-way.js';

/** What was learned about one server; shared by all sessions to it, kept as long as their owner. */
export interface HostKnowledge {
  /** The words of its greeting. */
  server?: string;
  /** The TLS version and cipher of the control connection that was made last; undefined in clear. */
  tls?: string | undefined;
  /** Commands that are sent together are all answered; undefined until tried. */
  pipelines?: boolean;
  /** STAT lists a folder just as LIST does, on the control connection. */
  statLists?: boolean;
  /** The next data connection may be asked for together with a transfer; undefined until tried. */
  chains?: boolean;
  /** The same together with an upload. */
  chainsUploads?: boolean;
  /** Transfers follow one another, and the server is far. */
  isWarm?: boolean;
  /** The way to a data connection that worked last. */
  dataWay?: DataWay | undefined;
  /** The shortest time that a connection or a reply to USER took, in milliseconds: about a round trip. */
  roundTripMs?: number;
  /** The server wants to know the transfer before it opens a port for it (PRET). */
  needsPret?: boolean;
  /** Ways to a data connection that failed while another one worked. */
  failedWays?: Set<DataWay>;
  /** Names that the server has in another charset than UTF-8. */
  foreignNames?: Set<string>;
  /** Which of the ways to set a file's time works, by its number. */
  timeWay?: number;
  /** MLSD is offered in FEAT and does not work. */
  mlsdFails?: boolean;
  /** MLST is offered in FEAT and does not work. */
  mlstFails?: boolean;
  /** `LIST -a` works and shows hidden files too; undefined until tried. */
  listsHidden?: boolean;
  /** SIZE is answered for files and refused for folders, so that it tells one from the other. */
  sizeTells?: boolean;
  /** It takes no TLS 1.3 session for data connections: TLS 1.2 is spoken with it. */
  tls12?: boolean;
  /** It sends no ticket after a TLS 1.3 handshake: none is waited for. */
  sendsNoTickets?: boolean;
  /** MLSD has shown what is in a folder. */
  mlsdShows?: boolean;
  /** How far the clock of LIST is from UTC, in minutes, and when (epoch ms) that was found out. */
  clock?: { offsetMinutes: number; learnedAt: number };
  /** MDTM is of no use to find out about the clock. */
  clockFails?: boolean;
}

/** Nearer servers answer before anything that saves a round trip could be of use. */
const farMs = 10;

/** Whether a round trip is worth saving at some price. */
export const isFar = ({ roundTripMs = 0 }: HostKnowledge): boolean => roundTripMs >= farMs;
