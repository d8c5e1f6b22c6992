// The last pattern that fits decides: those of the setting come after those that always count, these after
// those of .gitignore files, a file's after those of the folders around it. What lies in an ignored folder stays ignored, whatever fits it.
import {
  defaultPatterns,
  type IgnorePattern,
  parseGitignore,
  parseIgnoreSetting,
  type PatternHabits,
} from './ignore-pattern.js';
import { pathBelow } from './local-path.js';

/** A .gitignore file, by where it lies: in a folder of the mapping, or above it. */
export interface IgnoreFile {
  /** How it is called before the user. */
  source: string;
  /** The folder in which it lies, below the mapping's; empty: the mapping's own. */
  folder: string;
  /** Where it lies above the mapping's folder: the way from there to it, like `web` or `web/src`. */
  wayDown?: string;
  text: string;
}

/** The pattern that decided. */
interface IgnoreReason {
  /** `built-in`, `default`, `setting`, or a .gitignore file. */
  source: string;
  /** From 1: its line in the file, its number in the setting. */
  line: number;
  pattern: string;
  /** What it fits: the path that was asked for, or a folder around it. */
  path: string;
}

/** Whether something stays out of the sync, and which pattern says so; none: no pattern fits. */
export interface IgnoreVerdict {
  ignored: boolean;
  by?: IgnoreReason;
}

interface Layer {
  source: string;
  patterns: readonly IgnorePattern[];
  /** The path as the layer's patterns see it; undefined where they do not reach. */
  reach: (path: string) => string | undefined;
}

/** The names under which we write before we rename, on either side. */
const temporaryName = /^\..*\.ftpws-[^/]*\.tmp$/s;
const always: Layer = { source: 'default', patterns: defaultPatterns, reach: (path) => path };
const notMentioned: IgnoreVerdict = { ignored: false };

/** What stays out of the sync of one mapping. */
export class IgnoreRules {
  /** Whose pattern fits first decides. */
  readonly #layers: readonly [setting: Layer, always: Layer, ...files: Layer[]];
  readonly #habits: PatternHabits;
  /** Entries are asked for folder by folder: the last one's verdict serves them all. */
  #lastFolder: { path: string; verdict: IgnoreVerdict } | undefined;

  private constructor(layers: readonly [Layer, Layer, ...Layer[]], habits: PatternHabits) {
    this.#layers = layers;
    this.#habits = habits;
  }

  /** The rules of the setting's `ignore`, behind those that always count. */
  static of(
    ignore: readonly string[],
    habits: PatternHabits = { ignoresCase: false },
  ): IgnoreRules {
    const patterns = parseIgnoreSetting(ignore, habits);
    const setting: Layer = { source: 'setting', patterns, reach: (path) => path };
    return new IgnoreRules([setting, always], habits);
  }

  /** These rules, and those of a file further in than all the files before. */
  with({ source, folder, wayDown, text }: IgnoreFile): IgnoreRules {
    const reach = (path: string): string | undefined => {
      if (wayDown !== undefined) return `${wayDown}/${path}`;
      return folder === '' ? path : pathBelow(folder, path);
    };
    const [setting, defaults, ...files] = this.#layers;
    const layer = { source, patterns: parseGitignore(text, this.#habits), reach };
    return new IgnoreRules([setting, defaults, layer, ...files], this.#habits);
  }

  /** Of a path below the mapping's folder, with `/` between its segments. */
  verdict(path: string, isFolder: boolean): IgnoreVerdict {
    const end = path.lastIndexOf('/');
    const around = end === -1 ? notMentioned : this.#folderVerdict(path.slice(0, end));
    return around.ignored ? around : this.#ownVerdict(path, isFolder);
  }

  #folderVerdict(path: string): IgnoreVerdict {
    if (this.#lastFolder?.path !== path) {
      this.#lastFolder = { path, verdict: this.verdict(path, true) };
    }
    return this.#lastFolder.verdict;
  }

  #ownVerdict(path: string, isFolder: boolean): IgnoreVerdict {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!isFolder && temporaryName.test(name)) {
      return {
        ignored: true,
        by: { source: 'built-in', line: 1, pattern: '.*.ftpws-*.tmp', path },
      };
    }
    for (const { source, patterns, reach } of this.#layers) {
      const seen = reach(path);
      const last = seen && patterns.findLast((pattern) => pattern.fits(seen, isFolder));
      if (!last) continue;
      const { line, text, isNegated } = last;
      return { ignored: !isNegated, by: { source, line, pattern: text, path } };
    }
    return notMentioned;
  }
}

/** Why a path is ignored, or why it is not, in one sentence. */
export function describeVerdict(path: string, { ignored, by }: IgnoreVerdict): string {
  if (by === undefined) return `${path} is not ignored: no pattern fits it.`;
  if (by.source === 'built-in') {
    return `${path} is ignored: it is a name under which FTP Workspaces writes before it renames.`;
  }
  const pattern = `the pattern ${by.pattern} (${placeOf(by)})`;
  if (!ignored) return `${path} is not ignored: ${pattern} takes it back in.`;
  const what = by.path === path ? 'it fits' : `its folder ${by.path} fits`;
  return `${path} is ignored: ${what} ${pattern}.`;
}

function placeOf({ source, line, pattern }: IgnoreReason): string {
  if (source === 'default') {
    return `always there; "!${pattern}" in "ignore" of the setting ftpWorkspaces.sync takes it in`;
  }
  return source === 'setting'
    ? `number ${String(line)} of "ignore" in the setting ftpWorkspaces.sync`
    : `line ${String(line)} of ${source}`;
}
