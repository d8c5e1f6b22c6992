import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { parseMappings, type SyncMapping } from '../../sync/mapping.js';

const setting = 'ftpWorkspaces.sync';

/** The sync mappings of all workspace folders, as the settings change; none before they are trusted. */
export class MappingSettings implements vscode.Disposable {
  readonly #onSenseless: (error: RemoteError) => void;
  readonly #change = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#change.event;
  #mappings: readonly SyncMapping[] | undefined;

  /** `onSenseless` is told once of each setting that makes no sense, until it changes. */
  constructor(onSenseless: (error: RemoteError) => void) {
    this.#onSenseless = onSenseless;
    const forget = (): void => {
      this.#mappings = undefined;
      this.#tellMenus();
      this.#change.fire();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      vscode.workspace.onDidGrantWorkspaceTrust(forget),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) forget();
      }),
    );
    this.#tellMenus();
  }

  /** The mappings that hold now; read on first need. */
  get(): readonly SyncMapping[] {
    if (!vscode.workspace.isTrusted) return [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    this.#mappings ??= folders
      .filter(({ uri }) => uri.scheme === 'file')
      .flatMap(({ uri }) => this.#read(uri));
    return this.#mappings;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #tellMenus(): void {
    const hasMapping = this.get().length > 0;
    void vscode.commands.executeCommand('setContext', 'ftpWorkspaces.hasMapping', hasMapping);
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
