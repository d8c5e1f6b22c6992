import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type ActivityStatus } from '../activity-status.js';
import { type Questions } from '../questions.js';
import { transferCommands } from '../transfers/transfer-commands.js';
import { Transfers } from '../transfers/transfers.js';
import { type TransferRow, type TransfersTree } from '../transfers/transfers-tree.js';
import { TransfersView } from '../transfers/transfers-view.js';
import { type Commands } from '../window/window-command-names.js';
import { restrictionText } from '../workspace-trust.js';
import { type Connections } from './connections.js';
import { ConnectionsTree, nameIn, type TreeSources } from './connections-tree.js';
import { type FailureNotices } from './failure-notices.js';
import { pickConnection } from './pick-connection.js';
import { RemoteChanges } from './remote-changes.js';
import { remoteFileCommands } from './remote-file-commands.js';
import { sendCommand } from './send-command.js';
import { TreeDragAndDrop } from './tree-drag-and-drop.js';
import { isNode, placeOf, type TreeNode } from './tree-nodes.js';

const connectMs = 5 * 60_000;

/** What the view of connections works with. */
export interface ViewSources extends TreeSources {
  questions: Questions;
  notices: FailureNotices;
  status: ActivityStatus;
  memory: vscode.Memento;
  /** The views, empty so far. */
  views: { connections: vscode.TreeView<TreeNode>; transfers: vscode.TreeView<TransferRow> };
}

/** The views of the connections and of the transfers, with the commands about their rows. */
export class ConnectionsView implements vscode.Disposable {
  readonly commands: Commands<'row' | 'file' | 'transfer'>;
  readonly dragAndDrop: TreeDragAndDrop;
  readonly #tree: ConnectionsTree;
  readonly #transfers: Transfers;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #transfersView: TransfersView;
  readonly #subscriptions: vscode.Disposable;

  constructor(sources: ViewSources) {
    const { connections, notices, questions, memory } = sources;
    const changes = new RemoteChanges(sources);
    this.#tree = new ConnectionsTree(sources);
    this.#transfers = new Transfers(sources);
    const transfers = this.#transfers;
    this.#view = sources.views.connections;
    this.dragAndDrop = new TreeDragAndDrop({ changes, questions, transfers });
    if (!vscode.workspace.isTrusted) this.#tellRestriction();
    this.#transfersView = new TransfersView({
      ...sources,
      transfers,
      view: sources.views.transfers,
    });
    const chosen = (): readonly TreeNode[] => this.#view.selection;
    const chosenRows = (): readonly unknown[] => this.#transfersView.selection;
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      transfers,
      this.#transfersView,
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#tellRestriction();
      }),
    );
    this.commands = {
      ...remoteFileCommands({ connections, changes, chosen }),
      ...transferCommands({ transfers, questions, memory, chosenNodes: chosen, chosenRows }),
      retryFolder: (node) => this.#retry(connections, node),
      sendCommand: async (argument) => {
        const name = nameIn(argument) ?? (await pick(connections));
        if (name !== undefined) await sendCommand(name, { connections, notices });
      },
    };
  }

  /** The rows of both views. */
  get rows(): { connections: ConnectionsTree; transfers: TransfersTree } {
    return { connections: this.#tree, transfers: this.#transfersView.tree };
  }

  /** Shows the connections and their trees anew. */
  refresh(): void {
    this.#tree.refresh();
  }

  /** Cancels the transfers and waits until they are over. */
  async close(): Promise<void> {
    await this.#transfers.queue.close();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #tellRestriction(): void {
    this.#view.message = restrictionText() ?? '';
  }

  /** Lists a folder once more that could not be listed; connects first where that was what failed. */
  async #retry(connections: Connections, argument: unknown): Promise<void> {
    if (!isNode(argument)) return;
    const node = argument.kind === 'failure' ? argument.parent : argument;
    const connection = connections.get(placeOf(node).connection);
    try {
      if (connection.state === 'failed') await connection.connect(AbortSignal.timeout(connectMs));
    } catch (error) {
      // A failure to connect is told of by its notice, and by the row.
      if (!(error instanceof RemoteError)) throw error;
    }
    connection.refresh();
    this.#tree.refresh(node);
  }
}

function pick(connections: Connections): Promise<string | undefined> {
  return pickConnection(connections.list(), async () =>
    vscode.commands.executeCommand<string | undefined>('ftpWorkspaces.addConnection'),
  );
}
