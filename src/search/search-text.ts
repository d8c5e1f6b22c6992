// Crawls the roots one after another and reads what the crawl finds, several files at a time. The
// crawl goes on only when there is room to read, so little waits in memory. Nothing is kept here:
// what is found, and what is not searched, is told as it comes.
import { abortError } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { type RemoteFiles } from '../remote/remote-files.js';
import { type ContentCache } from './content-cache.js';
import { crawl, type CrawlLimits, type FoundFile } from './crawl.js';
import { decodeText, isBinaryName } from './decode-text.js';
import { type FoundLine, toFoundLine } from './line-preview.js';
import { isOutOfReach, type NotSearched, type NotSearchedReason } from './not-searched.js';
import { type PathFilter } from './path-filter.js';
import { readContent } from './read-content.js';
import { type TextMatcher } from './text-matcher.js';
import { withinTime } from './within-time.js';

/** A tree to search, or a part of one. */
export interface SearchRoot {
  connection: string;
  folder: string;
  files: RemoteFiles;
  cache: ContentCache;
}

/** How far a search goes: sizes in bytes, times in milliseconds. */
export interface SearchLimits extends CrawlLimits {
  fileBytes: number;
  readsAtOnce: number;
  matches: number;
  matchesPerFile: number;
  /** How long the expression may take on one file. */
  matchMs: number;
}

/** What is searched for, and where. */
export interface TextSearch {
  roots: readonly SearchRoot[];
  matcher: TextMatcher;
  filter: PathFilter;
  limits: SearchLimits;
  /** For files that are no UTF-8 and have no mark. */
  charset: string;
}

/** The lines of one file that fit. */
export interface FileMatches {
  connection: string;
  path: string;
  lines: readonly FoundLine[];
}

/** How many matches a file has. */
export function countMatches({ lines }: FileMatches): number {
  return lines.reduce((sum, { matches }) => sum + matches, 0);
}

/** Who hears how the search goes, at once. */
export interface SearchListener {
  matched(file: FileMatches): void;
  /** A file was searched wholly, with or without matches. */
  searched(connection: string, path: string): void;
  notSearched(connection: string, place: NotSearched): void;
}

/** An expression that was too slow on so many files will be so on all. */
const maxTooSlow = 3;

/**
 * Searches the files of all roots. Rejects when aborted, or where the expression is too slow to go
 * on; what cannot be searched is told to `listener` and stops nothing.
 */
export async function searchText(
  search: TextSearch,
  listener: SearchListener,
  signal: AbortSignal,
): Promise<void> {
  const run = new SearchRun(search, listener, signal);
  for (const root of search.roots) await run.root(root);
}

class SearchRun {
  readonly #search: TextSearch;
  readonly #listener: SearchListener;
  readonly #signal: AbortSignal;
  readonly #reading = new Set<Promise<void>>();
  #matches = 0;
  #tooSlow = 0;
  /** The root whose server went out of reach. */
  #lost: SearchRoot | undefined;
  /** The first failure of a read that ends the search. */
  #failure: { error: unknown } | undefined;

  constructor(search: TextSearch, listener: SearchListener, signal: AbortSignal) {
    this.#search = search;
    this.#listener = listener;
    this.#signal = signal;
  }

