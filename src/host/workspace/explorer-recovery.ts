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
    const { Changed, Created } = vscode.FileChangeType;
    for (const { uri } of roots) {
      // The Explorer lists all that it shows again when there is something new in a folder. Its own
      // command for that would open it, whatever the user is looking at.
      const itself = uri.with({ path: `${uri.path.replace(/\/$/, '')}/.` });
      this.#changes.add({ type: Changed, uri }, { type: Created, uri: itself });
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
