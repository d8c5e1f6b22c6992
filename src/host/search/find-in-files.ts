import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { nameOf } from '../../base/remote-path.js';
import { fallbackCharset } from '../../search/decode-text.js';
import { PathFilter, splitGlobs } from '../../search/path-filter.js';
import { type SearchPlace } from '../../search/search-place.js';
import { SearchResults } from '../../search/search-results.js';
import { type SearchRoot, searchText, type TextSearch } from '../../search/search-text.js';
import { TextMatcher } from '../../search/text-matcher.js';
import { askQuery, type AskedQuery, nothingAsked } from './ask-query.js';
import { type ContentCaches } from './content-caches.js';
import { Redraw } from './redraw.js';
import { ResultsTree } from './results-tree.js';
import { choosePlaces, searchSettings, type SearchSources } from './search-sources.js';
import { progressWords } from './search-words.js';

const viewId = 'ftpWorkspaces.search';
const memoryKey = 'search.lastQuery';
/** While results come in, they are drawn this often. */
const redrawMs = 250;

interface Search {
  asked: AskedQuery;
  places: SearchPlace[];
}

/** What a search in remote files works with. */
export interface FindSources extends SearchSources {
  caches: ContentCaches;
  /** Where the last query is kept. */
  memory: vscode.Memento;
}

/** The view of what was found in remote files, and the search that fills it. */
export class FindInFiles implements vscode.Disposable {
  readonly #sources: FindSources;
  readonly #tree = new ResultsTree();
  readonly #view: vscode.TreeView<unknown>;
  readonly #redraw = new Redraw(() => {
    this.#draw();
  }, redrawMs);
  #results: SearchResults | undefined;
  #last: Search | undefined;
  #running: AbortController | undefined;

  constructor(sources: FindSources) {
    this.#sources = sources;
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
    });
  }

  /** Asks what to find, in the given folders or in those of the workspace, and finds it. */
  async ask(given?: SearchPlace[]): Promise<void> {
    const places = given ?? (await choosePlaces(this.#sources));
    const last = { ...nothingAsked, ...this.#sources.memory.get<AskedQuery>(memoryKey) };
    const asked = places.length === 0 ? undefined : await askQuery(last, namesOf(places));
    if (asked === undefined) return;
    await this.#sources.memory.update(memoryKey, asked);
    await this.#run({ asked, places });
  }

  /** The same search once more. */
  async again(): Promise<void> {
    if (this.#last !== undefined) await this.#run(this.#last);
  }

  cancel(): void {
    this.#running?.abort(new RemoteError('aborted', 'The search was cancelled'));
  }

  async clear(): Promise<void> {
    this.cancel();
    this.#results = undefined;
    this.#redraw.now();
    await this.#announce();
  }

  async copy(): Promise<void> {
    await vscode.env.clipboard.writeText(this.#results?.toText() ?? '');
  }

  dispose(): void {
    this.cancel();
    this.#redraw.stop();
    this.#view.dispose();
    this.#tree.dispose();
  }

  async #run(search: Search): Promise<void> {
    this.cancel();
    this.#last = search;
    const stop = new AbortController();
    this.#running = stop;
    const results = new SearchResults(() => {
      if (this.#results === results) this.#redraw.soon();
    });
    this.#results = results;
    this.#view.description = search.asked.text;
    this.#redraw.now();
    await this.#announce();
    await vscode.commands.executeCommand(`${viewId}.focus`);
    await vscode.window.withProgress({ location: { viewId } }, () =>
      this.#search(search, results, stop.signal),
    );
    if (this.#running !== stop) return;
    this.#running = undefined;
    this.#redraw.now();
    await this.#announce();
  }

  async #search(search: Search, results: SearchResults, signal: AbortSignal): Promise<void> {
    try {
      await searchText(this.#toTextSearch(search, results), results, signal);
      results.end('finished');
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (signal.aborted) results.end('cancelled');
      else results.end('failed', error);
    }
  }

  #toTextSearch({ asked, places }: Search, results: SearchResults): TextSearch {
    const { exclude, limits } = searchSettings();
    return {
      matcher: new TextMatcher(asked),
      filter: new PathFilter({
        include: splitGlobs(asked.include),
        exclude: [...exclude, ...splitGlobs(asked.exclude)],
      }),
      limits,
      charset: fallbackCharset(vscode.workspace.getConfiguration('files').get('encoding')),
      roots: places.flatMap((place) => this.#rootOf(place, results) ?? []),
    };
  }

  /** What is no connection any more is not searched; the others are. */
  #rootOf({ connection, folder }: SearchPlace, results: SearchResults): SearchRoot | undefined {
    try {
      const files = this.#sources.filesOf(connection);
      return { connection, folder, files, cache: this.#sources.caches.of(files) };
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      results.notSearched(connection, { path: folder, reason: 'connection-lost', error });
      return undefined;
    }
  }

  #draw(): void {
    this.#tree.show(this.#results);
    this.#view.message = this.#results === undefined ? '' : progressWords(this.#results);
  }

  /** Tells VS Code whether there is something to show, and to cancel. */
  async #announce(): Promise<void> {
    const set = (key: string, value: boolean): Thenable<unknown> =>
      vscode.commands.executeCommand('setContext', `ftpWorkspaces.${key}`, value);
    await set('hasSearch', this.#results !== undefined);
    await set('isSearching', this.#running !== undefined);
  }
}

function namesOf(places: readonly SearchPlace[]): string {
  return places
    .map(({ connection, folder }) => (folder === '/' ? connection : nameOf(folder)))
    .join(', ');
}
