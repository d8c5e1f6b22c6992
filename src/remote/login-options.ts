import { abortable } from '../base/abort.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type FtpOptions } from '../ftp/index.js';
import { loadCertificate } from './client-certificate.js';
import { type ConnectionProfile } from './profile.js';
import { passphraseOf, passwordOf, proxyPasswordOf, type Secret } from './secrets.js';

/** Where secrets come from. */
export interface Credentials {
  /** The saved one, or one asked for now; undefined where the user cancelled. */
  ask(secret: Secret, signal: AbortSignal): Promise<string | undefined>;
  /** It was the right one: it may be kept. */
  accepted(secret: Secret, value: string): Promise<void>;
  /** It was refused: it must not be used again unasked. */
  refused(secret: Secret): Promise<void>;
}

/** What the engine needs to log in, and the secrets that went into it. */
export interface Login {
  options: FtpOptions;
  given: readonly { secret: Secret; value: string }[];
}

/** The profile as the engine takes it, with the secrets that it needs, each asked for at most once. */
export async function prepareLogin(
  { name, profile }: { name: string; profile: ConnectionProfile },
  credentials: Credentials,
  signal: AbortSignal,
): Promise<Login> {
  const given: { secret: Secret; value: string }[] = [];
  const need = async (secret: Secret): Promise<string> => {
    const value = await abortable(credentials.ask(secret, signal), signal, 'The password');
    if (value === undefined) throw notGiven(name, secret);
    given.push({ secret, value });
    return value;
  };
  const options = engineOptions(profile);
  const { clientCertificate, proxy } = profile;
  const passphrase = passphraseOf(profile);
  if (clientCertificate !== undefined && passphrase !== undefined) {
    options.tls = await loadCertificate(clientCertificate, () => need(passphrase));
  }
  const proxyPassword = proxyPasswordOf(profile);
  if (proxy !== undefined) {
    const password = proxyPassword === undefined ? undefined : await need(proxyPassword);
    options.proxy = { ...proxy, ...(password !== undefined && { password }) };
  }
  const password = passwordOf(profile);
  if (password !== undefined) options.password = await need(password);
  return { options, given };
}

/** Tells `credentials` which secret a failed login was refused for, if any. */
export async function noteRefusal(
  error: unknown,
  profile: ConnectionProfile,
  credentials: Credentials,
): Promise<void> {
  if (!isRemoteError(error, 'auth')) return;
  const secrets = {
    password: passwordOf,
    'proxy-password': proxyPasswordOf,
    passphrase: passphraseOf,
  };
  const secret = secrets[error.refused ?? 'password'](profile);
  if (secret !== undefined) await credentials.refused(secret);
}

/** What the engine takes as it stands in the profile. */
const engineKeys = [
  ...(['host', 'port', 'user', 'account', 'security', 'trustedFingerprint'] as const),
  ...(['dataMode', 'dataCommands', 'trustPasvAddress', 'active'] as const),
  ...(['encoding', 'serverOffset', 'timeouts', 'keepAlive'] as const),
] satisfies (keyof FtpOptions & keyof ConnectionProfile)[];

function engineOptions(profile: ConnectionProfile): FtpOptions {
  const told = engineKeys.filter((key) => profile[key] !== undefined);
  const options: Partial<FtpOptions> = Object.fromEntries(told.map((key) => [key, profile[key]]));
  return { ...options, host: profile.host };
}

function notGiven(name: string, { kind }: Secret): RemoteError {
  const what = {
    password: 'password',
    'proxy-password': 'password of the proxy',
    passphrase: 'passphrase',
  };
  return new RemoteError('aborted', `No ${what[kind]} was given for ${name}`, {
    hint: 'Connect again to be asked once more.',
  });
}
