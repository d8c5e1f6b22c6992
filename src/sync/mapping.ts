import { RemoteError } from '../base/remote-error.js';
import { normalizePath } from '../base/remote-path.js';

/** A local folder that belongs to a remote one. */
export interface SyncMapping {
  /** Absolute, with `/` between its segments and none at its end. */
  local: string;
  /** The name of a connection. */
  connection: string;
  /** Absolute; `/` is where the connection starts. */
  remote: string;
  uploadOnSave: boolean;
  /** Globs relative to the local folder; see `isIgnored`. */
  ignore: readonly string[];
}

const defaultIgnore = ['.git', '.svn', '.hg', '.vscode', '.DS_Store', 'node_modules'];
const keys = ['local', 'connection', 'remote', 'uploadOnSave', 'ignore'];

/**
 * The mappings of a workspace folder from its setting's value; a RemoteError of kind `failed` names
 * the entry and the key that makes no sense.
 */
export function parseMappings(value: unknown, folder: string): SyncMapping[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw senseless('The setting ftpWorkspaces.sync must be an array');
  const mappings = value.map((entry: unknown, index) => parseMapping(entry, { index, folder }));
  mappings.forEach((mapping, index) => {
    const first = mappings.findIndex(({ local }) => local === mapping.local);
    if (first === index) return;
    throw senseless(`${placeOf(index)} has the same "local" folder as entry ${String(first + 1)}`);
  });
  return mappings;
}

/** A local file's path below the mapping's folder, with `/`; undefined where it lies outside. */
export function relativePathOf(mapping: SyncMapping, localPath: string): string | undefined {
  const path = normalizeLocal(localPath);
  return path?.startsWith(`${mapping.local}/`) === true
    ? path.slice(mapping.local.length + 1)
    : undefined;
}

interface Place {
  index: number;
  folder: string;
}

function parseMapping(entry: unknown, { index, folder }: Place): SyncMapping {
  const place = placeOf(index);
  const { local, connection, remote, uploadOnSave, ignore } = asEntry(entry, place);
  if (!isText(connection)) throw senseless(`${place}: "connection" must name a connection`);
  if (typeof uploadOnSave !== 'boolean') {
    throw senseless(`${place}: "uploadOnSave" must be true or false`);
  }
  if (!Array.isArray(ignore) || !ignore.every(isText)) {
    throw senseless(`${place}: "ignore" must be an array of globs`);
  }
  return {
    local: parseLocal(local, { place, folder }),
    connection,
    remote: parseRemote(remote, place),
    uploadOnSave,
    ignore,
  };
}

function asEntry(entry: unknown, place: string): Record<string, unknown> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw senseless(`${place} must be an object`);
  }
  const unknown = Object.keys(entry).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw senseless(`${place}: "${unknown}" is not known`);
  return { local: '.', uploadOnSave: true, ignore: defaultIgnore, ...entry };
}

function parseLocal(local: unknown, { place, folder }: { place: string; folder: string }): string {
  const isRelative = isText(local) && !/^([/\\]|[a-z]:)/i.test(local);
  const path = isRelative ? normalizeLocal(`${folder}/${local}`) : undefined;
  const top = normalizeLocal(folder);
  if (path !== undefined && (path === top || path.startsWith(`${String(top)}/`))) return path;
  throw senseless(
    `${place}: "local" must be a folder inside the workspace folder, like "." or "web"`,
  );
}

function parseRemote(remote: unknown, place: string): string {
  if (!isText(remote) || !remote.startsWith('/')) {
    throw senseless(`${place}: "remote" must be a path that starts with "/"`);
  }
  try {
    return normalizePath(remote);
  } catch (cause) {
    throw senseless(`${place}: "remote" must not lead out of the connection's top folder`, cause);
  }
}

/** Without `.`, `..` and doubled separators; undefined where it leads out of the file system's root. */
function normalizeLocal(path: string): string | undefined {
  // On Windows both separators are one; elsewhere a backslash is a letter of a name.
  const isWindows = /^([a-z]:|\\\\)/i.test(path);
  const slashed = isWindows ? path.replaceAll('\\', '/') : path;
  const segments: string[] = [];
  const drive = /^[a-z]:/i.exec(path)?.[0] ?? '';
  for (const segment of slashed.slice(drive.length).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return [drive.toLowerCase(), ...segments].join('/');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function placeOf(index: number): string {
  return `Entry ${String(index + 1)} of the setting ftpWorkspaces.sync`;
}

function senseless(message: string, cause?: unknown): RemoteError {
  return new RemoteError('failed', message, { hint: 'Correct it in the settings.', cause });
}
