// The root of the file is a server; `altServer` are further ones that inherit from it.
import { literalGlob } from './ignore-globs.js';
import { Collection } from './collection.js';
import { type Draft } from './draft.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { asObject, parseObject } from './json-text.js';
import { Keys } from './keys.js';
import { toTimeouts } from './timeouts.js';
import { mappingOf, toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { certificateNote, readSecure, type Secure } from './secure.js';

const elsewhereNote =
  'The local folder belongs to the first server of the file; name this one in ftpWorkspaces.sync to upload to it.';

const reasons = {
  sslProtocol: 'The version of TLS is agreed on with the server.',
  privateKey: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  sftpOverride: 'It is for SFTP only.',
  autoDelete: 'Deletions are shown before they happen.',
  autoDownload: 'Remote files are looked at when they are needed.',
  autoDownloadAlways: 'Remote files are looked at when they are needed.',
  ignoreRemoteModification: 'A remote file that has changed is never overwritten unasked.',
  includeAllAlwaysForAllCommand: 'There is no such command.',
};
/** How the old tool looked and felt; nothing that a server would notice. */
const harmless = [
  'keepPasswordInMemory',
  'connectionTimeout',
  'ignoreWrongFileEncoding',
  'refreshTime',
  'autoDownloadRefreshTime',
  'blockDetectingDuration',
  'showGreeting',
  'followLink',
  'createSyncCache',
  'viewSizeLimit',
  'downloadTimeExtraThreshold',
  'ignoreJsonUploadCaution',
  'noticeFileCount',
  'logLevel',
  'dontOpenOutput',
  'showReportMessage',
];

/** Reads ftp-kr's `ftp-kr.json`. */
export function importFtpKr(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const value = parseObject(text, context.fileName);
  const root = Keys.of(value, { path: [], where: '' }, collection);
  addServer({ keys: root, where: '', isMapped: true }, collection);
  const others = Array.isArray(value['altServer']) ? (value['altServer'] as unknown[]) : [];
  others.forEach((one, index) => {
    const where = `altServer ${String(index + 1)}`;
    const keys = Keys.of(one, { path: ['altServer', index], where }, collection);
    addServer({ keys: keys.over(root, 'name'), where, isMapped: false }, collection);
  });
  return collection.finish();
}

interface Server {
  keys: Keys;
  where: string;
  isMapped: boolean;
}

function addServer({ keys: given, where, isMapped }: Server, collection: Collection): void {
  const keys = withOverride(given, collection);
  const protocol = keys.text('protocol') ?? 'ftp';
  if (!isFtp(protocol, { keys: given, where, secretKey: 'password' }, collection)) return;
  const { security, notes } = securityOf(keys, protocol);
  const password = keys.secret('password');
  const ignore = keys.texts('ignore')?.map(literalGlob);
  const wish = { local: keys.text('localBasePath'), uploadOnSave: keys.flag('autoUpload'), ignore };
  const place = { context: collection.context, key: 'localBasePath' };
  const draft: Draft = {
    where,
    name: keys.text('name'),
    profile: {
      host: keys.text('host'),
      port: portOf(keys),
      user: keys.text('username'),
      security,
      root: toRoot(keys.text('remotePath')),
      encoding: encodingOf(keys),
      ...timesOf(keys),
    },
    password: password.value,
    secrets: [...password.paths, ...given.secret('password').paths],
    mappings: isMapped ? mappingOf(wish, keys, place) : [],
    notes: [...notes, ...(isMapped ? [] : [elsewhereNote])],
  };
  keys.skip('altServer', 'ftpOverride', ...harmless);
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

/** With what `ftpOverride` says, which is handed to the old FTP library as it is. */
function withOverride(keys: Keys, collection: Collection): Keys {
  const { user, ...others } = asObject(keys.take('ftpOverride'));
  const value = { ...others, ...(user !== undefined && { username: user }) };
  return Keys.of(value, { path: ['ftpOverride'], where: 'ftpOverride' }, collection).over(keys);
}

/** The old tool believed every certificate, unless `secureOptions` said otherwise. */
function securityOf(keys: Keys, protocol: string): Secure {
  const secure = readSecure(keys);
  const isTls = protocol.toLowerCase() !== 'ftp';
  const security = isTls && secure.security === 'none' ? 'explicit' : secure.security;
  const notes = security === 'none' ? [] : [certificateNote];
  return { security, notes: [...new Set([...notes, ...secure.notes])] };
}

/** A port of 0 is the usual one. */
function portOf(keys: Keys): number | undefined {
  const port = keys.integer('port', [0, 65_535]);
  return port === 0 ? undefined : port;
}

function encodingOf(keys: Keys): string | undefined {
  const encoding = keys.text('fileNameEncoding');
  return /^utf-?8$/i.test(encoding ?? 'utf8') ? undefined : encoding;
}

function timesOf(keys: Keys): Draft['profile'] {
  const connect = keys.milliseconds('connTimeout');
  const data = keys.milliseconds('pasvTimeout');
  const keepAlive = keys.integer('keepalive', [0, 86_400_000]);
  return { timeouts: toTimeouts({ connect, data }), keepAlive };
}
