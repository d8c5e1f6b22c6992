// Finds out how a server wants to be spoken to: how it encrypts, and which way its data connections
// go. Safety comes first: TLS is tried before clear text, and what is a matter of trust is asked.
import { RemoteError, type UntrustedCertificate } from '../base/remote-error.js';
import { FtpClient, type FtpOptions, type HostKnowledge, type Security } from '../ftp/index.js';
import { publicAddressOf } from './public-address.js';

/** What only the user can decide. */
export interface Judge {
  /** Whether this certificate is the server's, though nobody vouches for it. */
  trust(certificate: UntrustedCertificate): Promise<boolean>;
  /** Whether the password may go unencrypted to a public address. */
  allowClearText(address: string): Promise<boolean>;
  /** Whether the server may dial us, since `failure` is what became of dialling it. */
  allowActive(failure: RemoteError): Promise<boolean>;
}

/** The server that is to be found out about, and the folder that is to be its top. */
export interface Wanted {
  /** All that is known of the server; `security` where it is the user's choice. */
  options: FtpOptions;
  /** The folder that must be there; the login folder where there is none. */
  root: string | undefined;
}

/** What was found out, as a profile has it. */
export interface Explored {
  security: Security;
  trustedFingerprint?: string;
  dataMode?: 'active';
}

interface Entered {
  client: FtpClient;
  options: FtpOptions;
  knowledge: HostKnowledge;
}

/** A port that is not the usual one for TLS is not worth a longer wait. */
const guessMs = 4_000;

/** Logs in and lists a folder in the safest way that works; a RemoteError says why none does. */
export async function explore(
  wanted: Wanted,
  judge: Judge,
  signal: AbortSignal,
): Promise<Explored> {
  const explorer = new Explorer(judge, signal);
  const entered = await explorer.logIn(wanted.options);
  try {
    const isActive = await explorer.needsActive(entered, wanted.root);
    const { security = 'none', trustedFingerprint } = entered.options;
    return {
      security,
      ...(typeof trustedFingerprint === 'string' && { trustedFingerprint }),
      ...(isActive && { dataMode: 'active' as const }),
    };
  } finally {
    await entered.client.close();
  }
}

class Explorer {
  readonly #judge: Judge;
  readonly #signal: AbortSignal;

  constructor(judge: Judge, signal: AbortSignal) {
    this.#judge = judge;
    this.#signal = signal;
  }

  async logIn(options: FtpOptions): Promise<Entered> {
    const { security } = options;
    if (security === undefined) return this.#findSecurity(options);
    switch (security) {
      case 'explicit':
      case 'implicit':
        return this.#enter(options);
      case 'none':
        return this.#enterInClear(options);
      case 'explicit-if-available':
        return this.#enterAsOffered(options);
    }
  }

  /** Whether data connections work only where the server dials us, and the user allows that. */
  async needsActive({ client, options }: Entered, root: string | undefined): Promise<boolean> {
    const signal = this.#signal;
    try {
      await client.list(root ?? client.home, { signal });
      return false;
    } catch (error) {
      const isOurs = options.dataMode !== undefined || options.dataCommands !== undefined;
      if (!isDataFailure(error) || isOurs || options.proxy !== undefined) throw error;
      if (!(await this.#judge.allowActive(error))) throw error;
    }
    const active = await FtpClient.connect({ ...options, dataMode: 'active' }, signal);
    try {
      await active.list(root ?? active.home, { signal });
      return true;
    } finally {
      await active.close();
    }
  }

  async #findSecurity(options: FtpOptions): Promise<Entered> {
    if (options.port === 990) {
      const implicit = await this.#tryImplicit(options);
      if (implicit !== undefined) return implicit;
    }
    try {
      return await this.#enter({ ...options, security: 'explicit' });
    } catch (error) {
      const next = await this.#afterExplicit(options, error);
      if (next === undefined) throw error;
      return next;
    }
  }

  /** What else there may be where explicit TLS is not to be had. */
  async #afterExplicit(options: FtpOptions, error: unknown): Promise<Entered | undefined> {
    const isRefused = isNotOffered(error);
    if (!isRefused && !isSilence(error)) return undefined;
    // A server that refuses AUTH has greeted us in clear text: on this port there is no TLS.
    const mayBeImplicit = options.port === undefined || (!isRefused && options.port !== 990);
    const implicit = mayBeImplicit ? await this.#tryImplicit(options) : undefined;
    if (implicit !== undefined) return implicit;
    return isRefused ? this.#enterInClear({ ...options, security: 'none' }) : undefined;
  }

  async #enterAsOffered(options: FtpOptions): Promise<Entered> {
    try {
      const entered = await this.#enter({ ...options, security: 'explicit' });
      return { ...entered, options: { ...entered.options, security: 'explicit-if-available' } };
    } catch (error) {
      if (!isNotOffered(error)) throw error;
      return this.#enterInClear(options);
    }
  }

  async #enterInClear(options: FtpOptions): Promise<Entered> {
    const { host, proxy, user = 'anonymous' } = options;
    if (user !== 'anonymous') {
      const address =
        proxy === undefined ? await publicAddressOf(host, this.#signal) : `the proxy ${proxy.host}`;
      if (address !== undefined && !(await this.#judge.allowClearText(address))) {
        throw new RemoteError('aborted', `${host} offers no encryption, and nothing was sent`);
      }
    }
    return this.#enter(options);
  }

  async #tryImplicit(options: FtpOptions): Promise<Entered | undefined> {
    const { connect = guessMs, reply = guessMs, ...others } = options.timeouts ?? {};
    const timeouts = {
      ...others,
      connect: Math.min(connect, guessMs),
      reply: Math.min(reply, guessMs),
    };
    try {
      const entered = await this.#enter({ ...options, timeouts, security: 'implicit' });
      return { ...entered, options: { ...options, ...trustIn(entered), security: 'implicit' } };
    } catch (error) {
      const isNoTls = isTls(error) && error.certificate === undefined;
      if (isNoTls || isSilence(error)) return undefined;
      throw error;
    }
  }

  /** Logs in; a certificate that nobody vouches for is shown to the user. */
  async #enter(options: FtpOptions): Promise<Entered> {
    const knowledge: HostKnowledge = {};
    try {
      const client = await FtpClient.join(options, knowledge, this.#signal);
      return { client, options, knowledge };
    } catch (error) {
      const certificate = isTls(error) ? error.certificate : undefined;
      if (certificate === undefined || !(await this.#judge.trust(certificate))) throw error;
      // The very certificate that was seen, or none: another one is asked about anew.
      return this.#enter({ ...options, trustedFingerprint: certificate.fingerprint });
    }
  }
}

const trustIn = ({ options }: Entered): Pick<FtpOptions, 'trustedFingerprint'> =>
  options.trustedFingerprint === undefined
    ? {}
    : { trustedFingerprint: options.trustedFingerprint };

const isTls = (error: unknown): error is RemoteError =>
  error instanceof RemoteError && error.kind === 'tls';

const isDataFailure = (error: unknown): error is RemoteError =>
  error instanceof RemoteError && error.kind === 'data-connection';

/** The server refuses AUTH: it speaks FTP, and no TLS. */
const isNotOffered = (error: unknown): boolean =>
  isTls(error) && error.code !== undefined && error.command?.startsWith('AUTH') === true;

/** Nothing there that greets as an FTP server does in clear text. */
const isSilence = (error: unknown): boolean =>
  error instanceof RemoteError &&
  error.code === undefined &&
  ['connect', 'timeout', 'disconnected', 'protocol'].includes(error.kind);
