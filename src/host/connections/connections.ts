import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type TraceEvent } from '../../ftp/index.js';
import { Connection, type KnowledgeKeeper } from '../../remote/connection.js';
import { ConnectionRegistry, type ListedConnection } from '../../remote/connection-registry.js';
import { type FileHabits } from '../../remote/file-habits.js';
import { type Credentials } from '../../remote/login-options.js';
import { type Precious } from '../../remote/sweep-leftovers.js';
import { type Conflict, WorkspaceTree } from '../../remote/workspace-tree.js';
import { type ConnectionStore } from './connection-store.js';

/** Where connections get profiles, passwords and trust from, and who is told of them. */
export interface ConnectionSources {
  store: ConnectionStore;
  credentials: Credentials;
  knowledge: KnowledgeKeeper;
  /** How files are cached and replaced from now on. */
  habits: () => FileHabits;
  /** Asks whether a file that somebody else has changed is to be overwritten. */
  confirmOverwrite: (name: string, conflict: Conflict) => Promise<boolean>;
  /** Told of what a cut save has left behind and nobody but the user can judge. */
  onPrecious: (name: string, found: Precious) => void;
  /** Told once a connection that its files are not replaced as a whole, and why. */
  onWrittenInPlace: (name: string, path: string, why: string) => void;
  trace: (name: string, event: TraceEvent) => void;
}

/** A name that was used and is no connection. */
export interface UnusableName {
  name: string;
  error: RemoteError;
}

/** The connections of the settings, as they change. Events only announce. */
export class Connections implements vscode.Disposable {
  readonly #registry: ConnectionRegistry;
  readonly #sources: ConnectionSources;
  readonly #trees = new WeakMap<Connection, WorkspaceTree>();
  readonly #settingsChange = new vscode.EventEmitter<void>();
  readonly #stateChange = new vscode.EventEmitter<Connection>();
  readonly #unusable = new vscode.EventEmitter<UnusableName>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeSettings = this.#settingsChange.event;
  readonly onDidChangeState = this.#stateChange.event;
  readonly onDidUseUnusable = this.#unusable.event;

  constructor(sources: ConnectionSources) {
    this.#sources = sources;
    const { store, credentials, knowledge, habits, trace } = sources;
    this.#registry = new ConnectionRegistry(
      (name, profile) =>
        new Connection({
          name,
          profile,
          credentials,
          knowledge,
          habits,
          onWrittenInPlace: (path, why) => {
            sources.onWrittenInPlace(name, path, why);
          },
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
      this.#trees.get(connection) ??
      new WorkspaceTree(connection.files, {
        ...connection.looks,
        confirmOverwrite: (conflict) => this.#sources.confirmOverwrite(connection.name, conflict),
        onPrecious: (found) => {
          this.#sources.onPrecious(connection.name, found);
        },
      });
    this.#trees.set(connection, tree);
    return tree;
  }

  /** The trees that an editor works on and that are connected now. */
  treesInUse(): { name: string; tree: WorkspaceTree }[] {
    return this.list().flatMap(({ name, connection }) => {
      const tree = connection?.state === 'connected' ? this.#trees.get(connection) : undefined;
      return tree === undefined ? [] : [{ name, tree }];
    });
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
    const { store } = this.#sources;
    this.#registry.update(store.all(), store.layers().isTrusted);
    this.#settingsChange.fire();
    const hasConnections = this.#registry.list().length > 0;
    void vscode.commands.executeCommand(
      'setContext',
      'ftpWorkspaces.hasConnections',
      hasConnections,
    );
  }
}
