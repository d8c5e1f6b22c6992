import * as vscode from 'vscode';
import { type Connections } from '../connections/connections.js';
import { type ChangeBatch } from './change-batch.js';

/** Does what brings Explorer to the front, and then what was there before. */
export type Staying = (work: () => Thenable<unknown>) => Promise<void>;

/** Shows workspace folders again that VS Code has given up, as soon as they can be reached. */
export class ExplorerRecovery implements vscode.Disposable {
  readonly #changes: ChangeBatch;
  readonly #staying: Staying;
  readonly #failed = new Set<string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(connections: Connections, changes: ChangeBatch, staying: Staying) {
    this.#changes = changes;
    this.#staying = staying;
    this.#subscriptions = vscode.Disposable.from(
      connections.onDidChangeState(({ name, state }) => {
        if (state === 'failed') this.#failed.add(name);
        if (state === 'connected' && this.#failed.delete(name)) void this.lookAgain();
      }),
      connections.onDidChangeSettings(() => {
        void this.lookAgain();
      }),
    );
  }

  /** Makes VS Code ask again for all that it shows of remote workspace folders. */
  async lookAgain(): Promise<void> {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'ftp',
    );
    if (roots.length === 0) return;
    this.#changes.add(...roots.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
    await this.#staying(() =>
      vscode.commands.executeCommand('workbench.files.action.refreshFilesExplorer'),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
