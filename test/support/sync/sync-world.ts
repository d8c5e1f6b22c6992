// Both sides of a sync with all that stands around it, as tests use them: the trees in memory or on
// disks, edits that somebody makes on either, and the trees as plain values afterwards.
import { never } from '../../../src/base/abort.js';
import { type RemoteFiles } from '../../../src/remote/remote-files.js';
import { defaultCompareLimit } from '../../../src/sync/compare-content.js';
import { Journal, type RecordLog } from '../../../src/sync/journal.js';
import { type LocalFiles } from '../../../src/sync/local-files.js';
import { defaultDeleteLimit } from '../../../src/sync/plan.js';
import { RemoteFolder } from '../../../src/sync/remote-folder.js';
import { type SyncRules } from '../../../src/sync/scan.js';
import { type BaseKeeper, type Keep } from '../../../src/sync/step-context.js';
import { SyncPair, type SyncPairSettings, usualParallel } from '../../../src/sync/sync-pair.js';
import { MemoryFiles } from '../memory-files.js';
import { MemoryLocal } from './memory-local.js';
import { MemoryLog } from './memory-log.js';

/** Path to text; a folder has none. Only empty folders are named, the others show by their files. */
export type Tree = Readonly<Record<string, string | null>>;

/** What somebody does to one side. */
export type Edit =
  | readonly ['write', path: string, text: string]
  | readonly ['touch', path: string]
  | readonly ['delete', path: string]
  | readonly ['folder', path: string]
  | readonly ['link', path: string];

/** One side, to be edited and looked at behind the back of the sync. */
export interface EditedSide {
  edit(edit: Edit): void;
  tree(): Map<string, string | undefined>;
}

export interface SyncWorld {
  local: EditedSide;
  remote: EditedSide;
  localFiles: LocalFiles;
  remoteFiles: RemoteFiles;
  /** The folder on the server that is synced. */
  remoteRoot: string;
  log: RecordLog;
  now: () => number;
  stop: () => Promise<void>;
}

export interface PairOptions {
  rules?: Partial<SyncRules>;
  settings?: Partial<SyncPairSettings>;
  keep?: Keep;
  bases?: BaseKeeper;
}

/** Keeps nothing to merge from. */
export const noBases: BaseKeeper = { fileBytes: 0, add: () => undefined };

/** Kept versions, as texts: "remote a.txt: old text". */
export class KeptTexts {
  readonly texts: string[] = [];

  readonly keep: Keep = async ({ side, path, before }, signal) => {
    if (before === 'nothing') return;
    const pieces: Uint8Array[] = [];
    for await (const piece of before.read(signal)) pieces.push(piece);
    this.texts.push(`${side} ${path}: ${Buffer.concat(pieces).toString()}`);
  };
}

/** A pair on the world, as a window has it. */
export async function openPair(
  world: SyncWorld,
  { rules, settings, keep, bases }: PairOptions = {},
): Promise<{ pair: SyncPair; journal: Journal }> {
  const journal = await Journal.open(world.log, never);
  const pair = new SyncPair({
    local: world.localFiles,
    remote: new RemoteFolder(world.remoteFiles, world.remoteRoot),
    journal,
    rules: { isIgnored: () => false, nameProblems: () => new Map(), ...rules },
    keep: keep ?? (() => Promise.resolve()),
    bases: bases ?? noBases,
    settings: {
      preserveTimes: false,
      deleteExtras: false,
      deleteLimit: defaultDeleteLimit,
      compareLimit: defaultCompareLimit,
      parallel: usualParallel,
      ...settings,
    },
    now: world.now,
  });
  return { pair, journal };
}

/** Everything in memory. */
export function memoryWorld(): SyncWorld & { localFiles: MemoryLocal; remoteFiles: MemoryFiles } {
  const localFiles = new MemoryLocal();
  const remoteFiles = new MemoryFiles().putFolder('/site');
  return {
    local: new MemoryLocalSide(localFiles),
    remote: new MemoryRemoteSide(remoteFiles, '/site'),
    localFiles,
    remoteFiles,
    remoteRoot: '/site',
    log: new MemoryLog(),
    now: localFiles.now,
    stop: () => Promise.resolve(),
  };
}

class MemoryLocalSide implements EditedSide {
  readonly #files: MemoryLocal;

  constructor(files: MemoryLocal) {
    this.#files = files;
  }

  edit([kind, path, text = '']: Edit): void {
    if (kind === 'write') this.#files.putFile(path, text);
    else if (kind === 'touch') this.#files.touch(path);
    else if (kind === 'delete') this.#files.take(path);
    else if (kind === 'folder') this.#files.putFolder(path);
    else this.#files.putLink(path);
  }

  tree(): Map<string, string | undefined> {
    return this.#files.tree();
  }
}

class MemoryRemoteSide implements EditedSide {
  readonly #files: MemoryFiles;
  readonly #root: string;
  readonly #links = new Set<string>();

  constructor(files: MemoryFiles, root: string) {
    this.#files = files;
    this.#root = root;
  }

  edit([kind, relative, text = '']: Edit): void {
    const path = `${this.#root}/${relative}`;
    if (kind === 'write') this.#files.putFile(path, text);
    else if (kind === 'touch') this.#files.putFile(path, this.#files.text(path) ?? '');
    else if (kind === 'delete') this.#files.take(path);
    else if (kind === 'folder') this.#files.putFolder(path);
    else this.#files.putLink(path, 'somewhere');
    if (kind === 'link') this.#links.add(path);
  }

  tree(): Map<string, string | undefined> {
    const inside = this.#files.paths().filter((path) => path.startsWith(`${this.#root}/`));
    return new Map(
      inside.map((path) => [
        path.slice(this.#root.length + 1),
        this.#links.has(path) ? '-> somewhere' : this.#files.text(path),
      ]),
    );
  }
}

/** The tree as a scenario writes it: files, and folders with nothing in them. */
export function plainTree(tree: ReadonlyMap<string, string | undefined>): Tree {
  const paths = [...tree.keys()];
  const isFull = (path: string): boolean => paths.some((one) => one.startsWith(`${path}/`));
  const shown = paths.filter((path) => tree.get(path) !== undefined || !isFull(path)).sort();
  return Object.fromEntries(shown.map((path) => [path, tree.get(path) ?? null]));
}

/** Puts a tree on one side. */
export function plant(side: EditedSide, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    side.edit(text === null ? ['folder', path] : ['write', path, text]);
  }
}
