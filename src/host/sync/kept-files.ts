import * as vscode from 'vscode';
import { toFileSystemError } from '../to-file-system-error.js';

const scheme = 'ftp-kept';

/** A kept version as a file that can be opened and compared. */
export function keptUri(hash: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${hash}/${name}` });
}

/** Lets VS Code read kept versions; nothing there ever changes. */
export function keepKeptFiles(contentOf: ReadKept): vscode.Disposable {
  const options = { isReadonly: true, isCaseSensitive: true };
  return vscode.workspace.registerFileSystemProvider(scheme, new KeptFiles(contentOf), options);
}

/** The content with a hash; undefined where it is not kept any more. */
type ReadKept = (hash: string) => Promise<Uint8Array | undefined>;

class KeptFiles implements vscode.FileSystemProvider {
  readonly #contentOf: ReadKept;
  readonly #change = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#change.event;

  constructor(contentOf: ReadKept) {
    this.#contentOf = contentOf;
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
    const content = await this.#read(hash);
    if (content === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return content;
  }

  async #read(hash: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#contentOf(hash);
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
