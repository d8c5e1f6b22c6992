import { type RemoteError } from '../base/remote-error.js';
import { type NotSearched, type NotSearchedReason } from './not-searched.js';
import { countMatches, type FileMatches, type SearchListener } from './search-text.js';

/** How a search goes on, or how it ended. */
export type SearchState = 'running' | 'finished' | 'cancelled' | 'failed';

/** What was not searched, and on which connection. */
export interface NotSearchedPlace extends NotSearched {
  connection: string;
}

/** What was not searched for one reason. */
export interface NotSearchedGroup {
  reason: NotSearchedReason;
  count: number;
  /** The first of them. */
  places: NotSearchedPlace[];
}

const maxPlaces = 500;

/** What one search has found so far, and what it has not looked into. */
export class SearchResults implements SearchListener {
  readonly #changed: () => void;
  readonly #files: FileMatches[] = [];
  readonly #groups = new Map<NotSearchedReason, NotSearchedGroup>();
  #matches = 0;
  #searched = 0;
  #notSearched = 0;
  #state: SearchState = 'running';
  #error: RemoteError | undefined;

  /** `changed` is called at each change. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** Why the search was given up; undefined unless `state` is `failed`. */
  get error(): RemoteError | undefined {
    return this.#error;
  }

  /** The files with matches, in the order they were found. */
  get files(): readonly FileMatches[] {
    return this.#files;
  }

  get counts(): { matches: number; files: number; searched: number; notSearched: number } {
    return {
      matches: this.#matches,
      files: this.#files.length,
      searched: this.#searched,
      notSearched: this.#notSearched,
    };
  }

  get notSearchedGroups(): readonly NotSearchedGroup[] {
    return [...this.#groups.values()];
  }

  matched(file: FileMatches): void {
    this.#files.push(file);
    this.#matches += countMatches(file);
    this.#changed();
  }

  searched(): void {
    this.#searched += 1;
    this.#changed();
  }

  notSearched(connection: string, place: NotSearched): void {
    const { reason } = place;
    const group = this.#groups.get(reason) ?? { reason, count: 0, places: [] };
    this.#groups.set(reason, group);
    group.count += 1;
    if (group.places.length < maxPlaces) group.places.push({ ...place, connection });
    this.#notSearched += 1;
    this.#changed();
  }

  /** The search is over. */
  end(state: Exclude<SearchState, 'running'>, error?: RemoteError): void {
    this.#state = state;
    this.#error = error;
    this.#changed();
  }

  /** All matches as text: an address, and below it the lines with their numbers. */
  toText(): string {
    return this.#files
      .map(({ connection, path, lines }) =>
        [
          `ftp://${connection}${path}`,
          ...lines.map(({ line, text }) => `  ${String(line + 1)}: ${text}`),
        ].join('\n'),
      )
      .join('\n\n');
  }
}
