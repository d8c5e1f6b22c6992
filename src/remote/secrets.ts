// Under which names secrets are kept. A name says how the secret travels: one that was given to be
// sent through TLS to a proved server is never found for a connection that would show it to somebody
// else, whatever a workspace's settings make of that connection.
import { accountOf, type ConnectionProfile } from './profile.js';
import { type FoundSecret, type SecretKind } from './profile-secrets.js';

/** Something that a connection needs and that no setting may hold. */
export interface Secret {
  kind: SecretKind;
  /** Whose it is, for people. */
  of: string;
  /** Under which name it is kept. */
  key: string;
}

/** The password of the account; an anonymous login needs none. */
export function passwordOf(profile: ConnectionProfile): Secret | undefined {
  if ((profile.user ?? 'anonymous') === 'anonymous') return undefined;
  const of = accountOf(profile);
  return { kind: 'password', of, key: `password:${secretNameOf(profile)}` };
}

/** The password of the proxy's user, where it has one. */
export function proxyPasswordOf({ proxy }: ConnectionProfile): Secret | undefined {
  if (proxy?.user === undefined) return undefined;
  const of = `${proxy.user}@${placeOf(proxy)}`;
  return { kind: 'proxy-password', of, key: `proxy-password:${proxy.type}:${of}` };
}

/** The passphrase of the client certificate's key, should it have one. */
export function passphraseOf({ clientCertificate }: ConnectionProfile): Secret | undefined {
  if (clientCertificate === undefined) return undefined;
  const of = clientCertificate.key ?? clientCertificate.certificate;
  return { kind: 'passphrase', of, key: `passphrase:${of}` };
}

/** All secrets that the profile may need. */
export function secretsOf(profile: ConnectionProfile): Secret[] {
  const all = [passwordOf(profile), proxyPasswordOf(profile), passphraseOf(profile)];
  return all.filter((secret) => secret !== undefined);
}

/** Secrets that were found, each with the name to keep it under. */
export interface Homes {
  homes: { secret: Secret; value: string }[];
  /** Those that the profile never asks for: nobody would find them again. */
  homeless: SecretKind[];
}

/** Where the secrets that stood in a profile belong. */
export function homesOf(found: readonly FoundSecret[], profile: ConnectionProfile): Homes {
  const known = secretsOf(profile);
  const homes: Homes = { homes: [], homeless: [] };
  for (const { kind, value } of found) {
    const secret = known.find((one) => one.kind === kind);
    if (value === undefined) continue;
    if (secret === undefined) homes.homeless.push(kind);
    else homes.homes.push({ secret, value });
  }
  return homes;
}

/** Where the password of this account goes, and who could read it there. */
export function secretNameOf(profile: ConnectionProfile): string {
  const { security = 'none', trustedFingerprint = [], proxy } = profile;
  const account = accountOf(profile);
  const trusted =
    typeof trustedFingerprint === 'string' ? [trustedFingerprint] : trustedFingerprint;
  if (security === 'explicit' || security === 'implicit') {
    const pins = trusted.map((one) => one.replaceAll(/[:\s]/g, '').toUpperCase()).sort();
    return [`tls:${account}`, ...pins].join('|');
  }
  const via = proxy === undefined ? '' : `|${proxy.type}:${placeOf(proxy)}`;
  return `clear:${account}${via}`;
}

function placeOf({ type, host, port }: NonNullable<ConnectionProfile['proxy']>): string {
  return `${host.toLowerCase()}:${String(port ?? (type === 'socks5' ? 1080 : 8080))}`;
}
