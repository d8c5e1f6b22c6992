// Names and values are percent-encoded. A session holds what differs from the program's defaults, so a
// session without FSProtocol speaks SFTP. Passwords are obfuscated, or encrypted by a master password:
// they are asked for again, apart from those that stand there in clear text.
import { type ConnectionProfile } from '../remote/profile.js';
import { Collection } from './collection.js';
import { type Draft } from './draft.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { type IniSection, parseIni } from './ini-sections.js';
import { Keys } from './keys.js';
import { toRoot } from './places.js';
import { type Secure } from './secure.js';
import { toTimeouts } from './timeouts.js';

const ftp = '5';
const passwordNote = 'Its password is encrypted by WinSCP: it is asked for when connecting.';
const passiveNote = 'Nobody can dial us through a proxy: passive mode is used.';
const securities: Record<string, Secure['security']> = {
  '0': 'none',
  '1': 'implicit',
  '2': 'explicit',
  '3': 'explicit',
};

const reasons = {
  FtpForcePasvIp2: "The server's own address is dialled, whatever it names.",
  FtpUseMlsd: 'What the server can do is found out.',
  FtpListAll: 'What the server can do is found out.',
  FtpHost: 'What the server can do is found out.',
  FtpWorkFromCwd: 'What the server can do is found out.',
  FtpTransferActiveImmediately2: 'What the server can do is found out.',
  SslSessionReuse: 'TLS sessions are resumed.',
  MinTlsVersion: 'The version of TLS is agreed on with the server.',
  MaxTlsVersion: 'The version of TLS is agreed on with the server.',
  TlsCertificateFile: 'Certificates of the client are not taken over.',
  LocalDirectory: 'A local folder is mapped in ftpWorkspaces.sync.',
  Utf: 'UTF-8 is used, and other names are recognised.',
  TimeDifference: "The server's clock is found out.",
  TimeDifferenceAuto: "The server's clock is found out.",
  AddressFamily: 'Both kinds of addresses are tried.',
  PostLoginCommands: 'No commands are run after the login.',
  DeleteToRecycleBin: 'There is no recycle bin on the server.',
  OverwrittenToRecycleBin: 'There is no recycle bin on the server.',
  RecycleBinPath: 'There is no recycle bin on the server.',
  Color: 'Colours are not taken over.',
  Note: 'Notes are not taken over.',
};

/** Reads the FTP sessions of `WinSCP.ini`. */
export function importWinscp(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  for (const section of parseIni(text, context.fileName)) {
    const [, encoded] = /^Sessions\\(.+)$/i.exec(section.name) ?? [];
    const where = decode(encoded ?? '');
    if (where === '' || where === 'Default Settings') continue;
    readSession({ keys: keysOf(section, { where, collection }), where }, collection);
  }
  return collection.finish();
}

function keysOf(
  { values }: IniSection,
  { where, collection }: { where: string; collection: Collection },
): Keys {
  const entries = [...values].map(([key, value]) => [decode(key), decode(value)]);
  return Keys.of(Object.fromEntries(entries), { path: undefined, where }, collection);
}

function readSession({ keys, where }: { keys: Keys; where: string }, collection: Collection): void {
  if (keys.take('IsWorkspace') === '1') return;
  if (keys.take('FSProtocol') !== ftp) {
    collection.refuse(where, 'It was not imported: it speaks another protocol than FTP.');
    return;
  }
  const password = keys.secret('PasswordPlain').value;
  const isEncrypted = ['Password', 'PasswordEncrypted'].some((key) => hasText(keys.take(key)));
  const { dataMode, proxy, notes } = readWay(keys);
  const draft: Draft = {
    where,
    name: where.split('/').at(-1),
    profile: {
      host: keys.text('HostName'),
      port: keys.port('PortNumber'),
      user: keys.text('UserName'),
      security: securities[keys.text('Ftps') ?? '0'] ?? 'explicit',
      account: keys.text('FtpAccount'),
      dataMode,
      proxy,
      root: toRoot(keys.text('RemoteDirectory')),
      timeouts: toTimeouts({ reply: toMs(keys.integer('Timeout', [1, 3600])) }),
      keepAlive: keepAliveOf(keys),
    },
    password,
    notes: isEncrypted && password === undefined ? [passwordNote, ...notes] : notes,
  };
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

function keepAliveOf(keys: Keys): number | undefined {
  const isOff = keys.text('FtpPingType') === '0';
  const seconds = keys.integer('FtpPingInterval', [1, 86_400]);
  return isOff ? 0 : toMs(seconds);
}

/** How data connections are made, and through which proxy. */
function readWay(keys: Keys): Pick<Draft['profile'], 'dataMode' | 'proxy'> & { notes: string[] } {
  const { proxy, notes } = readProxy(keys);
  if (keys.text('FtpPasvMode') !== '0') return { proxy, notes };
  if (proxy !== undefined) return { proxy, notes: [...notes, passiveNote] };
  return { proxy, dataMode: 'active', notes };
}

const proxyTypes: Record<string, 'socks5' | 'http'> = { '2': 'socks5', '3': 'http' };

/** Its password is obfuscated as that of the session is, and asked for again. */
function readProxy(keys: Keys): { proxy: ConnectionProfile['proxy']; notes: string[] } {
  const method = keys.text('ProxyMethod') ?? '0';
  const host = keys.text('ProxyHost');
  const port = keys.port('ProxyPort');
  const user = keys.text('ProxyUsername');
  keys.skip('ProxyDNS', 'ProxyPassword', 'ProxyPasswordEncrypted');
  const type = proxyTypes[method];
  if (type === undefined || host === undefined) {
    if (method !== '0') keys.list('ProxyMethod', 'Only SOCKS5 and HTTP proxies are taken over.');
    return { proxy: undefined, notes: [] };
  }
  const options = { ...(port !== undefined && { port }), ...(user !== undefined && { user }) };
  const notes = user === undefined ? [] : ["The proxy's password is asked for when connecting."];
  return { proxy: { type, host, ...options }, notes };
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Bytes in percent codes: UTF-8 where they are that, which a byte order mark says too, else Latin-1. */
function decode(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  if (/[^\0-\xff]/.test(bytes)) return bytes;
  const codes = Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(codes);
  } catch {
    // Old versions wrote the system's charset; Latin-1 is the likeliest one.
    return bytes;
  }
}
