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

const checkEach = object({
  host,
  port,
  user: text,
  account: text,
  root: text,
  security: oneOf('none', 'explicit', 'implicit', 'explicit-if-available'),
  trustedFingerprint: either(listOf(fingerprint), fingerprint),
  clientCertificate: object({ certificate: filePath, key: filePath }, ['certificate']),
  dataMode: oneOf('passive', 'active', 'auto'),
  dataCommands: listOf(oneOf('EPSV', 'PASV', 'EPRT', 'PORT')),
  trustPasvAddress: flag,
  active: object({ address: text, ports }),
  proxy: object({ type: oneOf('socks5', 'http'), host, port, user: text }, ['type', 'host']),
  encoding: text,
  serverOffset: either(oneOf('auto'), integer(-1_440, 1_440)),
  sessions: integer(1, 20),
  timeouts: object({ connect: milliseconds, reply: milliseconds, data: milliseconds }),
  keepAlive: integer(0, 86_400_000),
  readOnly: flag,
  hiddenFiles: flag,
  label: text,
  color: oneOf(...profileColors),
  production: flag,
});

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
