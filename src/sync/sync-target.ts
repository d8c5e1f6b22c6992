import { minimatch } from 'minimatch';
import { SettingFields } from './setting-fields.js';

/** A remote folder that a mapping can go to. */
export interface SyncTarget {
  /** How it is called before the user; no two of a mapping are called the same. */
  name: string;
  /** The name of a connection. */
  connection: string;
  /** Absolute; `/` is where the connection starts. */
  remote: string;
  /** Globs of the git branches that it is for; none: for no branch in particular. */
  branches: readonly string[];
  /** Whether people work with what lies there. */
  isProduction: boolean;
}

/** What decides which target counts. */
export interface TargetWish {
  /** The name of the target that the user has chosen. */
  chosen?: string | undefined;
  /** The git branch that is checked out. */
  branch?: string | undefined;
}

/** The keys of a target in the settings. */
export const targetKeys = ['name', 'connection', 'remote', 'branch', 'production'] as const;

/** The target that counts now: the one chosen, else the one for this branch, else the first. */
export function activeTarget(
  { targets }: { targets: readonly [SyncTarget, ...SyncTarget[]] },
  { chosen, branch }: TargetWish = {},
): SyncTarget {
  return (
    targets.find(({ name }) => name === chosen) ??
    targets.find(({ branches }) => branch !== undefined && isForBranch(branches, branch)) ??
    targets[0]
  );
}

/** The targets of one entry of the setting, be it `targets` or the short form for one. */
export function parseTargets(
  fields: SettingFields,
  place: string,
): readonly [SyncTarget, ...SyncTarget[]] {
  if (!fields.has('targets')) return [parseTarget(fields, undefined)];
  const [, ...shortKeys] = targetKeys;
  const short = shortKeys.find((key) => fields.has(key));
  if (short !== undefined) throw fields.refusal(short, 'stands in each of the "targets" instead');
  const value = fields.value('targets');
  const targets = (Array.isArray(value) ? value : []).map((target: unknown, index) => {
    const own = new SettingFields(target, `${place}, target ${String(index + 1)}`, targetKeys);
    return parseTarget(own, own.value('name'));
  });
  const [first, ...others] = targets;
  if (first === undefined)
    throw fields.refusal('targets', 'must be an array with one target or more');
  const twice = targets.find(
    ({ name }, index) => targets.findIndex((one) => one.name === name) < index,
  );
  if (twice !== undefined) throw fields.refusal('targets', `has two with the name "${twice.name}"`);
  return [first, ...others];
}

function parseTarget(fields: SettingFields, name: unknown): SyncTarget {
  const connection = fields.connection();
  return {
    // In the short form "name" is that of the mapping.
    name: name === undefined ? connection : fields.text('name', connection),
    connection,
    remote: fields.remotePath(),
    branches: fields.texts('branch', 'globs', { orOne: true }),
    isProduction: fields.flag('production', false),
  };
}

function isForBranch(branches: readonly string[], branch: string): boolean {
  return branches.some((glob) =>
    minimatch(branch, glob, { dot: true, nocomment: true, nonegate: true }),
  );
}
