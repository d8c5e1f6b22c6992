// A connection while its questions are being answered.
import { formatPlace, type ParsedAddress, parseAddress, suggestName } from './parse-address.js';
import { type ConnectionProfile } from './profile.js';

/** How a new connection is to be encrypted; `find-out`: the safest way that works. */
export type SecurityChoice = NonNullable<ConnectionProfile['security']> | 'find-out';

/** Who is to dial the data connections of a new connection. */
export type DataModeChoice = NonNullable<ConnectionProfile['dataMode']>;

/** What the user has said of a new connection so far. */
export interface ConnectionDraft {
  name: string;
  /** As it was typed. */
  address: string;
  user: string;
  /** Empty: the saved one, or one that is asked for. */
  password: string;
  security: SecurityChoice;
  dataMode: DataModeChoice;
  /** Empty: the login folder. */
  root: string;
  /** What the address has told, so that it needs no question. */
  told: readonly ('user' | 'password' | 'security' | 'root')[];
  /** The profile that is being changed. */
  base: Partial<ConnectionProfile>;
}

/** A draft with nothing in it. */
export function emptyDraft(): ConnectionDraft {
  return {
    name: '',
    address: '',
    user: 'anonymous',
    password: '',
    security: 'find-out',
    dataMode: 'passive',
    root: '',
    told: [],
    base: {},
  };
}

/** A draft that is a connection as it stands. */
export function draftOf(name: string, profile: ConnectionProfile): ConnectionDraft {
  return {
    ...emptyDraft(),
    name,
    address: formatPlace(profile),
    user: profile.user ?? 'anonymous',
    security: profile.security ?? 'none',
    dataMode: profile.dataMode ?? 'passive',
    root: profile.root ?? '',
    base: profile,
  };
}

/** The draft with what an address tells; a whole URL leaves few questions. */
export function withAddress(
  draft: ConnectionDraft,
  text: string,
  taken: readonly string[],
): ConnectionDraft {
  const parsed = parseAddress(text);
  const { profile, password } = parsed;
  const isNew = draft.name === '';
  return {
    ...draft,
    // It is shown again to whoever goes back.
    address: withoutPassword(text.trim()),
    ...(isNew && { name: suggestName(profile.host, taken) }),
    ...(profile.user !== undefined && { user: profile.user }),
    ...(password !== undefined && { password }),
    ...(profile.security !== undefined && { security: profile.security }),
    ...(profile.root !== undefined && { root: profile.root }),
    told: toldIn(text, parsed),
  };
}

/** The profile of a draft whose security and data mode are settled. */
export function profileOf(
  draft: ConnectionDraft,
  found: Partial<ConnectionProfile>,
): ConnectionProfile {
  const { host, port } = parseAddress(draft.address).profile;
  const base = { ...draft.base };
  const isElsewhere = base.host !== host || base.port !== port;
  // A certificate is trusted for the server that showed it.
  if (isElsewhere) delete base.trustedFingerprint;
  delete base.port;
  delete base.root;
  delete base.dataMode;
  const { security } = draft;
  return {
    ...base,
    host,
    ...(port !== undefined && { port }),
    user: draft.user,
    ...(security !== 'find-out' && { security }),
    ...(draft.dataMode !== 'passive' && { dataMode: draft.dataMode }),
    ...(draft.root !== '' && { root: draft.root }),
    ...found,
  };
}

const withoutPassword = (address: string): string =>
  address.replace(/^([a-z]+:\/\/)?([^:@/]*):[^/]*@/i, '$1$2@');

function toldIn(text: string, { profile, password }: ParsedAddress): ConnectionDraft['told'] {
  if (!text.includes('://')) return profile.user === undefined ? [] : ['user'];
  const hasPassword = password !== undefined;
  return [
    'security',
    'root',
    ...(profile.user === undefined ? [] : (['user'] as const)),
    ...(hasPassword ? (['password'] as const) : []),
  ];
}
