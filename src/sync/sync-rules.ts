import { isRemoteError } from '../base/remote-error.js';
import { GitignoreFiles } from './gitignore-files.js';
import { type IgnoreRules } from './ignore-rules.js';
import { inParallel } from './in-parallel.js';
import { type LocalFiles } from './local-files.js';
import { type SyncMapping } from './mapping.js';
import { type DiskHabits, refuseNames } from './names.js';
import { folderOf, isBelow, joined, type SyncRules } from './scan.js';

/** Where rules come from. */
export interface RuleSources {
  mapping: Pick<SyncMapping, 'local' | 'ignore' | 'gitignore'>;
  local: LocalFiles;
  readText: (path: string, signal: AbortSignal) => Promise<string | undefined>;
  disk: DiskHabits;
  /** Folders that belong to other mappings, relative. */
  others: readonly string[];
}

const foldersAtOnce = 8;

/** What stays out of a sync of these paths, as it stands in settings and files now. */
export async function loadRules(
  sources: RuleSources,
  scope: readonly string[],
  signal: AbortSignal,
): Promise<SyncRules> {
  const { mapping, disk, others } = sources;
  const { ignoresCase } = disk;
  const files = new GitignoreFiles({ ...mapping, ignoresCase }, sources.readText);
  const byFolder = new Map([['', await files.rulesIn('', signal)]]);
  if (mapping.gitignore) {
    const walk = new RuleWalk(sources.local, { files, byFolder }, signal);
    for (const path of scope) await walk.start(path);
  }
  return {
    isIgnored: (path, isFolder) =>
      others.some((folder) => isBelow(path, folder)) ||
      nearest(byFolder, folderOf(path)).verdict(path, isFolder).ignored,
    nameProblems: (folder) => refuseNames(folder, disk),
  };
}

/** A folder that is on the server only has the rules of the folders around it. */
function nearest(byFolder: ReadonlyMap<string, IgnoreRules>, folder: string): IgnoreRules {
  const known = byFolder.get(folder);
  if (known !== undefined) return known;
  return nearest(byFolder, folderOf(folder));
}

interface Rules {
  files: GitignoreFiles;
  byFolder: Map<string, IgnoreRules>;
}

/** Reads the .gitignore files of all folders that are not ignored themselves. */
class RuleWalk {
  readonly #local: LocalFiles;
  readonly #rules: Rules;
  readonly #signal: AbortSignal;

  constructor(local: LocalFiles, rules: Rules, signal: AbortSignal) {
    this.#local = local;
    this.#rules = rules;
    this.#signal = signal;
  }

  async start(path: string): Promise<void> {
    for (let above = folderOf(path); above !== ''; above = folderOf(above)) await this.#read(above);
    const state = path === '' ? undefined : await this.#local.look(path, this.#signal);
    if (path === '' || state?.type === 'directory') await this.#visit(path);
  }

  async #visit(folder: string): Promise<void> {
    const rules = await this.#read(folder);
    const inside = (await this.#list(folder))
      .filter(({ type }) => type === 'directory')
      .map(({ name }) => joined(folder, name))
      .filter((path) => !rules.verdict(path, true).ignored);
    await inParallel(inside, foldersAtOnce, (path) => this.#visit(path));
  }

  async #list(folder: string): ReturnType<LocalFiles['list']> {
    try {
      return await this.#local.list(folder, this.#signal);
    } catch (error) {
      // The plan lists it once more, and blocks what cannot be listed.
      if (isRemoteError(error, 'aborted') || !isRemoteError(error)) throw error;
      return [];
    }
  }

  async #read(folder: string): Promise<IgnoreRules> {
    const rules = await this.#rules.files.rulesIn(folder, this.#signal);
    this.#rules.byFolder.set(folder, rules);
    return rules;
  }
}
