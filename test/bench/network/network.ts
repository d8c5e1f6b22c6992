// Links with a delay between clients and servers on this machine.
import { type RealServer } from '../../support/servers/start-server.js';
import { type ServerName } from '../../support/servers/recipe.js';
import { type Security } from '../cells.js';

/** What has passed a link since it was made. */
export interface Counters {
  /** Round trips that one thing after another had to wait for. */
  readonly rounds: number;
  readonly packets: number;
  readonly bytes: number;
  readonly dropped: number;
}

/** A server, and where clients at the other end of the link find it. */
export interface Reachable {
  readonly server: RealServer;
  readonly host: string;
  stop(): Promise<void>;
}

/** A link that one measurement at a time uses. */
export interface Link {
  readonly rttMs: number;
  /** What a command begins with to run at the clients' end. */
  readonly enter: readonly string[];
  /** Starts a server with `extra` settings. */
  serve(name: ServerName, security: Security, extra: readonly string[]): Promise<Reachable>;
  counters(): Promise<Counters | undefined>;
  close(): void;
}

export interface Network {
  /** How the delay is made, for the report. */
  readonly description: string;
  /** How many links with a delay may be in use at the same time. */
  links(rttMs: number): number;
  link(rttMs: number): Promise<Link>;
}
