// Folders of a workspace file are addresses with everything in them:
// scheme://user:password@host:port/path?parameters. Folders of one account share a connection, whose
// root is the server's top, so that their paths stay as they are.
import { applyEdits, modify } from 'jsonc-parser';
import { Collection } from './collection.js';
import { type Draft } from './draft.js';
import {
  type ImportContext,
  type ImportedConnections,
  type ImportedFolder,
  type JsonPath,
} from './imported.js';
import { asObject, parseObject } from './json-text.js';
import { Keys } from './keys.js';
import { refuseSftp } from './protocols.js';
import { certificateNote, type Secure } from './secure.js';

const reasons = {
  auth: 'The file with user and password was not read; the password is asked for.',
  params: 'The file with further parameters was not read.',
  values: 'Placeholders are not filled in.',
  follow: 'Links are followed.',
  noop: 'The command that keeps a connection alive is NOOP.',
  legacy: 'There is one engine only.',
};

interface Folder {
  address: URL;
  index: number;
  where: string;
}

/** Reads the FTP folders of a `.code-workspace` file that are addresses of Remote Workspace. */
export function importRemoteWorkspace(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  for (const group of groupByAccount(foldersOf(text, { context, collection }))) {
    addAccount(group, collection);
  }
  return collection.finish();
}

/** Whether a folder's address is one of Remote Workspace, and not one of our connections. */
function isForeignAddress(uri: unknown, existing: ImportContext['existing']): uri is string {
  if (typeof uri !== 'string') return false;
  const [, scheme = '', authority = ''] = /^(ftps?):\/\/([^/?#]*)/i.exec(uri) ?? [];
  if (scheme === '') return false;
  const isOurs = Object.keys(existing).some(
    (name) => name.toLowerCase() === decode(authority).toLowerCase(),
  );
  return scheme.toLowerCase() === 'ftps' || !isOurs;
}

/** The text of a workspace file with other addresses for some of its folders; comments stay. */
export function replaceFolderUris(
  text: string,
  folders: readonly { index: number; uri: string }[],
): string {
  return folders.reduce((result, { index, uri }) => {
    const path: JsonPath = ['folders', index, 'uri'];
    return applyEdits(result, modify(result, [...path], uri, {}));
  }, text);
}

function foldersOf(
  text: string,
  { context, collection }: { context: ImportContext; collection: Collection },
): Folder[] {
  const { folders } = parseObject(text, context.fileName);
  return (Array.isArray(folders) ? (folders as unknown[]) : []).flatMap((folder, index) => {
    const { uri, name } = asObject(folder);
    const where = typeof name === 'string' ? name : `folder ${String(index + 1)}`;
    if (typeof uri === 'string' && /^sftp:/i.test(uri)) refuseSftp(where, collection);
    if (!isForeignAddress(uri, context.existing)) return [];
    // A scheme that URL does not know keeps every port and the case of the path.
    const address = uri
      .replace(/^(ftps?):\/\/(?=[/?#]|$)/i, '$1://127.0.0.1')
      .replace(/^ftp:/i, 'plain:');
    if (URL.canParse(address)) return { address: new URL(address), index, where };
    collection.refuse(where, 'It was not imported: its address cannot be read.');
    return [];
  });
}

function groupByAccount(folders: readonly Folder[]): Folder[][] {
  const groups = new Map<string, Folder[]>();
  for (const folder of folders) {
    const { protocol, username, hostname, port } = folder.address;
    const key = [protocol, username, hostname.toLowerCase(), port].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), folder]);
  }
  return [...groups.values()];
}

function addAccount(folders: readonly Folder[], collection: Collection): void {
  const [first] = folders;
  if (first === undefined) return;
  const { address, where } = first;
  const parameters = parametersOf(first, collection);
  const passwords = folders.map((folder) => decode(folder.address.password));
  const draft: Draft = {
    where,
    profile: {
      host: decode(address.hostname).replace(/^\[|\]$/g, ''),
      port: address.port === '' ? undefined : Number(address.port),
      user: address.username === '' ? undefined : decode(address.username),
      ...(address.protocol === 'ftps:' ? tlsOf(parameters) : { security: 'none' }),
      root: '/',
      keepAlive: keepAliveOf(parameters),
    },
    password: passwords.find((password) => password !== ''),
    notes: address.protocol === 'ftps:' ? [certificateNote] : [],
    folders: folders.map(toFolder),
  };
  parameters.skip('queue', 'queuesize', 'rejectunauthorized', 'secure');
  parameters.drop(reasons);
  parameters.listRest();
  collection.add(draft);
}

function parametersOf({ address, where, index }: Folder, collection: Collection): Keys {
  const entries = [...address.searchParams].map(([key, value]) => [key.toLowerCase(), value]);
  const place = { path: ['folders', index, 'uri'], where };
  return Keys.of(Object.fromEntries(entries), place, collection);
}

function tlsOf(parameters: Keys): Pick<Secure, 'security'> {
  const secure = parameters.text('secure')?.toLowerCase();
  return { security: secure === 'implicit' ? 'implicit' : 'explicit' };
}

function keepAliveOf(parameters: Keys): number | undefined {
  const seconds = parameters.integer('keepalive', [0, 86_400]);
  return seconds === undefined ? undefined : seconds * 1000;
}

function toFolder({ address, index }: Folder): ImportedFolder {
  const path = decode(address.pathname);
  return { index, path: path.startsWith('/') ? path : `/${path}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is no code: the text stands as it was typed.
    return text;
  }
}