  async root(root: SearchRoot): Promise<void> {
    const { filter, limits } = this.#search;
    const { connection, files, folder } = root;
    try {
      const steps = crawl({ files, folder, filter, limits }, this.#signal);
      for await (const { found, notSearched } of steps) {
        for (const place of notSearched) this.#listener.notSearched(connection, place);
        for (const file of found) await this.#whenThereIsRoom(root, file);
        if (this.#matches < limits.matches) continue;
        this.#listener.notSearched(connection, { path: folder, reason: 'result-limit' });
        break;
      }
    } finally {
      await Promise.all(this.#reading);
    }
    this.#throwFailure();
  }

  async #whenThereIsRoom(root: SearchRoot, file: FoundFile): Promise<void> {
    while (this.#reading.size >= this.#search.limits.readsAtOnce) await Promise.race(this.#reading);
    this.#throwFailure();
    if (this.#signal.aborted) throw abortError(this.#signal, 'The search');
    const skip = this.#reasonToSkip(root, file);
    if (skip !== undefined) {
      this.#listener.notSearched(root.connection, { path: file.path, reason: skip });
      return;
    }
    const reading = this.#read(root, file).finally(() => this.#reading.delete(reading));
    this.#reading.add(reading);
  }

  #reasonToSkip(root: SearchRoot, { path, entry }: FoundFile): NotSearchedReason | undefined {
    if (this.#matches >= this.#search.limits.matches) return 'result-limit';
    if (this.#lost === root) return 'connection-lost';
    if (isBinaryName(path)) return 'binary';
    return (entry.size ?? 0) > this.#search.limits.fileBytes ? 'too-large' : undefined;
  }

  /** Never rejects: a failure that ends the search waits for the one who began it. */
  async #read(root: SearchRoot, file: FoundFile): Promise<void> {
    const { connection } = root;
    const { path } = file;
    try {
      const content = await this.#contentOf(root, file);
      // The reads that were under way when the search was cancelled tell nothing more.
      if (this.#signal.aborted) return;
      const reason = this.#match(connection, path, content);
      if (reason === undefined) this.#listener.searched(connection, path);
      else this.#listener.notSearched(connection, { path, reason });
    } catch (error) {
      if (!(error instanceof RemoteError) || this.#signal.aborted) this.#failure ??= { error };
      else this.#readFailed(root, path, error);
    }
  }

  #readFailed(root: SearchRoot, path: string, error: RemoteError): void {
    const isLost = isOutOfReach(error);
    if (isLost) this.#lost = root;
    const reason = isLost ? 'connection-lost' : 'read-failed';
    this.#listener.notSearched(root.connection, { path, reason, error });
  }

  async #contentOf({ files, cache }: SearchRoot, file: FoundFile): ReturnType<typeof readContent> {
    const kept = cache.get(file.path, file.entry);
    if (kept !== undefined) return kept;
    const maxBytes = this.#search.limits.fileBytes;
    const content = await readContent(files, { ...file, maxBytes }, this.#signal);
    if (typeof content !== 'string') cache.put(file.path, file.entry, content);
    return content;
  }

  /** Searches a content; the answer is why it was not searched, or not wholly. */
  #match(
    connection: string,
    path: string,
    content: Awaited<ReturnType<typeof readContent>>,
  ): NotSearchedReason | undefined {
    if (typeof content === 'string') return content;
    const text = decodeText(content, this.#search.charset);
    if (text === undefined) return 'binary';
    const outcome = this.#find(text);
    if (outcome === undefined) return 'too-slow';
    this.#tell({ connection, path, lines: outcome.lines.map(toFoundLine) });
    return outcome.isCut ? 'match-limit' : undefined;
  }

  #find(text: string): ReturnType<TextMatcher['match']> | undefined {
    const { matcher, limits } = this.#search;
    const limit = Math.min(limits.matchesPerFile, limits.matches - this.#matches);
    const outcome = withinTime(() => matcher.match(text, limit), limits.matchMs);
    if (outcome.isInTime) return outcome.value;
    this.#tooSlow += 1;
    if (this.#tooSlow >= maxTooSlow) this.#failure ??= { error: tooSlowError(limits.matchMs) };
    return undefined;
  }

  #tell(file: FileMatches): void {
    if (file.lines.length === 0) return;
    this.#matches += countMatches(file);
    this.#listener.matched(file);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function tooSlowError(ms: number): RemoteError {
  const text = `The expression took longer than ${String(ms)} ms on each of ${String(maxTooSlow)} files`;
  return new RemoteError('timeout', `${text}, so the search was given up`, {
    hint: 'Nested repetitions like (a+)+ are slow; write them another way.',
  });
}
