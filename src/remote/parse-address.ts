import { RemoteError } from '../base/remote-error.js';
import { type ConnectionProfile } from './profile.js';

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
