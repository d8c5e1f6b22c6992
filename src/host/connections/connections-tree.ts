import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type Connection, type ConnectionState } from '../../remote/connection.js';
import { type ListedConnection } from '../../remote/connection-registry.js';
import { accountOf } from '../../remote/profile.js';
import { type Connections } from './connections.js';

interface StateLook {
  icon: vscode.ThemeIcon;
  word: string;
}

/** The connections of the settings with their state, as a tree. */
export class ConnectionsTree implements vscode.TreeDataProvider<ListedConnection> {
  readonly #connections: Connections;
  readonly #change = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.#change.event;

  constructor(connections: Connections) {
    this.#connections = connections;
    const change = (): void => {
      this.#change.fire(undefined);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      connections.onDidChangeSettings(change),
      connections.onDidChangeState(change),
    );
  }

  getChildren(parent?: ListedConnection): ListedConnection[] {
    return parent === undefined ? this.#connections.list() : [];
  }

  getTreeItem({ name, connection, error }: ListedConnection): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    item.id = name;
    const look = connection === undefined ? invalidLook() : lookOf(connection.state);
    const server = connection === undefined ? '' : accountOf(connection.profile);
    const failure = error ?? connection.error;
    item.iconPath = look.icon;
    item.description = connection === undefined ? look.word : server;
    item.contextValue = `connection.${connection === undefined ? 'invalid' : connection.state}`;
    item.tooltip = [name, server, look.word, failure && describeError(failure)]
      .filter((line) => line !== undefined && line !== '')
      .join('\n');
    item.accessibilityInformation = { label: `${name}, ${server}, ${look.word}` };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** The name behind what a command was called with: an item of this tree, a name, or nothing. */
export function nameIn(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('name' in argument)) return undefined;
  return typeof argument.name === 'string' ? argument.name : undefined;
}

/** How a connection's state looks and is called. */
export function lookOf(state: Connection['state']): StateLook {
  const looks: Record<ConnectionState, () => StateLook> = {
    disconnected: () => look('circle-outline', vscode.l10n.t('not connected')),
    connecting: () => look('loading~spin', vscode.l10n.t('connecting')),
    connected: () => look('pass-filled', vscode.l10n.t('connected'), 'testing.iconPassed'),
    failed: () => look('error', vscode.l10n.t('failed'), 'testing.iconFailed'),
  };
  return looks[state]();
}

function invalidLook(): StateLook {
  return look('warning', vscode.l10n.t('wrong setting'), 'list.warningForeground');
}

function look(icon: string, word: string, color?: string): StateLook {
  const themeColor = color === undefined ? undefined : new vscode.ThemeColor(color);
  return { icon: new vscode.ThemeIcon(icon, themeColor), word };
}
