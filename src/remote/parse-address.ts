import { RemoteError } from '../base/remote-error.js';
import { normalizePath } from '../base/remote-path.js';
import { accountOf, type ConnectionProfile } from './profile.js';

/** What a pasted address says about a server. The password stands apart: it is no part of a profile. */
export interface ParsedAddress {
  profile: ConnectionProfile;
  password?: string;
}

const securityOf: Record<string, ConnectionProfile['security']> = {
  ftp: undefined,
  ftps: 'implicit',
  ftpes: 'explicit',
};

/** Reads `ftp://user@host:port/path`, `user@host:port/path` or a host alone; RemoteError where it is none. */
export function parseAddress(text: string): ParsedAddress {
  const { scheme, url } = toUrl(text.trim());
  const security = securityOf[scheme];
  const profile: ConnectionProfile = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(url.username !== '' && { user: decode(url.username) }),
    ...(security !== undefined && { security }),
    ...(/[^/]/.test(url.pathname) && { root: decode(url.pathname) }),
  };
  return { profile, ...(url.password !== '' && { password: decode(url.password) }) };
}

/** Host and port as `parseAddress` reads them. */
export function formatPlace({ host, port }: Pick<ConnectionProfile, 'host' | 'port'>): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${String(port)}`;
}

/** The address in a link `…/open?url=ftp://…`; a RemoteError where the link is none of these. */
export function parseOpenLink({
  path,
  query,
}: {
  path: string;
  query: string;
}): ParsedAddress & { address: string } {
  const url = /^url=(.+)$/s.exec(query)?.[1];
  if (path !== '/open' || url === undefined) {
    throw new RemoteError('failed', 'The link opens nothing here', {
      hint: 'A link ends in /open?url= and an address like ftp://user@host/folder.',
    });
  }
  // Who made the link may have coded the address once or twice.
  const address = url.includes('://') ? url : decode(url);
  return { ...parseAddress(address), address };
}

/** Where an address lies in connections that there are; undefined where none of them has it. */
export function findPlace(
  { profile }: ParsedAddress,
  known: readonly { name: string; profile: ConnectionProfile }[],
): { name: string; path: string } | undefined {
  const account = accountOf({ ...profile, user: profile.user ?? 'anonymous' });
  const path = normalizePath(profile.root ?? '/');
  for (const { name, profile: one } of known) {
    if (accountOf(one) !== account) continue;
    const below = pathBelow(one.root, profile.root === undefined ? undefined : path);
    if (below !== undefined) return { name, path: below };
  }
  return undefined;
}

/** `path` as seen from `root`; where the login folder is, nobody knows yet. */
function pathBelow(root: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return '/';
  if (root?.startsWith('/') !== true) return undefined;
  const top = normalizePath(root);
  if (top === '/' || path === top) return top === '/' ? path : '/';
  return path.startsWith(`${top}/`) ? path.slice(top.length) : undefined;
}

/** A free name for a connection to `host`. */
export function suggestName(host: string, taken: readonly string[]): string {
  const base = host.replace(/^(ftp|ftps|www)\./i, '').replace(/[/\\?#%@:\s]+/g, '-');
  const isTaken = (name: string): boolean =>
    taken.some((one) => one.toLowerCase() === name.toLowerCase());
  let name = base;
  for (let number = 2; isTaken(name); number += 1) name = `${base}-${String(number)}`;
  return name;
}

function toUrl(text: string): { scheme: string; url: URL } {
  const [, given, rest] = /^(?:([a-z]+):\/\/)?(\S+)$/i.exec(text) ?? [];
  const scheme = (given ?? 'ftp').toLowerCase();
  // A scheme that URL does not know keeps every port and the case of the path.
  const address = `address://${rest ?? ''}`;
  const isOdd = rest?.includes('://') === true || !(scheme in securityOf);
  if (isOdd || !URL.canParse(address)) throw notAnAddress();
  const url = new URL(address);
  if (url.hostname === '') throw notAnAddress();
  return { scheme, url };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is no code: the text stands as it was typed.
    return text;
  }
}

function notAnAddress(): RemoteError {
  return new RemoteError('failed', 'Type a host name or an address like ftp://user@host:21/folder');
}
