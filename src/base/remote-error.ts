/** What went wrong, as a closed set: decide by `switch`, never by the words of the message. */
export type RemoteErrorKind =
  /** No connection was made: no such host, nobody listens, the proxy refuses, or the server is full. */
  | 'connect'
  /** The login was refused, or the proxy's, or a passphrase was wrong. */
  | 'auth'
  /** TLS could not be had, or whoever answered could not be believed. */
  | 'tls'
  /** A step, or all that the caller gave time for, took too long. */
  | 'timeout'
  /** The session was over before the work was. */
  | 'disconnected'
  /** A data connection (RFC 959 section 3.2) was not made, in any of the ways that were tried. */
  | 'data-connection'
  /** Proved by the reply's words or a listing of the parent, as `exists` and `permission` are. */
  | 'not-found'
  | 'exists'
  | 'permission'
  | 'no-space'
  | 'not-a-directory'
  | 'is-a-directory'
  /** The server has no way to do it, or an option asks for what we do not have. */
  | 'unsupported'
  /** What came is not FTP, or against its rules. */
  | 'protocol'
  /** Refused by us: a name that would forge a command or leave its folder. */
  | 'unsafe'
  /** The caller's signal ended it. */
  | 'aborted'
  /** Refused by us: the remote file is no longer what the caller has seen. */
  | 'conflict'
  /** The server said no, and its words prove none of the others. */
  | 'failed';

/** A certificate that was not believed: what a user needs to know to trust this very one. */
export interface UntrustedCertificate {
  /** SHA-256 of the certificate: upper case hex with colons, as `trustedFingerprint` takes it. */
  fingerprint: string;
  /** Whom it is for and who has signed it, as far as it says so: common names. */
  subject?: string;
  issuer?: string;
  /** Its last moment, epoch ms. */
  validTo?: number;
  /** Why it was not believed, in words: "it is signed by itself". */
  reason: string;
}

/** What a RemoteError carries beside its kind and its message. */
export interface RemoteErrorDetails {
  /** The server's reply code, where a reply is the cause. */
  code?: number | undefined;
  /** The server's words, every line. */
  reply?: string | undefined;
  /** The command that failed, passwords masked. */
  command?: string | undefined;
  /** What the user can do about it, one sentence. */
  hint?: string | undefined;
  /** True where the server had begun the transfer (1yz) before it failed. */
  begun?: boolean | undefined;
  /** Of kind `tls`: the server's certificate, where that was the reason. */
  certificate?: UntrustedCertificate | undefined;
  /** Of kind `auth`: what was refused, where it was not the password of the account. */
  refused?: 'proxy-password' | 'passphrase' | undefined;
  cause?: unknown;
}

/** The one error of the engine and of everything that stands on it; its `message` is for people. */
export class RemoteError extends Error {
  readonly kind: RemoteErrorKind;
  readonly code?: number;
  readonly reply?: string;
  readonly command?: string;
  readonly hint?: string;
  readonly begun?: boolean;
  readonly certificate?: UntrustedCertificate;
  readonly refused?: 'proxy-password' | 'passphrase';

  constructor(kind: RemoteErrorKind, message: string, details: RemoteErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RemoteError';
    this.kind = kind;
    if (details.code !== undefined) this.code = details.code;
    if (details.reply !== undefined) this.reply = details.reply;
    if (details.command !== undefined) this.command = details.command;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.begun !== undefined) this.begun = details.begun;
    if (details.certificate !== undefined) this.certificate = details.certificate;
    if (details.refused !== undefined) this.refused = details.refused;
  }
}

/** Whether `error` is a RemoteError, of that kind where one is named. */
export function isRemoteError(error: unknown, kind?: RemoteErrorKind): error is RemoteError {
  return error instanceof RemoteError && (kind === undefined || error.kind === kind);
}
