import * as vscode from 'vscode';
import { type Connections } from '../connections/connections.js';
import { type ChangeBatch } from './change-batch.js';

/** Shows workspace folders again that VS Code has given up, as soon as they can be reached. */
export class ExplorerRecovery implements vscode.Disposable {
  readonly #changes: ChangeBatch;
  readonly #failed = new Set<string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(connections: Connections, changes: ChangeBatch) {
    this.#changes = changes;
    this.#subscriptions = vscode.Disposable.from(
      connections.onDidChangeState(({ name, state }) => {
        if (state === 'failed') this.#failed.add(name);
        if (state === 'connected' && this.#failed.delete(name)) this.lookAgain();
      }),
      connections.onDidChangeSettings(() => {
        this.lookAgain();
      }),
    );
  }

  /** Makes VS Code ask again for all that it shows of remote workspace folders. */
  lookAgain(): void {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'ftp',
    );
    if (roots.length === 0) return;
    this.#changes.add(...roots.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
    void vscode.commands.executeCommand('workbench.files.action.refreshFilesExplorer');
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
