import { extendedMatch, Fzf, type FzfResultItem } from 'fzf';
import { nameOf } from '../base/remote-path.js';

/** More paths than this are matched by the quicker of fzf's two ways. */
const manyPaths = 20_000;
/** What a match within the file's name is worth beside one that is scattered over its folders. */
const nameBonus = 40;

/** Finds paths by a few of their letters; words that a blank separates must all fit. */
export class FuzzyFinder {
  readonly #paths: readonly string[];
  /** Made when the first query comes: it takes the paths apart. */
  #fzf: Fzf | undefined;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** The best `limit` paths, best first; for an empty query the first ones as they are. */
  find(query: string, limit: number): string[] {
    const words = query.trim();
    if (words === '') return this.#paths.slice(0, limit);
    this.#fzf ??= new Fzf(this.#paths, {
      match: extendedMatch,
      fuzzy: this.#paths.length > manyPaths ? 'v1' : 'v2',
      forward: false,
      sort: false,
    });
    const ranked = this.#fzf.find(words).map((result) => ({ result, score: scoreOf(result) }));
    ranked.sort((a, b) => b.score - a.score || a.result.item.length - b.result.item.length);
    return ranked.slice(0, limit).map(({ result }) => result.item);
  }
}

function scoreOf({ item, score, start }: FzfResultItem): number {
  return start >= item.length - nameOf(item).length ? score + nameBonus : score;
}
