import { Collection } from './collection.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { parseObject } from './json-text.js';
import { Keys } from './keys.js';
import { mappingOf, toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { readSecure } from './secure.js';
import { toTimeouts } from './timeouts.js';

const reasons = {
  watch: 'Files are uploaded when they are saved in the editor.',
  watchTimeout: 'Files are uploaded when they are saved in the editor.',
  filePermissions: 'Permissions are left to the server.',
  privatekey: 'It is for SFTP only.',
  privateKey: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  hosthash: 'It is for SFTP only.',
  ignorehost: 'It is for SFTP only.',
  agent: 'It is for SFTP only.',
};

/** Reads `.ftpconfig` of Atom's remote-ftp. */
export function importAtom(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const value = parseObject(text, context.fileName);
  const keys = Keys.of(value, { path: [], where: '' }, collection);
  const protocol = keys.text('protocol') ?? 'ftp';
  if (isFtp(protocol, { keys, where: '', secretKey: 'pass' }, collection)) {
    readServer(keys, collection);
  }
  return collection.finish();
}

function readServer(keys: Keys, collection: Collection): void {
  const password = keys.secret('pass');
  const isAsked = keys.flag('promptForPass') === true;
  const { security, notes } = readSecure(keys);
  const place = { context: collection.context, key: 'local' };
  const draft = {
    where: '',
    profile: {
      host: keys.text('host'),
      port: keys.port(),
      user: keys.text('user'),
      security,
      root: toRoot(keys.text('remote')),
      timeouts: toTimeouts({
        connect: keys.milliseconds('connTimeout'),
        data: keys.milliseconds('pasvTimeout'),
      }),
      keepAlive: keys.integer('keepalive', [0, 86_400_000]),
    },
    password: isAsked ? undefined : password.value,
    secrets: password.paths,
    mappings: mappingOf({ local: keys.text('local') }, keys, place),
    notes: [
      ...notes,
      'Saving uploads nothing yet: switch "uploadOnSave" on if it should.',
      'The rules of a file .ftpignore are not taken over; put them into "ignore".',
    ],
  };
  keys.skip('connTimeout', 'debug');
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}
