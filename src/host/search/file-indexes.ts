import * as vscode from 'vscode';
import { normalizePath } from '../../base/remote-path.js';
import { RemoteError } from '../../base/remote-error.js';
import { FileIndex, type PathChange } from '../../search/file-index.js';
import { PathFilter } from '../../search/path-filter.js';
import { type RemoteFiles } from '../../remote/remote-files.js';
import { type SearchPlace } from '../../search/search-place.js';
import { searchSettings, type SearchSources } from './search-sources.js';

const maxIndexes = 8;

interface Known {
  files: RemoteFiles;
  /** The settings that it was made by, to see a change. */
  settings: string;
  index: FileIndex;
}

/** An index for each folder that was asked for, kept between calls. */
export class FileIndexes implements vscode.Disposable {
  readonly #sources: SearchSources;
  readonly #ended = new AbortController();
  readonly #known = new Map<string, Known>();

  constructor(sources: SearchSources) {
    this.#sources = sources;
  }

  /** The index of this folder; a new one where the connection or the settings have changed. */
  get({ connection, folder }: SearchPlace): FileIndex {
    const key = `ftp://${connection}${folder}`;
    const files = this.#sources.filesOf(connection);
    const { exclude, limits } = searchSettings();
    const settings = JSON.stringify({ exclude, limits });
    const known = this.#known.get(key);
    this.#known.delete(key);
    const isSame = known?.files === files && known.settings === settings;
    const filter = new PathFilter({ include: [], exclude });
    const index = isSame ? known.index : new FileIndex({ files, folder, filter, limits });
    this.#known.set(key, { files, settings, index });
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxIndexes && oldest !== undefined) this.#known.delete(oldest);
    return index;
  }

  /** Brings an index up to date, whoever still waits for it. */
  look(index: FileIndex): Promise<void> {
    return index.look(this.#ended.signal);
  }

  /** Takes note of changes that were made here. */
  note(events: readonly vscode.FileChangeEvent[]): void {
    for (const { type, uri } of events) {
      for (const [key, { index }] of this.#known) {
        if (key.startsWith(`ftp://${uri.authority}/`)) index.note(toChange(type, uri));
      }
    }
  }

  /** Everything is to be looked for anew when next asked. */
  outdate(): void {
    for (const { index } of this.#known.values()) {
      index.note({ path: index.folder, kind: 'changed' });
    }
  }

  dispose(): void {
    this.#ended.abort(new RemoteError('aborted', 'The window is closing'));
  }
}

function toChange(type: vscode.FileChangeType, { path }: vscode.Uri): PathChange {
  const kinds: Record<vscode.FileChangeType, PathChange['kind']> = {
    [vscode.FileChangeType.Created]: 'created',
    [vscode.FileChangeType.Changed]: 'changed',
    [vscode.FileChangeType.Deleted]: 'deleted',
  };
  return { path: normalizePath(path), kind: kinds[type] };
}
