import * as vscode from 'vscode';
import { type RemoteFileSystem } from '../workspace/remote-file-system.js';
import { type WindowOnNeed } from './window-on-need.js';

type Changes = vscode.Event<vscode.FileChangeEvent[]>;

/** The files of `ftp:` addresses: what answers for them is read when the first one is asked for. */
export class FilesOnNeed implements vscode.FileSystemProvider {
  readonly onDidChangeFile: Changes;
  readonly #window: () => WindowOnNeed;

  constructor(window: () => WindowOnNeed, onDidChangeFile: Changes) {
    this.#window = window;
    this.onDidChangeFile = onDidChangeFile;
  }

  /** FTP tells of no changes: what is shown is looked at now and then instead, whoever watches it. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#ask((files) => files.stat(uri));
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#ask((files) => files.readDirectory(uri));
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#ask((files) => files.readFile(uri));
  }

  writeFile(...args: Parameters<RemoteFileSystem['writeFile']>): Promise<void> {
    return this.#ask((files) => files.writeFile(...args));
  }

  delete(...args: Parameters<RemoteFileSystem['delete']>): Promise<void> {
    return this.#ask((files) => files.delete(...args));
  }

  copy(...args: Parameters<RemoteFileSystem['copy']>): Promise<void> {
    return this.#ask((files) => files.copy(...args));
  }

  rename(...args: Parameters<RemoteFileSystem['rename']>): Promise<void> {
    return this.#ask((files) => files.rename(...args));
  }

  createDirectory(uri: vscode.Uri): Promise<void> {
    return this.#ask((files) => files.createDirectory(uri));
  }

  async #ask<T>(work: (files: RemoteFileSystem) => Promise<T>): Promise<T> {
    // In this very turn where it can be: what is asked for together finds the other under way.
    const window = this.#window();
    const { files } = window.parts ?? (await window.load());
    return work(files);
  }
}
