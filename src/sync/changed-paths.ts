import { RemoteError } from '../base/remote-error.js';
import { isBelow } from './scan.js';

/** Paths that git says have changed, by where they are now, and where they were. */
export interface ChangedPath {
  kind: 'changed' | 'deleted';
  /** Relative to the top of the repository, with `/`. */
  path: string;
}

/** Reads what `git diff --name-status -z` and `git status` tell; a rename is a deletion and a change. */
export function parseNameStatus(output: string): ChangedPath[] {
  const words = output.split('\0').filter((word) => word !== '');
  const found: ChangedPath[] = [];
  while (words.length > 0) {
    const [letter = ''] = words.shift() ?? '';
    const paths = words.splice(0, letter === 'R' || letter === 'C' ? 2 : 1);
    found.push(...changesOf(letter, paths));
  }
  return found;
}

/** Renames and copies name the old path first. */
function changesOf(letter: string, [first, second]: string[]): ChangedPath[] {
  const isPair = letter === 'R' || letter === 'C';
  const path = isPair ? second : first;
  if (first === undefined || path === undefined) {
    throw new RemoteError('protocol', 'git has told of a change without its path');
  }
  if (letter === 'D') return [{ kind: 'deleted', path }];
  const changed: ChangedPath = { kind: 'changed', path };
  return letter === 'R' ? [{ kind: 'deleted', path: first }, changed] : [changed];
}

/**
 * What to plan for these changes, relative to the mapped folder. `folder` is where that lies in the
 * repository, '' at its top; what lies outside is left out.
 */
export function scopeOfChanges(changes: readonly ChangedPath[], folder: string): string[] {
  const inside = changes.filter(({ path }) => path !== folder && isBelow(path, folder));
  const paths = inside.map(({ path }) => (folder === '' ? path : path.slice(folder.length + 1)));
  return [...new Set(paths)].sort();
}
