import { nameOf } from '../base/remote-path.js';
import { normalizeLocal, pathBelow } from './local-path.js';
import { isText, senseless, SettingFields } from './setting-fields.js';
import { parseTargets, type SyncTarget, targetKeys } from './sync-target.js';

const saves = ['explicitSave', 'anySave', 'manual'] as const;
const wishes = ['ask', 'always', 'never'] as const;

/** Which saves upload: those that the user asked for, auto saves too, or none. */
type UploadOn = (typeof saves)[number];
/** Whether something is done: after a question, unasked, or not at all. */
type Wish = (typeof wishes)[number];

/** A local folder that belongs to one remote folder or to several. */
export interface SyncMapping {
  /** How it is called before the user. */
  name: string;
  /** Absolute, with `/` between its segments and none at its end. */
  local: string;
  /** One at least; which of them counts, `activeTarget` decides. */
  targets: readonly [SyncTarget, ...SyncTarget[]];
  uploadOn: UploadOn;
  /** Globs relative to the local folder, beside those that always count; see ignore-rules.ts. */
  ignore: readonly string[];
  /** Whether the project's .gitignore files count too. */
  gitignore: boolean;
  /** Whether what is renamed here is renamed there. */
  mirrorRenames: Wish;
  /** Whether what is deleted here is deleted there. */
  mirrorDeletes: Wish;
  /** Globs of files that are uploaded whoever changes them, builds and git for instance. */
  watch: readonly string[];
  /** More deletions than `count`, or than this share of the known files, are asked for by name. */
  deleteLimit: { count: number; share: number };
  /** Names of VS Code tasks that run before and after a batch. */
  hooks: { before: readonly string[]; after: readonly string[] };
  /** Whether files keep their time of change on the other side. */
  preserveTimes: boolean;
}

const ownKeys = [
  'name',
  'local',
  'targets',
  'uploadOn',
  'uploadOnSave',
  'ignore',
  'gitignore',
  'mirrorRenames',
  'mirrorDeletes',
  'watch',
  'deleteLimit',
  'hooks',
  'preserveTimes',
];
const keys = [...ownKeys, ...targetKeys.filter((key) => key !== 'name')];

/**
 * The mappings of a workspace folder from its setting's value; a RemoteError of kind `failed` names
 * the entry and the key that makes no sense.
 */
export function parseMappings(value: unknown, folder: string): SyncMapping[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw senseless('The setting ftpWorkspaces.sync must be an array');
  const mappings = value.map((entry: unknown, index) => parseMapping(entry, { index, folder }));
  mappings.forEach(({ local }, index) => {
    const first = mappings.findIndex((other) => other.local === local);
    if (first === index) return;
    throw senseless(`${placeOf(index)} has the same "local" folder as entry ${String(first + 1)}`);
  });
  return mappings;
}

/** A local file's path below the mapping's folder, with `/`; undefined where it lies outside. */
export function relativePathOf(
  { local }: Pick<SyncMapping, 'local'>,
  localPath: string,
): string | undefined {
  const path = normalizeLocal(localPath);
  return path === undefined ? undefined : pathBelow(local, path);
}

interface Place {
  index: number;
  folder: string;
}

function parseMapping(entry: unknown, { index, folder }: Place): SyncMapping {
  const place = placeOf(index);
  const fields = new SettingFields(entry, place, keys);
  const local = parseLocal(fields, folder);
  return {
    name: fields.text('name', nameOf(local) || '/'),
    local,
    targets: parseTargets(fields, place),
    uploadOn: parseUploadOn(fields),
    ignore: fields.texts('ignore', 'globs', {}),
    gitignore: fields.flag('gitignore', false),
    mirrorRenames: fields.oneOf('mirrorRenames', wishes, 'ask'),
    mirrorDeletes: fields.oneOf('mirrorDeletes', wishes, 'ask'),
    watch: fields.value('watch') === false ? [] : fields.texts('watch', 'globs, or false', {}),
    deleteLimit: parseDeleteLimit(fields, place),
    hooks: parseHooks(fields, place),
    preserveTimes: fields.flag('preserveTimes', true),
  };
}

function parseLocal(fields: SettingFields, folder: string): string {
  const local = fields.value('local') ?? '.';
  const isRelative = isText(local) && !/^([/\\]|[a-z]:)/i.test(local);
  const path = isRelative ? normalizeLocal(`${folder}/${local}`) : undefined;
  const top = normalizeLocal(folder);
  if (path !== undefined && (path === top || path.startsWith(`${String(top)}/`))) return path;
  throw fields.refusal('local', 'must be a folder inside the workspace folder, like "." or "web"');
}

/** `uploadOnSave` is how the same was said before. */
function parseUploadOn(fields: SettingFields): UploadOn {
  if (!fields.has('uploadOnSave')) return fields.oneOf('uploadOn', saves, 'anySave');
  const isOn = fields.flag('uploadOnSave', true);
  if (fields.has('uploadOn'))
    throw fields.refusal('uploadOnSave', 'cannot stand beside "uploadOn"');
  return isOn ? 'anySave' : 'manual';
}

function parseDeleteLimit(fields: SettingFields, place: string): SyncMapping['deleteLimit'] {
  const value = fields.value('deleteLimit') ?? {};
  const limit = new SettingFields(value, `${place}, "deleteLimit"`, ['count', 'share']);
  return {
    count: limit.number('count', { from: 0, to: Infinity, fallback: 50 }),
    share: limit.number('share', { from: 0, to: 1, fallback: 0.2 }),
  };
}

function parseHooks(fields: SettingFields, place: string): SyncMapping['hooks'] {
  const value = fields.value('hooks') ?? {};
  const hooks = new SettingFields(value, `${place}, "hooks"`, ['before', 'after']);
  return {
    before: hooks.texts('before', 'task names', { orOne: true }),
    after: hooks.texts('after', 'task names', { orOne: true }),
  };
}

function placeOf(index: number): string {
  return `Entry ${String(index + 1)} of the setting ftpWorkspaces.sync`;
}
