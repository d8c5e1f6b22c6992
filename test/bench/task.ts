import { type CellName, type Subject } from './cells.js';

/** One sample to take, as it is handed to whoever takes it. */
export interface Task {
  readonly subject: Subject;
  /** Whether a program writes each file under another name, and renames it then. */
  readonly usesTemporaryNames?: boolean;
  readonly cell: CellName;
  readonly operations: number;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The login folder without a slash at its end. */
  readonly home: string;
  /** What to trust; with it everything goes through TLS. */
  readonly certificate: string | undefined;
  /** A folder for what is downloaded and uploaded. */
  readonly local: string;
}

/** What a sample gave. */
export interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
  /** Memory at its highest, and how much of that came with the work. */
  readonly peakMb?: number;
  readonly grownMb?: number;
  /** Round trips and packets on the wire, where there is a link with a delay. */
  readonly rounds?: number;
  readonly packets?: number;
}
