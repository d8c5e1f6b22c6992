import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { type KeptVersions } from '../../sync/kept-versions.js';
import { toFileSystemError } from '../to-file-system-error.js';

const scheme = 'ftp-kept';

/** A kept version as a file that can be opened and compared. */
export function keptUri(hash: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${hash}/${name}` });
}

/** Lets VS Code read kept versions; nothing there ever changes. */
export function keepKeptFiles(kept: () => Promise<KeptVersions>): vscode.Disposable {
  const options = { isReadonly: true, isCaseSensitive: true };
  return vscode.workspace.registerFileSystemProvider(scheme, new KeptFiles(kept), options);
}

class KeptFiles implements vscode.FileSystemProvider {
  readonly #kept: () => Promise<KeptVersions>;
  readonly #change = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#change.event;

  constructor(kept: () => Promise<KeptVersions>) {
    this.#kept = kept;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return { type: vscode.FileType.File, size: length, ctime: 0, mtime: 0 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const [, hash = ''] = uri.path.split('/');
    try {
      const kept = await this.#kept();
      const pieces: Uint8Array[] = [];
      for await (const piece of kept.read(hash, never)) pieces.push(piece);
      return Buffer.concat(pieces);
    } catch (error) {
      throw toFileSystemError(error);
    }
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
