import {
  type Check,
  either,
  flag,
  integer,
  isObject,
  listOf,
  object,
  oneOf,
  text,
  textLike,
} from './value-checks.js';

const port = integer(1, 65_535);
const milliseconds = integer(1, 3_600_000);

const ports: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((one) => port(one) === undefined) &&
  (value[0] as number) <= (value[1] as number)
    ? undefined
    : 'must be two ports, the lower one first';

const host = textLike(
  /^[^\s/@]+$/,
  'must be a host name or an address alone, without scheme, user or path',
);

const fingerprint = textLike(
  /^([0-9a-f]{2}[:\s]?){31}[0-9a-f]{2}$/i,
  'must be a SHA-256 fingerprint: 64 hex digits, with or without colons',
);

/** A relative path would be another file in each window. */
const filePath = textLike(
  /^(~[/\\]|\/|\\\\|[a-z]:[/\\])/i,
  'must be the whole path of a file; ~/ stands for the home folder',
);

/** How a connection may be coloured. */
export const profileColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;

const proxyMembers = { type: oneOf('socks5', 'http'), host, port, user: text };
const certificateMembers = { certificate: filePath, key: filePath };
const activeMembers = { address: text, ports };
const timeoutMembers = { connect: milliseconds, reply: milliseconds, data: milliseconds };

const profileMembers: Readonly<Record<string, Check>> = {
  host,
  port,
  user: text,
  account: text,
  root: text,
  security: oneOf('none', 'explicit', 'implicit', 'explicit-if-available'),
  trustedFingerprint: either(listOf(fingerprint), fingerprint),
  clientCertificate: object(certificateMembers, ['certificate']),
  dataMode: oneOf('passive', 'active', 'auto'),
  dataCommands: listOf(oneOf('EPSV', 'PASV', 'EPRT', 'PORT')),
  trustPasvAddress: flag,
  active: object(activeMembers),
  proxy: object(proxyMembers, ['type', 'host']),
  encoding: text,
  serverOffset: either(oneOf('auto'), integer(-1_440, 1_440)),
  sessions: integer(1, 20),
  timeouts: object(timeoutMembers),
  keepAlive: integer(0, 86_400_000),
  readOnly: flag,
  hiddenFiles: flag,
  label: text,
  color: oneOf(...profileColors),
  production: flag,
};

const checkEach = object(profileMembers);
/** Of what is an object itself, that is. */
const innerMembers: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  clientCertificate: certificateMembers,
  active: activeMembers,
  proxy: proxyMembers,
  timeouts: timeoutMembers,
};

/** Through a proxy nobody can dial us. */
const checkProxy: Check = (value) => {
  if (!isObject(value) || value['proxy'] === undefined) return undefined;
  const mode = value['dataMode'];
  if (mode === 'active' || mode === 'auto')
    return '"dataMode" must be "passive" where a proxy is used';
  const ways = value['dataCommands'];
  const isActive = Array.isArray(ways) && ways.some((way) => way === 'EPRT' || way === 'PORT');
  return isActive ? '"dataCommands" can be EPSV and PASV only where a proxy is used' : undefined;
};

/** What makes no sense in a profile, with the key's name. */
export const checkProfile: Check = (value) => checkEach(value) ?? checkProxy(value);

/** What of a profile makes sense by itself, though something may be missing. */
export function soundPartOf(profile: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sound = soundIn(profile, profileMembers);
  for (const [key, members] of Object.entries(innerMembers)) {
    const value = Object.hasOwn(profile, key) ? profile[key] : undefined;
    if (isObject(value)) sound[key] = soundIn(value, members);
  }
  return sound;
}

function soundIn(
  value: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, Check>>,
): Record<string, unknown> {
  const isSound = ([key, one]: [string, unknown]): boolean =>
    Object.hasOwn(members, key) && members[key]?.(one) === undefined;
  return Object.fromEntries(Object.entries(value).filter(isSound));
}
