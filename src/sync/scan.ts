import { type SideState } from './facts.js';
import { type Reason } from './reasons.js';

/** A name in a folder of one side. */
export interface SeenState extends SideState {
  /** Why it is not synced; such a thing is never touched. */
  skip?: { reason: Reason; detail?: string };
}

/** The state alone. */
export function bareState(seen: SeenState): SideState {
  const state = { ...seen };
  delete state.skip;
  return state;
}

/** What a folder of one side holds, without what is ignored. */
export interface FolderScan {
  entries: ReadonlyMap<string, SeenState>;
  /** How much is ignored in it: a folder that is not empty does not go. */
  ignored: number;
}

/** One side, folder by folder. Paths are relative; '' is the folder that is synced. */
export interface SideScan {
  /** What a folder holds; a RemoteError where that cannot be told, never an empty one instead. */
  list(folder: string, signal: AbortSignal): Promise<FolderScan>;
  /** What stands at a path; undefined only where that is proved to be nothing. */
  look(path: string, signal: AbortSignal): Promise<SeenState | undefined>;
}

/** What stays out of a sync. */
export interface SyncRules {
  isIgnored(path: string, isFolder: boolean): boolean;
  /**
   * Of the names in a remote folder, those that cannot be local, and of the local ones those that are
   * called otherwise there; each with the reason.
   */
  nameProblems(folder: FolderNames): ReadonlyMap<string, string>;
}

/** The names that one folder holds on each side. */
interface FolderNames {
  remote: Iterable<string>;
  local: Iterable<string>;
}

/** Whether a path lies in something that is ignored, or is that itself. */
export function isIgnoredAnywhere(rules: SyncRules, path: string, isFolder: boolean): boolean {
  const segments = path.split('/');
  return segments.some((_, index) => {
    const isLast = index === segments.length - 1;
    return rules.isIgnored(segments.slice(0, index + 1).join('/'), isLast ? isFolder : true);
  });
}

/** A path below `folder`, which may be ''. */
export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder that holds `path`; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last segment. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `folder` or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Our own names for content that is not whole yet, on either side. */
export function isTemporaryName(name: string): boolean {
  return /^\..*\.ftpws-[0-9a-f]{8}(-old)?\.tmp$/.test(name);
}
