import { extendedMatch, Fzf, type FzfResultItem } from 'fzf';
import { nameOf } from '../base/remote-path.js';

/** fzf takes its paths apart once: those that come later stand in a chunk of their own. */
const chunkSize = 4_000;
/** More paths than this are matched by the quicker of fzf's two ways. */
const manyPaths = 8_000;
/** What a match within the file's name is worth beside one that is scattered over its folders. */
const nameBonus = 40;

interface Chunk {
  paths: string[];
  /** Made when the first query comes, and anew when paths have come. */
  fzf: Fzf | undefined;
}

interface Ranked {
  path: string;
  score: number;
}

/** Finds paths by a few of their letters; words that a blank separates must all fit. */
export class FuzzyFinder {
  readonly #chunks: Chunk[] = [];

  constructor(paths: Iterable<string>) {
    for (const path of paths) this.add(path);
  }

  add(path: string): void {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.paths.length >= chunkSize) {
      chunk = { paths: [], fzf: undefined };
      this.#chunks.push(chunk);
    }
    chunk.paths.push(path);
    chunk.fzf = undefined;
  }

  /** The best `limit` paths, best first; for an empty query the first ones as they are. */
  find(query: string, limit: number): string[] {
    const words = query.trim();
    if (words === '') return this.#first(limit);
    const fuzzy = this.#chunks.length * chunkSize > manyPaths ? 'v1' : 'v2';
    const ranked = this.#chunks.flatMap((chunk) => {
      chunk.fzf ??= toFzf(chunk.paths, fuzzy);
      return chunk.fzf.find(words).map(toRanked);
    });
    ranked.sort((a, b) => b.score - a.score || a.path.length - b.path.length);
    return ranked.slice(0, limit).map(({ path }) => path);
  }

  #first(limit: number): string[] {
    const first: string[] = [];
    for (const { paths } of this.#chunks) {
      if (first.length >= limit) break;
      first.push(...paths.slice(0, limit - first.length));
    }
    return first;
  }
}

function toFzf(paths: readonly string[], fuzzy: 'v1' | 'v2'): Fzf {
  return new Fzf(paths, { match: extendedMatch, fuzzy, forward: false, sort: false });
}

function toRanked({ item, score, start }: FzfResultItem): Ranked {
  const isInName = start >= item.length - nameOf(item).length;
  return { path: item, score: isInName ? score + nameBonus : score };
}
