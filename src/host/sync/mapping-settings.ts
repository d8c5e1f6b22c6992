import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { parseMappings, type SyncMapping } from '../../sync/mapping.js';

const setting = 'ftpWorkspaces.sync';

/** The sync mappings of all workspace folders, as the settings change. */
export class MappingSettings implements vscode.Disposable {
  readonly #onSenseless: (error: RemoteError) => void;
  readonly #subscriptions: vscode.Disposable;
  #mappings: readonly SyncMapping[] | undefined;

  /** `onSenseless` is told once of each setting that makes no sense, until it changes. */
  constructor(onSenseless: (error: RemoteError) => void) {
    this.#onSenseless = onSenseless;
    const forget = (): void => {
      this.#mappings = undefined;
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      vscode.workspace.onDidGrantWorkspaceTrust(forget),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) forget();
      }),
    );
  }

  /** The mappings that hold now; read on first need. */
  get(): readonly SyncMapping[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    this.#mappings ??= folders
      .filter(({ uri }) => uri.scheme === 'file')
      .flatMap(({ uri }) => this.#read(uri));
    return this.#mappings;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #read(folder: vscode.Uri): SyncMapping[] {
    const value: unknown = vscode.workspace.getConfiguration(undefined, folder).get(setting);
    try {
      return parseMappings(value, folder.fsPath);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      this.#onSenseless(error);
      return [];
    }
  }
}
