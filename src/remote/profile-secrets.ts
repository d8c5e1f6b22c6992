// Secrets that somebody has written into a profile. They are found, moved and removed; none of them
// is ever used from there, or told.
import { isObject } from './value-checks.js';

/** What a connection may need to be told in secret. */
export type SecretKind = 'password' | 'proxy-password' | 'passphrase';

/** A secret that stands where none may be. */
export interface FoundSecret {
  kind: SecretKind;
  /** Where it stands in the profile: "proxy.password". */
  key: string;
  /** Undefined where the value is no text, or empty. */
  value: string | undefined;
}

const places: readonly (readonly [SecretKind, readonly string[]])[] = [
  ['password', ['password']],
  ['proxy-password', ['proxy', 'password']],
  ['passphrase', ['clientCertificate', 'passphrase']],
  ['passphrase', ['passphrase']],
];

/** The secrets in a profile of the settings, whatever else is wrong with it. */
export function findSecrets(profile: unknown): FoundSecret[] {
  return places.flatMap(([kind, path]) => {
    const owner = ownerOf(profile, path);
    const last = path.at(-1) ?? '';
    if (owner === undefined || !Object.hasOwn(owner, last)) return [];
    const value = owner[last];
    return {
      kind,
      key: path.join('.'),
      value: typeof value === 'string' && value !== '' ? value : undefined,
    };
  });
}

/** The same profile without its secrets. */
export function withoutSecrets(profile: unknown): unknown {
  const rest: unknown = structuredClone(profile);
  for (const [, path] of places) {
    const owner = ownerOf(rest, path);
    if (owner !== undefined) Reflect.deleteProperty(owner, path.at(-1) ?? '');
  }
  return rest;
}

function ownerOf(profile: unknown, path: readonly string[]): Record<string, unknown> | undefined {
  let owner: unknown = profile;
  for (const key of path.slice(0, -1)) owner = isObject(owner) ? owner[key] : undefined;
  return isObject(owner) ? owner : undefined;
}
