import type * as vscode from 'vscode';
import { type SearchPlace } from '../../search/search-place.js';
import { ContentCaches } from './content-caches.js';
import { FileIndexes } from './file-indexes.js';
import { FindInFiles } from './find-in-files.js';
import { goToFile } from './go-to-file.js';
import { type SearchSources } from './search-sources.js';

/** What finds remote files, and what it keeps between calls. */
export class Finders implements vscode.Disposable {
  readonly indexes: FileIndexes;
  readonly inFiles: FindInFiles;
  readonly #sources: SearchSources;

  constructor(sources: SearchSources, memory: vscode.Memento) {
    this.#sources = sources;
    this.indexes = new FileIndexes(sources);
    this.inFiles = new FindInFiles({ ...sources, memory, caches: new ContentCaches() });
  }

  /** Asks for a file by a few letters, and opens it. */
  goToFile(): Promise<void> {
    return goToFile(this.#sources, this.indexes);
  }

  /** Asks for a text, and finds it in these folders or in those of the workspace. */
  ask(places?: SearchPlace[]): Promise<void> {
    return this.inFiles.ask(places);
  }

  dispose(): void {
    this.indexes.dispose();
    this.inFiles.dispose();
  }
}
