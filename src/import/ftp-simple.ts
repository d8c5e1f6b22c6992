// Its file is encrypted by a key that everybody knows. The old extension shows it as text on demand, so
// that is what we read.
import { RemoteError } from '../base/remote-error.js';
import { Collection } from './collection.js';
import { rulesOf } from './ignore-globs.js';
import { type ImportContext, type ImportedConnections, type ImportedMapping } from './imported.js';
import { isObject, type JsonEntry, parseEntries } from './json-text.js';
import { Keys } from './keys.js';
import { toMapping, toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { readSecure, type Secure } from './secure.js';

const reasons = {
  confirm: 'A file that has changed on the server is never overwritten unasked.',
  backup: 'The versions that are replaced are not kept in a folder of yours.',
  privateKey: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  agent: 'It is for SFTP only.',
  agentForward: 'It is for SFTP only.',
};

/** Whether this is the file as the old extension keeps it, which is not to be read. */
export function isEncrypted(text: string): boolean {
  return /^[0-9a-f]{32,}$/i.test(text.trim());
}

/** Reads ftp-simple's `ftp-simple.json`, as its command "ftp-simple: Config" shows it. */
export function importFtpSimple(text: string, context: ImportContext): ImportedConnections {
  if (isEncrypted(text)) {
    throw new RemoteError('failed', `${context.fileName} is encrypted by ftp-simple`, {
      hint: 'Run its command "ftp-simple: Config", which shows the text, and import again while that is open.',
    });
  }
  const collection = new Collection(context);
  for (const entry of parseEntries(text, context.fileName)) readServer(entry, collection);
  return collection.finish();
}

function readServer({ value, path, where }: JsonEntry, collection: Collection): void {
  const keys = Keys.of(value, { path, where }, collection);
  const name = keys.text('name');
  const type = (keys.text('type') ?? 'ftp').replace(/^ftp2$/i, 'ftp');
  if (!isFtp(type, { keys, where, secretKey: 'password' }, collection)) return;
  const password = keys.secret('password');
  const { security, notes } = securityOf(keys, type);
  const root = toRoot(keys.text('path') ?? '/');
  const draft = {
    where,
    name,
    profile: {
      host: keys.text('host'),
      port: keys.port(),
      user: keys.text('username'),
      security,
      root,
    },
    password: password.value,
    secrets: password.paths,
    mappings: mappingsOf(keys, { root, collection }),
    notes,
  };
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

function securityOf(keys: Keys, type: string): Secure {
  return readSecure(keys, type.toLowerCase() === 'ftps' ? 'explicit' : 'none');
}

/** `project` says which local folder goes to which remote one, as a path from the server's top. */
function mappingsOf(
  keys: Keys,
  { root, collection }: { root: string | undefined; collection: Collection },
): ImportedMapping[] {
  const isAutomatic = keys.flag('autosave') !== false;
  const ignore = rulesOf(keys.texts('ignore'));
  const project = keys.take('project');
  return Object.entries(isObject(project) ? project : {}).flatMap(([local, target]) => {
    const path = isObject(target) ? target['path'] : target;
    const isSaved = isObject(target) && typeof target['save'] === 'boolean' ? target['save'] : true;
    const remote = typeof path === 'string' ? below(root, path) : undefined;
    const wish = { local, uploadOnSave: isAutomatic && isSaved, ignore };
    const mapping = remote && toMapping({ ...wish, remote }, collection.context);
    if (mapping) return mapping;
    keys.list(
      'project',
      'A local folder that is not in this workspace, or a remote one outside of "path", is not mapped.',
    );
    return [];
  });
}

/** The path below the connection's root; undefined where it lies elsewhere. */
function below(root: string | undefined, path: string): string | undefined {
  const top = root === undefined || root === '/' ? '' : root;
  const clean = path.replace(/(?<=.)\/+$/, '');
  if (clean === top) return '/';
  return clean.startsWith(`${top}/`) ? clean.slice(top.length) : undefined;
}
