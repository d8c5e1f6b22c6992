import { type ConnectionProfile } from '../remote/profile.js';
import { Collection } from './collection.js';
import { type Draft } from './draft.js';
import { safePath } from './filezilla-path.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { toRoot } from './places.js';
import { type Secure } from './secure.js';
import { childOf, parseXml, textOf, type XmlElement } from './xml-tree.js';

const securities: Record<string, Secure['security']> = {
  '0': 'explicit-if-available',
  '3': 'implicit',
  '4': 'explicit',
  '6': 'none',
};
const anonymous = '0';
/** The kinds of logon that ask, whatever password may still stand there. */
const asking = ['2', '3'];
const known = [
  'Host',
  'Port',
  'Protocol',
  'User',
  'Pass',
  'Logontype',
  'PasvMode',
  'Name',
  'RemoteDir',
  'Account',
  'Colour',
  'EncodingType',
  'CustomEncoding',
];
/** By FileZilla's number; cyan has no like here. */
const colors: Readonly<Record<string, ConnectionProfile['color']>> = {
  '1': 'red',
  '2': 'green',
  '3': 'blue',
  '4': 'yellow',
  '6': 'purple',
  '7': 'orange',
};
/** Values that say nothing which would be lost. */
const idle = ['', '0', 'MODE_DEFAULT', 'Auto', 'UTF-8'];

const reasons: Readonly<Record<string, string>> = {
  Type: 'The kind of server is recognised.',
  Keyfile: 'It is for SFTP only.',
  TimezoneOffset: "The server's clock is found out.",
  MaximumMultipleConnections: 'It is no number of connections from 1 to 20.',
  PostLoginCommands: 'No commands are run after the login.',
  BypassProxy: 'There is no proxy for all connections.',
  Comments: 'Comments are not taken over.',
  LocalDir: 'A local folder is mapped in ftpWorkspaces.sync.',
  SyncBrowsing: 'There are no two panes to keep together.',
  DirectoryComparison: 'Folders are compared when a sync is planned.',
  Parameter: 'Parameters are not taken over.',
};

interface Site {
  element: XmlElement;
  where: string;
  name: string;
}

/** Reads FileZilla's `sitemanager.xml`, or what it exports. */
export function importFilezilla(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const top = parseXml(text, context.fileName);
  const servers = top.name === 'FileZilla3' ? childOf(top, 'Servers') : undefined;
  if (servers === undefined) {
    const reason = 'It was not imported: there is no list of servers in it.';
    collection.ignore({ where: '', key: '', reason });
  } else {
    for (const site of sitesOf(servers, '')) readSite(site, collection);
  }
  return collection.finish();
}

/** The servers in a folder and in those below it. */
function sitesOf(folder: XmlElement, path: string): Site[] {
  return folder.children.flatMap((element) => {
    if (element.name === 'Folder') return sitesOf(element, `${path}${element.text.trim()} › `);
    if (element.name !== 'Server') return [];
    // Old versions wrote the name between the tags.
    const name = textOf(element, 'Name') || element.text.trim() || textOf(element, 'Host');
    return { element, where: `${path}${name}`, name };
  });
}

function readSite({ element, where, name }: Site, collection: Collection): void {
  const security = securities[textOf(element, 'Protocol') || '0'];
  if (security === undefined) {
    collection.refuse(where, 'It was not imported: it speaks another protocol than FTP.');
    return;
  }
  const logon = textOf(element, 'Logontype');
  const { password, notes } = asking.includes(logon) ? { notes: [] } : passwordOf(element);
  const port = Number(textOf(element, 'Port'));
  const draft: Draft = {
    where,
    name,
    profile: {
      host: textOf(element, 'Host'),
      port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
      user: logon === anonymous ? undefined : optional(element, 'User'),
      security,
      dataMode: dataModeOf(element),
      encoding: encodingOf(element),
      root: rootOf({ element, where, name }, collection),
      account: optional(element, 'Account'),
      color: colors[textOf(element, 'Colour')],
      sessions: sessionsOf(element),
    },
    password: logon === anonymous ? undefined : password,
    notes,
  };
  listOthers({ element, where, name }, collection);
  collection.add(draft);
}

const optional = (element: XmlElement, name: string): string | undefined =>
  textOf(element, name) || undefined;

function passwordOf(element: XmlElement): { password?: string; notes: string[] } {
  const pass = childOf(element, 'Pass');
  if (pass === undefined || pass.text === '') return { notes: [] };
  switch (pass.attributes['encoding']) {
    case undefined:
      return { password: pass.text, notes: [] };
    case 'base64':
      return { password: Buffer.from(pass.text, 'base64').toString('utf8'), notes: [] };
    default:
      return {
        notes: ['Its password is encrypted by a master password: it is asked for when connecting.'],
      };
  }
}

function dataModeOf(element: XmlElement): 'active' | 'passive' | undefined {
  switch (textOf(element, 'PasvMode')) {
    case 'MODE_ACTIVE':
      return 'active';
    case 'MODE_PASSIVE':
      return 'passive';
    default:
      return undefined;
  }
}

/** Undefined where there is no limit, or none that makes sense. */
function sessionsOf(element: XmlElement): number | undefined {
  const most = Number(textOf(element, 'MaximumMultipleConnections'));
  return Number.isInteger(most) && most >= 1 && most <= 20 ? most : undefined;
}

function encodingOf(element: XmlElement): string | undefined {
  const isCustom = textOf(element, 'EncodingType') === 'Custom';
  return (isCustom && textOf(element, 'CustomEncoding')) || undefined;
}

function rootOf({ element, where }: Site, collection: Collection): string | undefined {
  const text = childOf(element, 'RemoteDir')?.text ?? '';
  if (text.trim() === '') return undefined;
  const path = safePath(text);
  if (path === undefined) {
    const reason = 'The folder is no path of Unix; set "root" by hand.';
    collection.ignore({ where, key: 'RemoteDir', reason });
  }
  return toRoot(path);
}

function listOthers({ element, where }: Site, collection: Collection): void {
  for (const child of element.children) {
    const { name } = child;
    if (known.includes(name)) continue;
    if (child.children.length === 0 && idle.includes(child.text.trim())) continue;
    if (name === 'MaximumMultipleConnections' && sessionsOf(element) !== undefined) continue;
    const isBookmark = name === 'Bookmark';
    const reason = isBookmark ? 'Bookmarks are not taken over.' : reasons[name];
    collection.ignore({ where, key: name, reason: reason ?? 'It is not known.' });
  }
}
