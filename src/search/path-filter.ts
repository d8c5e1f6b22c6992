// Globs as people know them from the search of VS Code: a pattern counts in every folder, one that
// begins with `./` or `/` only from the top; a folder counts with all that is in it. Patterns are
// minimatch's, braces and `**` included. Paths are relative to the top, with `/` between segments.
import { Minimatch } from 'minimatch';

interface Glob {
  minimatch: Minimatch;
  /** It counts from the top only. */
  isAnchored: boolean;
  /** It names a folder, so a file of that name does not fit. */
  isFolder: boolean;
}

/** Which files are wanted, and which folders may hold such files. */
export class PathFilter {
  readonly #include: readonly Glob[];
  readonly #exclude: readonly Glob[];

  constructor({ include, exclude }: { include: readonly string[]; exclude: readonly string[] }) {
    this.#include = include.map(toGlob);
    this.#exclude = exclude.map(toGlob);
  }

  /** Whether a folder may hold wanted files; those above it are known to. */
  entersFolder(path: string): boolean {
    if (this.#exclude.some((glob) => fits(glob, path, true))) return false;
    if (this.#include.length === 0) return true;
    return this.#include.some(
      (glob) => !glob.isAnchored || fitsAbove(glob, path, true) || leadsTo(glob, path),
    );
  }

  /** Whether a file is wanted; its folder is known to be entered. */
  wantsFile(path: string): boolean {
    if (this.#exclude.some((glob) => fits(glob, path, false))) return false;
    return this.#include.length === 0 || this.#include.some((glob) => fitsAbove(glob, path, false));
  }
}

/** The patterns of a line that separates them by commas; a comma within braces separates none. */
export function splitGlobs(line: string): string[] {
  const globs: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= line.length; at += 1) {
    const char = line[at];
    if (char === '{') depth += 1;
    if (char === '}' && depth > 0) depth -= 1;
    if (char !== undefined && (char !== ',' || depth > 0)) continue;
    globs.push(line.slice(start, at).trim());
    start = at + 1;
  }
  return globs.filter((glob) => glob !== '');
}

function toGlob(pattern: string): Glob {
  const isAnchored = /^\.?\//.test(pattern);
  const bare = pattern.replace(/^\.?\/+/, '');
  // `folder/` and `folder/**` mean the folder, whose content counts with it.
  const name = bare.replace(/\/+$/, '').replace(/\/\*\*(\/\*)?$/, '');
  const isFolder = name !== bare;
  const text = isAnchored || name.startsWith('**/') ? name : `**/${name}`;
  const minimatch = new Minimatch(text === '' ? '**' : text, {
    dot: true,
    nocomment: true,
    nonegate: true,
    // Remote names may hold a backslash, whatever system we are on.
    platform: 'linux',
  });
  return { minimatch, isAnchored, isFolder };
}

function fits({ minimatch, isFolder }: Glob, path: string, pathIsFolder: boolean): boolean {
  return (pathIsFolder || !isFolder) && minimatch.match(path);
}

/** Whether it fits the path or a folder above it. */
function fitsAbove(glob: Glob, path: string, pathIsFolder: boolean): boolean {
  const segments = path.split('/');
  return segments.some((_, index) => {
    const isFolder = pathIsFolder || index < segments.length - 1;
    return fits(glob, segments.slice(0, index + 1).join('/'), isFolder);
  });
}

/** Whether a path that fits may lie below `folder`. */
function leadsTo({ minimatch }: Glob, folder: string): boolean {
  return minimatch.match(folder, true);
}
