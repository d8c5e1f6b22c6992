import { minimatch } from 'minimatch';
import { relativePathOf, type SyncMapping } from './mapping.js';

/** Whether a file, by its path below the mapping's folder, is uploaded whoever changes it. */
export function isWatched({ watch }: Pick<SyncMapping, 'watch'>, path: string): boolean {
  return watch.some((glob) =>
    minimatch(path, glob, { dot: true, matchBase: true, nocomment: true, nonegate: true }),
  );
}

/** The same by the file's absolute path. */
export function isWatchedPath(
  mapping: Pick<SyncMapping, 'watch' | 'local'>,
  localPath: string,
): boolean {
  const path = relativePathOf(mapping, localPath);
  return path !== undefined && isWatched(mapping, path);
}

/** Whether there may be such files in a folder. */
export function mayHoldWatched({ watch }: Pick<SyncMapping, 'watch'>, folder: string): boolean {
  return watch.some(
    (glob) =>
      !glob.includes('/') ||
      minimatch(folder, glob, { dot: true, nocomment: true, nonegate: true, partial: true }),
  );
}
