import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type SearchPlace, withoutNested } from '../../search/search-place.js';
import { type Connections } from '../connections/connections.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { ContentCaches } from './content-caches.js';
import { FileIndexes } from './file-indexes.js';
import { FindInFiles } from './find-in-files.js';
import { goToFile } from './go-to-file.js';
import { placeOf, type SearchSources } from './search-sources.js';

/** The user may have to be asked for a password. */
const connectMs = 5 * 60_000;

export interface SearchingSources {
  connections: Connections;
  changes: ChangeBatch;
  memory: vscode.Memento;
}

/** The commands that find remote files, and what they keep between calls. */
export class Searching implements vscode.Disposable {
  readonly #indexes: FileIndexes;
  readonly #kept: vscode.Disposable;

  constructor({ connections, changes, memory }: SearchingSources) {
    const sources: SearchSources = {
      list: () => connections.list(),
      filesOf: (name) => connections.get(name).files,
      connect: async (name) => {
        const connection = connections.get(name);
        const limit = AbortSignal.timeout(connectMs);
        if (connection.state !== 'connected') await connection.connect(limit);
      },
    };
    const indexes = new FileIndexes(sources);
    const find = new FindInFiles({ ...sources, memory, caches: new ContentCaches() });
    this.#indexes = indexes;
    this.#kept = vscode.Disposable.from(
      indexes,
      find,
      changes.onDidChangeFile((events) => {
        indexes.note(events);
      }),
      register('goToFile', () => goToFile(sources, indexes)),
      register('findInFiles', () => find.ask()),
      register('findInFolder', (folder, selected) => find.ask(placesIn(folder, selected))),
      register('searchAgain', () => find.again()),
      register('cancelSearch', () => {
        find.cancel();
      }),
      register('clearSearch', () => find.clear()),
      register('copySearchResults', () => find.copy()),
    );
  }

  /** The remote trees are to be looked at anew. */
  outdate(): void {
    this.#indexes.outdate();
  }

  dispose(): void {
    this.#kept.dispose();
  }
}

function register(name: string, run: (...args: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(`ftpWorkspaces.${name}`, async (...args: unknown[]) => {
    try {
      await run(...args);
    } catch (error) {
      // A connection that cannot be used is told of by its own notice.
      if (!(error instanceof RemoteError)) throw error;
    }
  });
}

/** The folders that a menu was opened on; without any, those of the workspace. */
function placesIn(folder: unknown, selected: unknown): SearchPlace[] | undefined {
  const folders = Array.isArray(selected) ? (selected as unknown[]) : [folder];
  const uris = folders.filter(
    (one): one is vscode.Uri => one instanceof vscode.Uri && one.scheme === 'ftp',
  );
  return uris.length === 0 ? undefined : withoutNested(uris.map(placeOf));
}
