import type { Unpacked, Wanted } from './packages.js';

export type ServerName = 'vsftpd' | 'proftpd' | 'pure-ftpd';

export interface ServerOptions {
  /** Without it the server speaks no TLS. Pure-FTPd knows no implicit TLS. */
  readonly tls?: 'explicit' | 'implicit';
  /** The address of this host that the server listens on. Default 127.0.0.1. */
  readonly address?: string;
  /** The address that PASV names instead of the one that the client dialled. */
  readonly passiveAddress?: string;
  /** First and last port of data connections that the client opens. */
  readonly passivePorts?: readonly [first: number, last: number];
  /** More of the server's own settings: lines of its configuration, or arguments of Pure-FTPd. */
  readonly extra?: readonly string[];
}

/** Who may log in, and which system user owns what such a session writes. */
export interface Account {
  readonly user: string;
  readonly password: string;
  /** The password as crypt(3) keeps it. */
  readonly passwordHash: string;
  readonly uid: number;
  readonly gid: number;
  readonly systemUser: string;
  readonly systemGroup: string;
}

/** All that one start of a server is made of. */
export interface Place {
  readonly address: string;
  readonly port: number;
  /** A folder for configuration and logs, gone after the stop. */
  readonly folder: string;
  /** The user's home on disk. */
  readonly root: string;
  readonly logFile: string;
  readonly account: Account;
  readonly unpacked: Unpacked;
  readonly options: ServerOptions;
  /** A file with private key and certificate, if the server is to speak TLS. */
  readonly keyAndCertificate: string | undefined;
}

/** How one kind of server is had and started. */
export interface Recipe {
  readonly wanted: Wanted;
  /** Why an ordinary user cannot run it, if so. */
  readonly needsRoot?: string;
  /** Writes the configuration into the place; returns the command that serves in the foreground. */
  prepare(place: Place): Promise<readonly [string, ...string[]]>;
}
