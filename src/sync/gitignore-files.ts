import { nameOf, parentOf } from '../base/remote-path.js';
import { IgnoreRules, type IgnoreVerdict } from './ignore-rules.js';

/** A local file's text; undefined where there is no such file. */
type ReadText = (path: string, signal: AbortSignal) => Promise<string | undefined>;

interface IgnoreSources {
  /** Absolute, with `/`. */
  local: string;
  ignore: readonly string[];
  gitignore: boolean;
  /** Whether `a` and `A` are one file on the disk. */
  ignoresCase: boolean;
}

/** More folders than this are not remembered, but read anew. */
const mostFolders = 10_000;

/** The ignore rules of a mapping, with the .gitignore files on the way where they count. */
export class GitignoreFiles {
  readonly #sources: IgnoreSources;
  readonly #readText: ReadText;
  readonly #rules = new Map<string, IgnoreRules>();

  constructor(sources: IgnoreSources, readText: ReadText) {
    this.#sources = sources;
    this.#readText = readText;
  }

  /** The rules for what lies in `folder`, a path below the mapping's folder; empty: that folder. */
  async rulesIn(folder: string, signal: AbortSignal): Promise<IgnoreRules> {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const rules = folder === '' ? await this.#topRules(signal) : await this.#deeper(folder, signal);
    if (this.#rules.size >= mostFolders) this.#rules.clear();
    this.#rules.set(folder, rules);
    return rules;
  }

  /** The verdict on one path below the mapping's folder. */
  async verdict(path: string, isFolder: boolean, signal: AbortSignal): Promise<IgnoreVerdict> {
    const end = path.lastIndexOf('/');
    const rules = await this.rulesIn(end === -1 ? '' : path.slice(0, end), signal);
    return rules.verdict(path, isFolder);
  }

  /** A .gitignore file has changed: all are read anew. */
  forget(): void {
    this.#rules.clear();
  }

  async #topRules(signal: AbortSignal): Promise<IgnoreRules> {
    const { local, ignore, gitignore, ignoresCase } = this.#sources;
    let rules = IgnoreRules.of(ignore, { ignoresCase });
    if (!gitignore) return rules;
    for (const { folder, wayDown } of await this.#foldersAbove(signal)) {
      const text = await this.#readText(`${folder}/.gitignore`, signal);
      const source = `${folder}/.gitignore`;
      if (text !== undefined) rules = rules.with({ source, folder: '', wayDown, text });
    }
    return this.#withFile(rules, { folder: '', path: local }, signal);
  }

  async #deeper(folder: string, signal: AbortSignal): Promise<IgnoreRules> {
    const { local, gitignore } = this.#sources;
    const end = folder.lastIndexOf('/');
    const rules = await this.rulesIn(end === -1 ? '' : folder.slice(0, end), signal);
    // Nothing in an ignored folder counts, its .gitignore neither.
    if (!gitignore || rules.verdict(folder, true).ignored) return rules;
    return this.#withFile(rules, { folder, path: `${local}/${folder}` }, signal);
  }

  async #withFile(
    rules: IgnoreRules,
    { folder, path }: { folder: string; path: string },
    signal: AbortSignal,
  ): Promise<IgnoreRules> {
    const text = await this.#readText(`${path}/.gitignore`, signal);
    const source = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
    return text === undefined ? rules : rules.with({ source, folder, text });
  }

  /** From the top of the git repository down to the mapping's folder, which is not among them. */
  async #foldersAbove(signal: AbortSignal): Promise<{ folder: string; wayDown: string }[]> {
    const above: { folder: string; wayDown: string }[] = [];
    let folder = this.#sources.local;
    let wayDown = '';
    while (!(await this.#isRepository(folder, signal))) {
      if (parentOf(folder) === folder || !folder.includes('/')) return [];
      wayDown = wayDown === '' ? nameOf(folder) : `${nameOf(folder)}/${wayDown}`;
      folder = parentOf(folder);
      above.unshift({ folder: folder === '/' ? '' : folder, wayDown });
    }
    return above;
  }

  async #isRepository(folder: string, signal: AbortSignal): Promise<boolean> {
    // In a worktree and in a submodule `.git` is a file.
    const head = await this.#readText(`${folder}/.git/HEAD`, signal);
    return head !== undefined || (await this.#readText(`${folder}/.git`, signal)) !== undefined;
  }
}
