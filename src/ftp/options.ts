import { type ConnectionOptions as TlsOptions } from 'node:tls';
import { type Proxy } from './net/proxy.js';
import { type TraceEvent } from './trace-event.js';

/** Who dials the data connections (RFC 959 section 5.2, RFC 2428). */
export type DataMode =
  /** We dial the server: EPSV, then PASV. The default. */
  | 'passive'
  /** The server dials us: EPRT, then PORT. */
  | 'active'
  /** Finds out once which works, passive mode first. */
  | 'auto';

/** A command by which a data connection is agreed on. */
export type DataCommand = 'EPSV' | 'PASV' | 'EPRT' | 'PORT';

/** How both channels are encrypted. */
export type Security =
  | 'none'
  /** AUTH TLS before the login (RFC 4217); a server that refuses it is not logged in to. */
  | 'explicit'
  /** TLS from the first byte on, on a port of its own. */
  | 'implicit'
  /** As `explicit`, but what the server refuses goes in clear text, with a warning in the trace. */
  | 'explicit-if-available';

/** How to reach one server, and as whom. Times are in milliseconds. */
export interface FtpOptions {
  /** A name, or an address of IPv4 or IPv6 without brackets. */
  host: string;
  /** Default 21, or 990 for implicit TLS. */
  port?: number;
  /** Default "anonymous". */
  user?: string;
  /** Default "anonymous@" for the user of that name, else empty. Stands in no trace and no error. */
  password?: string;
  /** For the rare server that answers 332 to PASS. */
  account?: string;
  /** Default "none". */
  security?: Security;
  /** Passed to `tls.connect`, certificate checking on by default. */
  tls?: TlsOptions;
  /**
   * SHA-256 of certificates that are trusted whatever their chain, name or age: hex of 64 digits, in
   * any case, with or without colons. All others go by the usual checks.
   */
  trustedFingerprint?: string | readonly string[];
  /** Both channels go through it; it looks the host's name up. Passive mode only. */
  proxy?: Proxy;
  /** Default "passive". */
  dataMode?: DataMode;
  /** Commands for the data connection, in the order they are tried. Default: those of `dataMode`. */
  dataCommands?: readonly DataCommand[];
  /**
   * Passive mode: dials the address that PASV names, if it is a public one. Default: the server's own
   * address, whatever it names, since others are wrong behind NAT and an attack at worst.
   */
  trustPasvAddress?: boolean;
  /**
   * Passive mode: asks for the next data connection together with each transfer, which saves two
   * round trips of the next. Default: where the server bears it.
   */
  dataAhead?: boolean;
  active?: {
    /** Address announced in PORT/EPRT. Default: the control connection's local address. */
    address?: string;
    /** Ports to listen on, inclusive. Default: any free one. */
    ports?: [first: number, last: number];
  };
  /** Control-channel charset: "utf8" (default, with per-reply detection) or any iconv name. */
  encoding?: string;
  /** Per step, not per transfer. Defaults: connect 10 000, reply 15 000, data idle 20 000. */
  timeouts?: { connect?: number; reply?: number; data?: number };
  /** Sends NOOP after this long without traffic; 0 switches it off. Default 30 000. */
  keepAlive?: number;
  /**
   * How far the clock in listings is from UTC, in minutes. Default "auto": found out by MDTM, which is
   * in UTC. Of no account where the server has MLSD.
   */
  serverOffset?: number | 'auto';
  /** Called for everything that happens on either channel. Never sees a password. */
  trace?: (event: TraceEvent) => void;
}

/** What may be told to whatever takes long. */
export interface TransferOptions {
  /** Ends it with kind `aborted`, or `timeout` where its reason is one; the session stays usable where it can. */
  signal?: AbortSignal;
  /** Bytes done so far in this transfer, and all of them where known; at most some tens of times a second. */
  onProgress?: (bytes: number, total: number | undefined) => void;
}
