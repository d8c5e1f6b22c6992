// Two dialects of one language. A pattern without a slash counts in every folder, one with a slash from
// its own folder, one that ends in a slash only for folders; `!` takes back in. The setting's patterns
// are minimatch's globs, braces included; those of .gitignore files have git's rules for comments,
// escapes and trailing blanks, and no braces; but `?` is one letter, where git counts bytes. Letters of
// either case are one where the disk takes them for one.
import { Minimatch } from 'minimatch';
import { baseOf } from './scan.js';

/** One pattern that leaves something out, or takes it back in. */
export interface IgnorePattern {
  /** As it was written. */
  text: string;
  /** From 1: its line in the file, its number in the setting. */
  line: number;
  isNegated: boolean;
  /** Whether it fits a path, relative to the pattern's own folder. */
  fits(path: string, isFolder: boolean): boolean;
}

const shared = { dot: true, nocomment: true, nonegate: true };
/** An escaped letter, or a class in brackets. */
const token = /\\(.)|\[[!^]?\]?(?:\\.|\[:[a-z]+:\]|[^\]\\])*\]/gs;
const gitsOwn = { ...shared, nobrace: true, noext: true, preserveMultipleSlashes: true };

/** Whether `a` and `A` are one letter to a pattern. */
export interface PatternHabits {
  ignoresCase: boolean;
}

/** Names that nobody wants on a web server; in any case, as git and servers know some in any case. */
const defaultNames = ['.git', '.svn', '.hg', '.vscode', '.DS_Store', 'node_modules'];

/** What stays out unless the setting takes it in. */
export const defaultPatterns: readonly IgnorePattern[] = defaultNames.map((text, index) => ({
  text,
  line: index + 1,
  isNegated: false,
  fits: (path) => baseOf(path).toLowerCase() === text.toLowerCase(),
}));

/** The patterns of the setting, in its order; a repository is taken in by those alone that name it. */
export function parseIgnoreSetting(
  patterns: readonly string[],
  { ignoresCase }: PatternHabits,
): IgnorePattern[] {
  return patterns.map((text, index) => {
    const isNegated = text.startsWith('!');
    const written = isNegated ? text.slice(1) : text;
    const bare = written.replace(/\/+$/, '');
    const glob = bare.replace(/^\.?\//, '');
    const isAnchored = glob !== bare || glob.includes('/');
    const isFor = { isAnchored, isFolderOnly: bare !== written };
    const matches = matcher(new Minimatch(glob, { ...shared, nocase: ignoresCase }), isFor);
    // Hooks in it are programs that git runs: `!.*` for a .htaccess must not let a server write them.
    const leavesRepository = isNegated && !isRepository(glob);
    const fits: IgnorePattern['fits'] = (path, isFolder) =>
      !(leavesRepository && isRepository(path)) && matches(path, isFolder);
    return { text, line: index + 1, isNegated, fits };
  });
}

/** The patterns of a .gitignore file, in its order. */
export function parseGitignore(text: string, habits: PatternHabits): IgnorePattern[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap(
    (line, index) =>
      parseGitLine({ line: line.replace(/\r$/, ''), number: index + 1 }, habits) ?? [],
  );
}

function parseGitLine(
  { line, number }: { line: string; number: number },
  { ignoresCase }: PatternHabits,
): IgnorePattern | undefined {
  if (line.startsWith('#')) return undefined;
  const text = withoutTrailingBlanks(line);
  const isNegated = text.startsWith('!');
  const written = isNegated ? text.slice(1) : text;
  const isFolderOnly = written.endsWith('/');
  const bare = isFolderOnly ? written.slice(0, -1) : written;
  if (bare === '') return undefined;
  const isAnchored = bare.includes('/');
  const glob = bare.replace(/^\//, '').replace(/(^|\/)\*{3,}(?=\/|$)/g, '$1**');
  const fits = isImpossible(glob)
    ? (): boolean => false
    : matcher(new Minimatch(withoutEscapes(glob), { ...gitsOwn, nocase: ignoresCase }), {
        isAnchored,
        isFolderOnly,
      });
  return { text, line: number, isNegated, fits };
}

function matcher(
  glob: Minimatch,
  { isAnchored, isFolderOnly }: { isAnchored: boolean; isFolderOnly: boolean },
): IgnorePattern['fits'] {
  return (path, isFolder) => {
    if (isFolderOnly && !isFolder) return false;
    return glob.match(isAnchored ? path : baseOf(path));
  };
}

/** Whether it is, or names, git's own folder, or the file that leads to it. */
function isRepository(path: string): boolean {
  return baseOf(path).toLowerCase() === '.git';
}

/** A blank counts where a backslash stands before it. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' && !isEscaped(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
  const [backslashes = ''] = /\\*$/.exec(text.slice(0, at)) ?? [];
  return backslashes.length % 2 === 1;
}

/** What git takes for no pattern at all, and minimatch for letters: an open bracket, an escape of nothing. */
function isImpossible(glob: string): boolean {
  if (glob.endsWith('\\') && !isEscaped(glob, glob.length - 1)) return true;
  return glob.replace(token, '').includes('[');
}

/** Minimatch has short cuts for patterns like `*a` that do not know escapes, but leave classes alone. */
function withoutEscapes(glob: string): string {
  return glob.replace(token, (whole, letter: string | undefined) => {
    if (letter === undefined) return whole;
    if (letter === '\\') return '[\\\\]';
    return '*?['.includes(letter) ? `[${letter}]` : letter;
  });
}
