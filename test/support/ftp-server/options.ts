import { type SecureVersion } from 'node:tls';
import { type LogEvent } from './journal.js';
import { type FileTree } from './memory-store.js';
import { type StoreEntry } from './file-store.js';
import { type Rule } from './rules.js';

export interface User {
  /** Not asked of 'anonymous'. */
  password: string;
  readonly?: boolean;
  /** The folder that this user sees as '/'. */
  root?: string;
}

export interface TlsSettings {
  mode: 'none' | 'explicit' | 'implicit';
  /** PEM; a self-signed certificate is made where they are missing. */
  key?: string;
  cert?: string;
  /** Refuses USER before AUTH, and transfers before PROT P. */
  required?: boolean;
  minVersion?: SecureVersion;
  maxVersion?: SecureVersion;
  ciphers?: string;
  /** The code by which AUTH is granted; default 234. */
  authCode?: 234 | 334;
  /** Ends the handshake of a client that shows no certificate. */
  demandsCertificate?: boolean;
  /** Another certificate than that of the control connection. */
  data?: { key: string; cert: string };
  /** Refuses a data connection with a fresh TLS session: true is 522 (vsftpd), 425 is ProFTPD's way. */
  requireSessionReuse?: boolean | 522 | 425;
}

/** Makes the lines of LIST. Names are raw text (a character a byte), and so is the answer. */
export type ListStyle = (entries: readonly ListedEntry[]) => string;

export interface ListedEntry extends StoreEntry {
  /** The server's now. */
  now: number;
  utcOffsetMinutes: number;
}

/** What the server can do, and its habits. */
export interface Personality {
  greeting: string;
  /** The words after 215. */
  system: string;
  feat: boolean;
  mlsd: boolean;
  mlst: boolean;
  pasv: boolean;
  epsv: boolean;
  port: boolean;
  eprt: boolean;
  size: boolean;
  mdtm: boolean;
  mfmt: boolean;
  utf8: boolean;
  rest: boolean;
  tvfs: boolean;
  clnt: boolean;
  chmod: boolean;
  utime: boolean;
  statPath: boolean;
  /** More lines for FEAT. */
  extraFeatures: string[];
  listStyle: 'unix' | 'dos' | ListStyle;
  /** The server's time zone, for LIST. */
  utcOffsetMinutes: number;
  /** False: `LIST -a` asks for a file called "-a". */
  listOptions: boolean;
  /** LIST and NLST show names with a leading dot only under -a. */
  hidesDotFiles: boolean;
  /** LIST of a missing folder is an empty listing, as in vsftpd. */
  missingDirIsEmpty: boolean;
  /** What LIST, NLST and MLSD say of an empty folder: an empty listing, or this reply at once. */
  emptyListing: 'empty' | '550 No files found.' | '450 No files found.';
  statCode: 211 | 212 | 213;
  /** False: RNTO over an existing name is a 550, as in IIS. */
  renameOverwrites: boolean;
  /** LIST and MLSD take `[ ] * ?` in a path as a pattern, as in Pure-FTPd. */
  globs: boolean;
  /** SIZE under TYPE A is a 550, as in ProFTPD and vsftpd. */
  sizeNeedsBinary: boolean;
  /** `MDTM 20240102030405 name` sets the time. */
  mdtmSets: boolean;
  /** 226 only after the client has closed its end, as in vsftpd and ProFTPD. */
  lingeringClose: boolean;
  /** The passive port serves any number of connections, as in Pure-FTPd. */
  passiveStaysOpen: boolean;
  /** A RETR or STOR that fails uses up the passive connection, as in ProFTPD. */
  failedTransferConsumesPassive: boolean;
  /** A command in a transfer: waits; gets 450 (ProFTPD); one 500 for the whole packet (Pure-FTPd). */
  duringTransfer: 'queued' | 'refused' | 'swallowed';
  /** Reads one line of each packet and throws the rest away. */
  swallowPipelined: boolean;
  /** Longer command lines get 500. */
  maxLineBytes: number;
}

const fullPersonality: Personality = {
  greeting: '220 Welcome to the test FTP server.',
  system: 'UNIX Type: L8',
  feat: true,
  mlsd: true,
  mlst: true,
  pasv: true,
  epsv: true,
  port: true,
  eprt: true,
  size: true,
  mdtm: true,
  mfmt: true,
  utf8: true,
  rest: true,
  tvfs: true,
  clnt: true,
  chmod: true,
  utime: true,
  statPath: true,
  extraFeatures: [],
  listStyle: 'unix',
  utcOffsetMinutes: 0,
  listOptions: true,
  hidesDotFiles: false,
  missingDirIsEmpty: false,
  emptyListing: 'empty',
  statCode: 213,
  renameOverwrites: true,
  globs: false,
  sizeNeedsBinary: false,
  mdtmSets: false,
  lingeringClose: false,
  passiveStaysOpen: false,
  failedTransferConsumesPassive: false,
  duringTransfer: 'queued',
  swallowPipelined: false,
  maxLineBytes: 64 * 1024,
};

export interface FtpServerOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default: any free one. */
  port?: number;
  /** Default: demo, with the password demo. */
  users?: Record<string, User>;
  /** A tree as a literal, or a folder on disk, which is never left. Default: empty. */
  files?: FileTree | { folder: string };
  /** The working directory after login. */
  home?: string;
  tls?: TlsSettings;
  now?: () => number;
  /** Active mode dials from port 20 where it may, else from any. */
  dataPort20?: boolean;
  /** Inclusive. */
  passivePorts?: readonly [first: number, last: number];
  /** 421 and close after so long without a command; 0 is never. */
  idleTimeoutMs?: number;
  /** How long a transfer waits for its data connection (then 425), and a lingering close for the client. */
  dataTimeoutMs?: number;
  /** More control connections get 421. */
  maxConnections?: number;
  /** More logins get 530. */
  maxLogins?: number;
  personality?: 'full' | Partial<Personality>;
  rules?: readonly Rule[];
  onEvent?: (event: LogEvent) => void;
}

/** The options with nothing left open. */
export interface Settings {
  readonly users: ReadonlyMap<string, User>;
  readonly home: string;
  readonly tls: TlsSettings;
  readonly now: () => number;
  readonly dataPort20: boolean;
  readonly passivePorts?: readonly [first: number, last: number];
  readonly idleTimeoutMs: number;
  readonly dataTimeoutMs: number;
  readonly maxConnections: number;
  readonly maxLogins: number;
  readonly personality: Personality;
}

const defaults = {
  tls: { mode: 'none' },
  home: '/',
  now: Date.now,
  dataPort20: false,
  idleTimeoutMs: 0,
  dataTimeoutMs: 10_000,
  maxConnections: Infinity,
  maxLogins: Infinity,
} as const;

/** Fills in what was left out. */
export function toSettings(options: FtpServerOptions): Settings {
  const { personality = 'full', users = { demo: { password: 'demo' } } } = options;
  return {
    ...defaults,
    ...options,
    users: new Map(Object.entries(users)),
    personality: personality === 'full' ? fullPersonality : { ...fullPersonality, ...personality },
  };
}
