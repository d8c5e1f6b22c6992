// The rules are those that people know from .gitignore, the globs are minimatch's: a pattern without a
// slash counts in every folder, one with a slash from the top, one that ends in a slash only for
// folders. The last pattern that fits decides, `!` takes back in, and what lies in an ignored folder
// stays ignored.
import { minimatch } from 'minimatch';
import { type SyncMapping } from './mapping.js';

/** Whether the file at `relativePath`, below the mapping's folder, stays out of the sync. */
export function isIgnored({ ignore }: SyncMapping, relativePath: string): boolean {
  const segments = relativePath.split('/');
  return segments.some((_, index) => {
    const path = segments.slice(0, index + 1).join('/');
    return isIgnoredItself(ignore, path, index < segments.length - 1);
  });
}

function isIgnoredItself(patterns: readonly string[], path: string, isFolder: boolean): boolean {
  const last = patterns.findLast((pattern) => fits(pattern.replace(/^!/, ''), path, isFolder));
  return last !== undefined && !last.startsWith('!');
}

function fits(pattern: string, path: string, isFolder: boolean): boolean {
  if (pattern.endsWith('/') && !isFolder) return false;
  const glob = pattern.replace(/\/+$/, '').replace(/^\.?\//, '');
  const isAnchored = glob !== pattern.replace(/\/+$/, '') || glob.includes('/');
  return minimatch(path, glob, {
    dot: true,
    matchBase: !isAnchored,
    nocomment: true,
    nonegate: true,
  });
}
