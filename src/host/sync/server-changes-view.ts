import * as vscode from 'vscode';
import { type ServerChange } from '../../sync/server-changes.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { formatBytes } from '../format-amount.js';

const viewId = 'ftpWorkspaces.serverChanges';

/** What was found on the server, and where. */
export interface FoundChanges {
  session: SyncSession;
  scope: readonly string[];
  changes: readonly ServerChange[];
}

const looks: Record<ServerChange['kind'], { icon: string; color: string; word: () => string }> = {
  added: { icon: 'diff-added', color: 'charts.green', word: () => vscode.l10n.t('added') },
  changed: { icon: 'diff-modified', color: 'charts.yellow', word: () => vscode.l10n.t('changed') },
  removed: { icon: 'diff-removed', color: 'charts.red', word: () => vscode.l10n.t('removed') },
  blocked: { icon: 'error', color: 'list.errorForeground', word: () => vscode.l10n.t('blocked') },
};

/** What others added, changed and removed on the server since the last sync. */
export class ServerChangesView implements vscode.TreeDataProvider<ServerChange>, vscode.Disposable {
  readonly #change = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#change.event;
  #view: vscode.TreeView<ServerChange> | undefined;
  #found: FoundChanges | undefined;

  get found(): FoundChanges | undefined {
    return this.#found;
  }

  async show(found: FoundChanges): Promise<void> {
    this.#found = found;
    await vscode.commands.executeCommand('setContext', 'ftpWorkspaces.hasServerChanges', true);
    this.#view ??= vscode.window.createTreeView(viewId, { treeDataProvider: this });
    const { name } = found.session.target;
    this.#view.message =
      found.changes.length === 0
        ? vscode.l10n.t('Nothing has changed on {0} since the last sync.', name)
        : vscode.l10n.t('Changed on {0} since the last sync: {1}', name, found.changes.length);
    this.#change.fire(undefined);
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  async close(): Promise<void> {
    this.#found = undefined;
    this.#change.fire(undefined);
    await vscode.commands.executeCommand('setContext', 'ftpWorkspaces.hasServerChanges', false);
  }

  getChildren(change?: ServerChange): ServerChange[] {
    return change === undefined ? [...(this.#found?.changes ?? [])] : [];
  }

  getTreeItem(change: ServerChange): vscode.TreeItem {
    const { kind, path, type, now, error } = change;
    const { icon, color, word } = looks[kind];
    const item = new vscode.TreeItem(type === 'directory' ? `${path}/` : path);
    item.id = `${kind} ${path}`;
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
    item.description = [word(), error?.message ?? detailOf(now)].filter(Boolean).join(', ');
    item.tooltip = `${path}: ${item.description}`;
    item.contextValue = `serverChange.${kind}.${type}`;
    item.accessibilityInformation = { label: `${path}, ${item.description}` };
    if (type === 'file' && kind !== 'blocked') {
      item.command = {
        command: 'ftpWorkspaces.compareServerChange',
        title: vscode.l10n.t('Compare'),
        arguments: [change],
      };
    }
    return item;
  }

  dispose(): void {
    this.#view?.dispose();
    this.#change.dispose();
  }
}

function detailOf(now: ServerChange['now']): string {
  const size = now?.size === undefined ? '' : formatBytes(now.size);
  const time = now?.modified === undefined ? '' : new Date(now.modified).toLocaleString();
  return [size, time].filter((word) => word !== '').join(', ');
}
