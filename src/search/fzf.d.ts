// The package's own types import each other without the endings that Node.js demands.
declare module 'fzf' {
  export interface FzfResultItem {
    item: string;
    /** Where the match begins in the item. */
    start: number;
    score: number;
  }

  interface FzfOptions {
    match: typeof extendedMatch;
    fuzzy: 'v1' | 'v2';
    /** False matches from the end of the item. */
    forward: boolean;
    sort: boolean;
  }

  export class Fzf {
    constructor(items: readonly string[], options: FzfOptions);
    find(query: string): FzfResultItem[];
  }

  export function extendedMatch(query: string): FzfResultItem[];
}
