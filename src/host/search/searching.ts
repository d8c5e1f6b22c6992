import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type SearchPlace, withoutNested } from '../../search/search-place.js';
import { type Connections } from '../connections/connections.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { type Command, type Commands } from '../window/window-command-names.js';
import { type Finders } from './finders.js';
import { placeOf, type SearchSources } from './search-sources.js';

/** The user may have to be asked for a password. */
const connectMs = 5 * 60_000;

/** What the commands of searching work with. */
export interface SearchingSources {
  connections: Connections;
  changes: ChangeBatch;
  memory: vscode.Memento;
}

/** Finding remote files. What it needs is read and made on first use. */
export class Searching implements vscode.Disposable {
  readonly commands: Commands<'search'>;
  readonly #sources: SearchingSources;
  readonly #kept: vscode.Disposable;
  #loading: Promise<Finders> | undefined;
  #finders: Finders | undefined;
  #isDisposed = false;

  constructor(sources: SearchingSources) {
    this.#sources = sources;
    this.#kept = sources.changes.onDidChangeFile((events) => {
      this.#finders?.indexes.note(events);
    });
    this.commands = {
      goToFile: this.#with((finders) => finders.goToFile()),
      findInFiles: this.#with((finders) => finders.ask()),
      findInFolder: this.#with((finders, folder, selected) =>
        finders.ask(placesIn(folder, selected)),
      ),
      searchAgain: this.#with(({ inFiles }) => inFiles.again()),
      cancelSearch: this.#with(({ inFiles }) => {
        inFiles.cancel();
      }),
      clearSearch: this.#with(({ inFiles }) => inFiles.clear()),
      copySearchResults: this.#with(({ inFiles }) => inFiles.copy()),
    };
  }

  /** The remote trees are to be looked at anew. */
  outdate(): void {
    this.#finders?.indexes.outdate();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#finders?.dispose();
    this.#kept.dispose();
  }

  #with(run: (finders: Finders, ...args: Parameters<Command>) => unknown): Command {
    return async (...args) => {
      try {
        await run(await this.#load(), ...args);
      } catch (error) {
        // A connection that cannot be used is told of by its own notice.
        if (!(error instanceof RemoteError)) throw error;
      }
    };
  }

  #load(): Promise<Finders> {
    this.#loading ??= this.#make();
    return this.#loading;
  }

  async #make(): Promise<Finders> {
    const { Finders } = await import('./finders.js');
    const { connections, memory } = this.#sources;
    const finders = new Finders(sourcesFrom(connections), memory);
    if (this.#isDisposed) finders.dispose();
    this.#finders = finders;
    return finders;
  }
}

function sourcesFrom(connections: Connections): SearchSources {
  return {
    list: () => connections.list(),
    filesOf: (name) => connections.get(name).files,
    connect: async (name) => {
      const connection = connections.get(name);
      const limit = AbortSignal.timeout(connectMs);
      if (connection.state !== 'connected') await connection.connect(limit);
    },
  };
}

/** The folders that a menu was opened on; without any, those of the workspace. */
function placesIn(folder: unknown, selected: unknown): SearchPlace[] | undefined {
  const folders = Array.isArray(selected) ? (selected as unknown[]) : [folder];
  const uris = folders.filter(
    (one): one is vscode.Uri => one instanceof vscode.Uri && one.scheme === 'ftp',
  );
  return uris.length === 0 ? undefined : withoutNested(uris.map(placeOf));
}
