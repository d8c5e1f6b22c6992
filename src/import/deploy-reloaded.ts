import { Collection } from './collection.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { asObject, parseObject } from './json-text.js';
import { Keys } from './keys.js';
import { toRoot } from './places.js';
import { certificateNote, readSecure, type Secure } from './secure.js';

const reasons = {
  description: 'A connection has no description.',
  checkBeforeDeploy: 'A file that has changed on the server is never overwritten unasked.',
  mappings: 'Folders are mapped in ftpWorkspaces.sync.',
  commands: 'No commands are run on the server.',
  askForUser: 'The user is part of the connection.',
};

const portNote =
  'Port 990 is used, as before; if the server does not answer there, set "security" to "implicit" or remove "port".';

/** Reads the FTP targets of the setting `deploy.reloaded` out of a settings file. */
export function importDeployReloaded(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const setting = asObject(parseObject(text, context.fileName)['deploy.reloaded']);
  const top = Keys.of(setting, { path: ['deploy.reloaded'], where: 'deploy.reloaded' }, collection);
  const targets = top.take('targets');
  top.drop({ packages: 'Folders are mapped in ftpWorkspaces.sync.' });
  top.listRest();
  (Array.isArray(targets) ? (targets as unknown[]) : []).forEach((target, index) => {
    readTarget(target, { index, collection });
  });
  return collection.finish();
}

function readTarget(
  target: unknown,
  { index, collection }: { index: number; collection: Collection },
): void {
  const { name: given } = asObject(target);
  const name = typeof given === 'string' ? given : undefined;
  const where = name ?? `target ${String(index + 1)}`;
  const keys = Keys.of(target, { path: ['deploy.reloaded', 'targets', index], where }, collection);
  if (keys.text('type')?.toLowerCase() !== 'ftp') {
    const { paths } = keys.secret('password');
    collection.refuse(where, 'It was not imported: it is no FTP server.', paths);
    return;
  }
  const password = keys.secret('password');
  const isAsked = keys.flag('askForPassword') === true;
  const { security, port, notes } = wayOf(keys);
  const draft = {
    where,
    name,
    profile: {
      host: keys.text('host') ?? '127.0.0.1',
      port,
      user: keys.text('user'),
      security,
      root: toRoot(keys.text('dir')),
    },
    password: isAsked ? undefined : password.value,
    secrets: password.paths,
    notes,
  };
  keys.skip('name', 'engine');
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

/** How the server is reached; with TLS the old extension dials another port by itself. */
function wayOf(keys: Keys): Secure & { port: number | undefined } {
  const { security, notes } = readSecure(keys);
  const port = keys.port();
  if (keys.flag('rejectUnauthorized') === false) notes.push(certificateNote);
  if (security === 'none' || port !== undefined) return { security, port, notes };
  return { security, port: 990, notes: security === 'explicit' ? [...notes, portNote] : notes };
}
