import { Collection } from './collection.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { asObject, parseObject } from './json-text.js';
import { Keys } from './keys.js';
import { toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { toTimeouts } from './timeouts.js';

const reasons = {
  agent: 'It is for SFTP only.',
  privateKeyPath: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  interactiveAuth: 'It is for SFTP only.',
  algorithms: 'It is for SFTP only.',
};

/** Reads remote-fs's setting `remotefs.remote` out of a settings file. */
export function importRemoteFs(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const remotes = asObject(parseObject(text, context.fileName)['remotefs.remote']);
  for (const [name, value] of Object.entries(remotes)) {
    const place = { path: ['remotefs.remote', name], where: name };
    readRemote({ name, keys: Keys.of(value, place, collection) }, collection);
  }
  return collection.finish();
}

function readRemote({ name, keys }: { name: string; keys: Keys }, collection: Collection): void {
  const scheme = keys.text('scheme') ?? '';
  if (!isFtp(scheme, { keys, where: name, secretKey: 'password' }, collection)) return;
  const port = keys.port();
  const password = keys.secret('password');
  const draft = {
    where: name,
    name,
    profile: {
      host: keys.text('host'),
      // The old extension's form offers 22, SSH's port, for FTP too.
      port: port === 22 ? undefined : port,
      user: keys.text('username'),
      security: 'none' as const,
      root: toRoot(keys.text('rootPath') ?? '/'),
      timeouts: toTimeouts({ connect: keys.milliseconds('connectTimeout') }),
    },
    password: password.value,
    secrets: password.paths,
    notes: port === 22 ? ['Port 22 is for SSH; the usual port 21 is used.'] : [],
  };
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}
