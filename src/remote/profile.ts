import { RemoteError } from '../base/remote-error.js';
import { type FtpOptions } from '../ftp/index.js';

/** How to reach a server, as it stands in the settings. Never holds a password. */
export interface ConnectionProfile extends Pick<
  FtpOptions,
  | 'host'
  | 'port'
  | 'user'
  | 'security'
  | 'dataMode'
  | 'active'
  | 'encoding'
  | 'timeouts'
  | 'keepAlive'
> {
  /** The remote folder that is shown as `/`; relative to the login folder, which is the default. */
  root?: string;
}

type Check = (value: unknown) => string | undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Check = (value) =>
  typeof value === 'string' && value !== '' && !/[\0\r\n]/.test(value)
    ? undefined
    : 'must be a text of one line';

const oneOf =
  (...choices: string[]): Check =>
  (value) =>
    typeof value === 'string' && choices.includes(value)
      ? undefined
      : `must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`;

const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${String(least)} to ${String(most)}`;

const port = integer(1, 65_535);
const milliseconds = integer(1, 3_600_000);

const ports: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((one) => port(one) === undefined) &&
  (value[0] as number) <= (value[1] as number)
    ? undefined
    : 'must be two ports, the lower one first';

const host: Check = (value) =>
  text(value) ??
  (/[\s/@]/.test(value as string)
    ? 'must be a host name or an address alone, without scheme, user or path'
    : undefined);

const checks: Record<string, Check> = {
  host,
  port,
  user: text,
  security: oneOf('none', 'explicit', 'implicit', 'explicit-if-available'),
  dataMode: oneOf('passive', 'active', 'auto'),
  active: object({ address: text, ports }),
  encoding: text,
  timeouts: object({ connect: milliseconds, reply: milliseconds, data: milliseconds }),
  keepAlive: integer(0, 86_400_000),
  root: text,
};

function object(members: Record<string, Check>): Check {
  return (value) => {
    if (!isObject(value)) return 'must be an object';
    for (const [key, member] of Object.entries(value)) {
      // The settings may hold any key, "constructor" too.
      const check = Object.hasOwn(members, key) ? members[key] : undefined;
      const problem = check === undefined ? 'is not known' : check(member);
      if (problem !== undefined) return `"${key}" ${problem}`;
    }
    return undefined;
  };
}

/** A profile from a settings value; a RemoteError of kind `failed` names the key that makes no sense. */
export function parseProfile(name: string, value: unknown): ConnectionProfile {
  const where = `Connection "${name}" in the setting ftpWorkspaces.connections`;
  const hint = 'Correct it in the settings.';
  if (!isObject(value)) throw new RemoteError('failed', `${where} must be an object`, { hint });
  if (value['host'] === undefined)
    throw new RemoteError('failed', `${where} has no "host"`, { hint });
  if (value['password'] !== undefined) {
    throw new RemoteError('failed', `${where} holds a password, which must not stand in settings`, {
      hint: 'Remove it there; the password is asked for and kept in the secret storage.',
    });
  }
  const problem = object(checks)(value);
  if (problem !== undefined) throw new RemoteError('failed', `${where}: ${problem}`, { hint });
  return value as unknown as ConnectionProfile;
}

/** Whose password this is: the same account keeps its password when a connection is renamed. */
export function accountOf(profile: ConnectionProfile): string {
  const port = profile.port ?? (profile.security === 'implicit' ? 990 : 21);
  return `${profile.user ?? 'anonymous'}@${profile.host.toLowerCase()}:${String(port)}`;
}

/**
 * Under which name the password is kept: one that was given to be sent through TLS is never found
 * for a connection that would send it in clear text, whatever a workspace's settings make of it.
 */
export function secretNameOf(profile: ConnectionProfile): string {
  const { security = 'none' } = profile;
  const isProtected = security === 'explicit' || security === 'implicit';
  return `${isProtected ? 'tls' : 'clear'}:${accountOf(profile)}`;
}
