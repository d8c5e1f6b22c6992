import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { parentOf } from '../../base/remote-path.js';
import { type Connection } from '../../remote/connection.js';
import { type ListedConnection } from '../../remote/connection-registry.js';
import { isSameConnection } from '../../remote/same-connection.js';
import { sortEntries } from '../../remote/sort-entries.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { type RemotePlace } from '../remote-uri.js';
import { type Connections } from './connections.js';
import {
  connectionItem,
  connectionTooltip,
  entryItem,
  entryTooltip,
  failureItem,
} from './node-items.js';
import {
  type ConnectionNode,
  entryNode,
  type EntryNode,
  failureNode,
  type FolderNode,
  isFolder,
  isNode,
  placeOf,
  type TreeNode,
} from './tree-nodes.js';

const listingMs = 5 * 60_000;

/** Where the tree of connections gets its rows from. */
export interface TreeSources {
  connections: Connections;
  changes: ChangeBatch;
}

/** The connections of the settings with their state, and below each its remote tree. */
export class ConnectionsTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #connections: Connections;
  readonly #change = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly #subscriptions: vscode.Disposable;
  /** The rows that VS Code knows, by id: it takes only the very same objects. */
  readonly #nodes = new Map<string, TreeNode>();
  /** The same by the id of the row above; '' for none. */
  readonly #children = new Map<string, readonly TreeNode[]>();
  /** How often each connection has ended: its row is then a new one, and closed. */
  readonly #ends = new Map<string, number>();
  readonly onDidChangeTreeData = this.#change.event;

  constructor(sources: TreeSources) {
    const { connections, changes } = sources;
    this.#connections = connections;
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      connections.onDidChangeSettings(() => {
        this.refresh();
      }),
      connections.onDidChangeState((connection) => {
        this.#showState(connection);
      }),
      changes.onDidChangeFile((events) => {
        this.#showChanges(events);
      }),
    );
  }

  /** Shows everything anew. */
  refresh(node?: TreeNode): void {
    this.#change.fire(node);
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent === undefined) return this.#keep('', this.#connectionNodes());
    if (parent.kind === 'failure') return [];
    return this.#keep(parent.id, await this.#childrenOf(parent));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return connectionItem(this.#listed(node), node.id);
      case 'entry':
        return entryItem(node);
      case 'failure':
        return failureItem(node);
    }
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'connection' ? undefined : node.parent;
  }

  /** Tooltips are made when they are looked at, of what is true then. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: TreeNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const shown = item;
    if (node.kind === 'connection') {
      shown.tooltip = connectionTooltip(this.#listed(node));
    }
    if (node.kind === 'entry') shown.tooltip = entryTooltip(await this.#fresh(node, token));
    return shown;
  }

  /** The row of a place, if it has been shown. */
  nodeAt({ connection, path }: RemotePlace): TreeNode | undefined {
    const names = this.#connections.list().map(({ name }) => name);
    // An address may have come back in lower case.
    const known = names.includes(connection)
      ? connection
      : names.find((name) => isSameConnection(name, connection));
    const top = this.#connectionId(known ?? connection);
    return this.#nodes.get(path === '/' ? top : `${top}${path}`);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #connectionNodes(): ConnectionNode[] {
    return this.#connections.list().map(({ name }) => {
      const id = this.#connectionId(name);
      return { kind: 'connection', id, name };
    });
  }

  async #childrenOf(parent: FolderNode): Promise<TreeNode[]> {
    const { connection, path } = placeOf(parent);
    try {
      const { state, error } = this.#connections.get(connection);
      // Being shown is no wish to try again: that is what Retry is for.
      if (state === 'failed' && error !== undefined) throw error;
      const tree = this.#connections.treeOf(connection);
      const entries = await tree.list(path, AbortSignal.timeout(listingMs));
      return sortEntries(entries).map((entry) => entryNode(parent, entry));
    } catch (error) {
      if (error instanceof RemoteError) return [failureNode(parent, error)];
      throw error;
    }
  }

  /** The row with what is known of its file by now. */
  async #fresh(node: EntryNode, token: vscode.CancellationToken): Promise<EntryNode> {
    const stop = new AbortController();
    const cancelled = token.onCancellationRequested(() => {
      stop.abort();
    });
    try {
      const tree = this.#connections.treeOf(node.connection);
      return { ...node, entry: await tree.stat(node.path, stop.signal) };
    } catch (error) {
      // What was listed is told then.
      if (error instanceof RemoteError) return node;
      throw error;
    } finally {
      cancelled.dispose();
    }
  }

  #keep<T extends TreeNode>(parent: string, nodes: T[]): T[] {
    for (const { id } of this.#children.get(parent) ?? []) this.#nodes.delete(id);
    for (const node of nodes) this.#nodes.set(node.id, node);
    this.#children.set(parent, nodes);
    return nodes;
  }

  #listed({ name }: ConnectionNode): ListedConnection {
    const listed = this.#connections.list().find((one) => one.name === name);
    // It may be gone from the settings before its row is.
    const error = new RemoteError('connect', `There is no connection "${name}"`);
    return listed ?? { name, error };
  }

  #connectionId(name: string): string {
    return `${name}#${String(this.#ends.get(name) ?? 0)}`;
  }

  #showState({ name, state }: Connection): void {
    // Rows below a connection that was ended would connect again as soon as they are drawn.
    if (state !== 'disconnected') {
      this.#change.fire(this.#nodes.get(this.#connectionId(name)));
      return;
    }
    const id = this.#connectionId(name);
    for (const known of [this.#nodes, this.#children]) {
      for (const one of [...known.keys()]) if (one.startsWith(id)) known.delete(one);
    }
    this.#ends.set(name, (this.#ends.get(name) ?? 0) + 1);
    this.#change.fire(undefined);
  }

  /** Folders that are shown are listed anew where something came or went, or where that is asked for. */
  #showChanges(events: readonly vscode.FileChangeEvent[]): void {
    const folders = events
      .filter(({ uri }) => uri.scheme === 'ftp')
      .map(({ type, uri: { authority, path } }) => {
        // A file that is saved has its row already.
        const isOther = type !== vscode.FileChangeType.Changed;
        return this.nodeAt({ connection: authority, path: isOther ? parentOf(path) : path });
      })
      .filter((node) => node !== undefined && isFolder(node));
    const changed = [...new Set(folders)];
    if (changed.length > 0) this.#change.fire(changed);
  }
}

/** The name behind what a command was called with: a row of this tree, a name, or nothing. */
export function nameIn(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (isNode(argument))
    return argument.kind === 'failure' ? undefined : placeOf(argument).connection;
  return undefined;
}
