/** What went wrong, as a closed set: decide by `switch`, never by the words of the message. */
export type RemoteErrorKind =
  | 'connect'
  | 'auth'
  | 'tls'
  | 'timeout'
  | 'disconnected'
  | 'data-connection'
  | 'not-found'
  | 'exists'
  | 'permission'
  | 'no-space'
  | 'not-a-directory'
  | 'is-a-directory'
  | 'unsupported'
  | 'protocol'
  | 'unsafe'
  | 'aborted'
  /** Refused by us: the remote file is no longer what the caller has seen. */
  | 'conflict'
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

/** The one error of the engine and of everything that stands on it. */
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
