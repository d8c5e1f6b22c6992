import { Collection } from './collection.js';
import { globsOf } from './ignore-globs.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { parseObject } from './json-text.js';
import { Keys, type Secret } from './keys.js';
import { mappingOf, toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { readSecure } from './secure.js';

const reasons = {
  privateKeyPath: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  agent: 'It is for SFTP only.',
  allow: 'Files cannot be allowed one by one; put the others into "ignore".',
  generatedFiles: 'Generated files are not uploaded along with their sources.',
  rootPath: 'It is not documented.',
};

/** Reads ftp-sync's `ftp-sync.json`. */
export function importFtpSync(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  const value = parseObject(text, context.fileName);
  const keys = Keys.of(value, { path: [], where: '' }, collection);
  const protocol = keys.text('protocol') ?? 'ftp';
  if (isFtp(protocol, { keys, where: '', secretKey: 'password' }, collection)) {
    readServer(keys, collection);
  }
  return collection.finish();
}

function readServer(keys: Keys, collection: Collection): void {
  const password = passwordOf(keys);
  const { security, notes } = readSecure(keys);
  const wish = {
    local: keys.text('localPath'),
    uploadOnSave: keys.flag('uploadOnSave'),
    ignore: ignoreOf(keys),
  };
  const place = { context: collection.context, key: 'localPath' };
  const draft = {
    where: '',
    profile: {
      host: keys.text('host'),
      port: keys.port(),
      user: keys.text('username'),
      security,
      root: toRoot(keys.text('remotePath')),
    },
    password: password.value,
    secrets: password.paths,
    mappings: mappingOf(wish, keys, place),
    notes,
  };
  keys.skip('passive', 'debug');
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

/** The word that a new file comes with is no password. */
function passwordOf(keys: Keys): Secret {
  const secret = keys.secret('password');
  return secret.value === 'password' ? { value: undefined, paths: [] } : secret;
}

/** Its rules are regular expressions on the whole path. */
function ignoreOf(keys: Keys): string[] | undefined {
  const expressions = keys.texts('ignore');
  return (
    expressions &&
    globsOf(expressions, () => {
      keys.list('ignore', 'Regular expressions are taken over only where they are a plain name.');
    })
  );
}
