import { RemoteError } from '../base/remote-error.js';
import { type FtpOptions, type Proxy } from '../ftp/index.js';
import { checkProfile, type profileColors } from './profile-checks.js';
import { findSecrets } from './profile-secrets.js';
import { isObject } from './value-checks.js';

/** How to reach a server, as it stands in the settings. Never holds a password. */
export interface ConnectionProfile extends Pick<
  FtpOptions,
  | 'host'
  | 'port'
  | 'user'
  | 'account'
  | 'security'
  | 'trustedFingerprint'
  | 'dataMode'
  | 'dataCommands'
  | 'trustPasvAddress'
  | 'active'
  | 'encoding'
  | 'serverOffset'
  | 'timeouts'
  | 'keepAlive'
> {
  /** The remote folder that is shown as `/`; relative to the login folder, which is the default. */
  root?: string;
  /** Files on this machine by which we prove who we are. */
  clientCertificate?: ClientCertificate;
  /** Its password is asked for and kept apart. */
  proxy?: Omit<Proxy, 'password'>;
  /** Sessions to the server at most. */
  sessions?: number;
  /** Nothing is ever changed on the server. */
  readOnly?: boolean;
  /** False: names with a leading dot are not shown. */
  hiddenFiles?: boolean;
  /** What it is called in views; its name stays part of addresses. */
  label?: string;
  color?: (typeof profileColors)[number];
  /** What happens here is seen by customers. */
  production?: boolean;
}

/** PEM files; the key may stand in the certificate's file. */
export interface ClientCertificate {
  certificate: string;
  key?: string;
}

/** A profile from a settings value; a RemoteError names the key that makes no sense. */
export function parseProfile(name: string, value: unknown): ConnectionProfile {
  const where = `Connection "${name}" in the setting ftpWorkspaces.connections`;
  const hint = 'Correct it in the settings.';
  if (!isObject(value)) throw new RemoteError('failed', `${where} must be an object`, { hint });
  if (value['host'] === undefined)
    throw new RemoteError('failed', `${where} has no "host"`, { hint });
  const [secret] = findSecrets(value);
  if (secret !== undefined) {
    throw new RemoteError('unsafe', `${where} holds a password, which must not stand in settings`, {
      hint: `Move "${secret.key}" to the secret storage, or remove it there: it is asked for when it is needed.`,
    });
  }
  const problem = checkProfile(value);
  if (problem !== undefined) throw new RemoteError('failed', `${where}: ${problem}`, { hint });
  return value as unknown as ConnectionProfile;
}

/** Whose password this is: the same account keeps its password when a connection is renamed. */
export function accountOf(
  profile: Pick<ConnectionProfile, 'host' | 'port' | 'user' | 'security'>,
): string {
  const port = profile.port ?? (profile.security === 'implicit' ? 990 : 21);
  return `${profile.user ?? 'anonymous'}@${profile.host.toLowerCase()}:${String(port)}`;
}

/** What the connection is called where people read it. */
export const titleOf = (name: string, { label }: Pick<ConnectionProfile, 'label'>): string =>
  label ?? name;
