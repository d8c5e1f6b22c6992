import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type TraceEvent } from '../../ftp/index.js';
import { Connection, type KnowledgeKeeper } from '../../remote/connection.js';
import { ConnectionRegistry, type ListedConnection } from '../../remote/connection-registry.js';
import { type Credentials } from '../../remote/login-options.js';
import { type ConfirmOverwrite, WorkspaceTree } from '../../remote/workspace-tree.js';
import { type ConnectionStore } from './connection-store.js';

export interface ConnectionSources {
  store: ConnectionStore;
  credentials: Credentials;
  knowledge: KnowledgeKeeper;
  confirmOverwrite: ConfirmOverwrite;
  trace: (name: string, event: TraceEvent) => void;
}

/** A name that was used and is no connection. */
export interface UnusableName {
  name: string;
  error: RemoteError;
}

/** The connections of the settings, as they change. Events only announce. */
export class Connections implements vscode.Disposable {
  readonly #store: ConnectionStore;
  readonly #registry: ConnectionRegistry;
  readonly #confirmOverwrite: ConfirmOverwrite;
  readonly #trees = new WeakMap<Connection, WorkspaceTree>();
  readonly #settingsChange = new vscode.EventEmitter<void>();
  readonly #stateChange = new vscode.EventEmitter<Connection>();
  readonly #unusable = new vscode.EventEmitter<UnusableName>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeSettings = this.#settingsChange.event;
  readonly onDidChangeState = this.#stateChange.event;
  readonly onDidUseUnusable = this.#unusable.event;

  constructor(sources: ConnectionSources) {
    const { store, credentials, knowledge, trace } = sources;
    this.#store = store;
    this.#confirmOverwrite = sources.confirmOverwrite;
    this.#registry = new ConnectionRegistry(
      (name, profile) =>
        new Connection({
          name,
          profile,
          credentials,
          knowledge,
          trace: (event) => {
            trace(name, event);
          },
          onState: (connection) => {
            this.#stateChange.fire(connection);
          },
        }),
    );
    this.#readSettings();
    this.#subscription = store.onDidChange(() => {
      this.#readSettings();
    });
  }

  /** The connection of that name; a RemoteError says why there is none. */
  get(name: string): Connection {
    try {
      return this.#registry.get(name);
    } catch (error) {
      if (error instanceof RemoteError) this.#unusable.fire({ name, error });
      throw error;
    }
  }

  list(): ListedConnection[] {
    return this.#registry.list();
  }

  /** The connection's tree as an editor works on it, the same one each time. */
  treeOf(name: string): WorkspaceTree {
    const connection = this.get(name);
    const tree =
      this.#trees.get(connection) ?? new WorkspaceTree(connection.files, this.#confirmOverwrite);
    this.#trees.set(connection, tree);
    return tree;
  }

  close(): Promise<void> {
    return this.#registry.close();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#settingsChange.dispose();
    this.#stateChange.dispose();
    this.#unusable.dispose();
  }

  #readSettings(): void {
    this.#registry.update(this.#store.all());
    this.#settingsChange.fire();
    const hasConnections = this.#registry.list().length > 0;
    void vscode.commands.executeCommand(
      'setContext',
      'ftpWorkspaces.hasConnections',
      hasConnections,
    );
  }
}
