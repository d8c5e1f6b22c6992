// A file holds one configuration, or a list of them. `profiles` are further ones that inherit from it;
// what stands in a profile counts, apart from `ignore`, which is added to. `remote` inherits from a
// setting of another extension.
import { Collection } from './collection.js';
import { type Draft } from './draft.js';
import { rulesOf } from './ignore-globs.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { asObject, type JsonEntry, parseEntries } from './json-text.js';
import { Keys } from './keys.js';
import { mappingOf, toRoot } from './places.js';
import { isFtp } from './protocols.js';
import { readSecure } from './secure.js';
import { toTimeouts } from './timeouts.js';

const elsewhereNote =
  'The local folder belongs to another connection of the same file; name this one in ftpWorkspaces.sync to upload to it.';

const reasons = {
  downloadOnOpen: 'A remote file is opened as it is on the server.',
  filePerm: 'Permissions are left to the server.',
  dirPerm: 'Permissions are left to the server.',
  syncOption: 'What a sync does is chosen when it is planned.',
  syncMode: 'What a sync does is chosen when it is planned.',
  ignoreFile: 'Its rules were not read; put them into "ignore".',
  watcher: 'Files are uploaded when they are saved in the editor.',
  autoUpload: 'Files are uploaded when they are saved in the editor.',
  remoteTimeOffsetInHours: "The server's clock is found out.",
  remoteExplorer: 'The view has no such options.',
  forceIPv4: 'Both kinds of addresses are tried.',
  ftps: 'It has no effect beside "secure".',
  agent: 'It is for SFTP only.',
  privateKeyPath: 'It is for SFTP only.',
  passphrase: 'It is for SFTP only.',
  interactiveAuth: 'It is for SFTP only.',
  algorithms: 'It is for SFTP only.',
  sshConfigPath: 'It is for SFTP only.',
  sshCustomParams: 'It is for SFTP only.',
  hop: 'It is for SFTP only.',
};

interface Entry {
  keys: Keys;
  where: string;
  name: string | undefined;
  ignore: readonly string[] | undefined;
  /** Whether the local folder belongs to it. */
  isMapped: boolean;
}

/** Reads vscode-sftp's `sftp.json`. */
export function importVscodeSftp(text: string, context: ImportContext): ImportedConnections {
  const collection = new Collection(context);
  for (const entry of parseEntries(text, context.fileName)) readEntry(entry, collection);
  return collection.finish();
}

function readEntry({ value, path, where }: JsonEntry, collection: Collection): void {
  const own = Keys.of(value, { path, where }, collection);
  const keys = own.over(remoteOf(own, collection));
  const base: Entry = {
    keys,
    where,
    name: keys.text('name'),
    ignore: rulesOf(keys.texts('ignore')),
    isMapped: true,
  };
  const profiles = Object.entries(asObject(value['profiles']));
  const hasHost = keys.has('host') || profiles.length === 0;
  const mapped = keys.text('defaultProfile') ?? (hasHost ? undefined : profiles[0]?.[0]);
  if (hasHost) addEntry({ ...base, isMapped: mapped === undefined }, collection);
  for (const [profile, one] of profiles) {
    const place = { path: [...path, 'profiles', profile], where: `profile ${profile}` };
    const entry = withProfile(base, { profile, keys: Keys.of(one, place, collection) });
    addEntry({ ...entry, isMapped: mapped === profile }, collection);
  }
}

function withProfile(base: Entry, { profile, keys }: { profile: string; keys: Keys }): Entry {
  const added = rulesOf(keys.texts('ignore'));
  const rules = [...(base.ignore ?? []), ...(added ?? [])];
  return {
    ...base,
    keys: keys.over(base.keys),
    where: `profile ${profile}`,
    name: base.name === undefined ? profile : `${base.name} ${profile}`,
    ignore: (base.ignore ?? added) ? rules : undefined,
  };
}

/** What the setting of remote-fs says about the remote that is named, if there is one. */
function remoteOf(own: Keys, collection: Collection): Keys {
  const name = own.text('remote');
  const remote = asObject(asObject(collection.context.remotes)[name ?? '']);
  if (name !== undefined && Object.keys(remote).length === 0) {
    own.list('remote', 'The setting remotefs.remote has no remote of that name.');
  }
  // Its root is not taken: the old extension asks for a path of its own.
  const known = Object.entries(remote).filter(([key]) => key !== 'rootPath');
  const value = known.map(([key, one]) => [key === 'scheme' ? 'protocol' : key, one]);
  const place = { path: undefined, where: `remotefs.remote ${name ?? ''}` };
  return Keys.of(Object.fromEntries(value), place, collection);
}

function addEntry({ keys, where, name, ignore, isMapped }: Entry, collection: Collection): void {
  keys.skip('name', 'profiles', 'defaultProfile', 'remote', 'ignore');
  const protocol = keys.text('protocol') ?? 'sftp';
  if (!isFtp(protocol, { keys, where, secretKey: 'password' }, collection)) return;
  const password = keys.secret('password');
  const { security, notes } = readSecure(keys);
  const wish = { local: keys.text('context'), uploadOnSave: keys.flag('uploadOnSave'), ignore };
  const draft: Draft = {
    where,
    name,
    profile: {
      host: keys.text('host'),
      port: keys.port(),
      user: keys.text('username'),
      security,
      root: toRoot(keys.text('remotePath')),
      timeouts: toTimeouts({ connect: keys.milliseconds('connectTimeout') }),
    },
    password: password.value,
    secrets: password.paths,
    mappings: isMapped
      ? mappingOf(wish, keys, { context: collection.context, key: 'context' })
      : [],
    notes: [...notes, ...(isMapped ? [] : [elsewhereNote]), ...passiveNotes(keys)],
  };
  keys.skip('useTempFile', 'openSsh', 'concurrency', 'limitOpenFilesOnRemote');
  keys.drop(reasons);
  keys.listRest();
  collection.add(draft);
}

function passiveNotes(keys: Keys): string[] {
  return keys.flag('passive') === false
    ? ['Passive mode was switched off: if listings fail, set "dataMode" to "active".']
    : [];
}
