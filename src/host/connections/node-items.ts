import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type Connection, type ConnectionState } from '../../remote/connection.js';
import { type ListedConnection } from '../../remote/connection-registry.js';
import { describeKnowledge } from '../../remote/describe-knowledge.js';
import { formatMode, formatOctal } from '../../remote/file-mode.js';
import { type ConnectionProfile, accountOf, titleOf } from '../../remote/profile.js';
import { formatBytes } from '../format-amount.js';
import { toUri } from '../remote-uri.js';
import { type EntryNode, type FailureNode, isFolder } from './tree-nodes.js';

/** A connection's state as an icon and a word. */
export interface StateLook {
  icon: vscode.ThemeIcon;
  word: string;
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

/** The row of a connection, without its tooltip. */
export function connectionItem(
  { name, connection }: ListedConnection,
  id: string,
): vscode.TreeItem {
  if (connection === undefined) return invalidItem(name, id);
  const { profile } = connection;
  const { icon, word } = lookOf(connection.state);
  const title = titleOf(name, profile);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Collapsed);
  const server = accountOf(profile);
  const marked = markOf(profile);
  item.id = id;
  item.iconPath = profile.color === undefined ? icon : inColor(icon, profile.color);
  item.description = marked === '' ? server : `${marked} · ${server}`;
  item.contextValue = `connection.${connection.state}`;
  item.accessibilityInformation = { label: listed([title, marked, server, word]) };
  return item;
}

/** What a connection is marked with beside its name. */
function markOf({ production, readOnly }: ConnectionProfile): string {
  const marks = [
    ...(production === true ? [vscode.l10n.t('production')] : []),
    ...(readOnly === true ? [vscode.l10n.t('read-only')] : []),
  ];
  return marks.join(', ');
}

const inColor = ({ id }: vscode.ThemeIcon, color: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(id, new vscode.ThemeColor(`charts.${color}`));

function invalidItem(name: string, id: string): vscode.TreeItem {
  const { icon, word } = invalidLook();
  const item = new vscode.TreeItem(name);
  item.id = id;
  item.iconPath = icon;
  item.description = word;
  item.contextValue = 'connection.invalid';
  item.accessibilityInformation = { label: listed([name, word]) };
  return item;
}

/** What stands behind a connection's row, line by line. */
export function connectionTooltip({
  name,
  connection,
  error,
}: ListedConnection): vscode.MarkdownString {
  const failure = connection === undefined ? error : connection.error;
  const lines =
    connection === undefined
      ? [invalidLook().word]
      : [
          accountOf(connection.profile),
          lookOf(connection.state).word,
          ...describeKnowledge(connection),
        ];
  if (failure !== undefined) lines.push(describeError(failure));
  return tooltip(name, lines);
}

/** The row of a remote file, folder or link. */
export function entryItem(node: EntryNode): vscode.TreeItem {
  const { entry, id } = node;
  const isDirectory = isFolder(node);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(entry.name, isDirectory ? Collapsed : None);
  item.id = id;
  item.resourceUri = toUri(node);
  item.iconPath = isDirectory ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
  item.contextValue = contextOf(node);
  if (entry.isLink) item.description = linkWords(node);
  item.accessibilityInformation = { label: listed([entry.name, kindWord(node)]) };
  if (!isDirectory && entry.type !== 'symlink') {
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open File'),
      arguments: [item.resourceUri],
    };
  }
  return item;
}

/** What the server tells of a file, line by line. */
export function entryTooltip(node: EntryNode): vscode.MarkdownString {
  const { entry, path } = node;
  const { size, modified, mode, owner, group } = entry;
  const lines = [entry.isLink ? linkWords(node) : kindWord(node)];
  if (size !== undefined && entry.type === 'file') lines.push(formatBytes(size));
  if (modified !== undefined) lines.push(new Date(modified).toLocaleString());
  if (mode !== undefined) lines.push(`${formatMode(mode)} (${formatOctal(mode)})`);
  if (owner !== undefined) lines.push(group === undefined ? owner : `${owner}:${group}`);
  return tooltip(path, lines);
}

/** The row that stands in a folder for what could not be listed. */
export function failureItem({ id, error, parent }: FailureNode): vscode.TreeItem {
  const reason = describeError(error);
  const item = new vscode.TreeItem(reason);
  const retry = vscode.l10n.t('Retry');
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
  item.contextValue = 'failure';
  item.tooltip = reason;
  item.accessibilityInformation = { label: vscode.l10n.t('Not shown: {0} {1}', reason, retry) };
  item.command = { command: 'ftpWorkspaces.retryFolder', title: retry, arguments: [parent] };
  return item;
}

function contextOf(node: EntryNode): string {
  const { entry } = node;
  const kind = isFolder(node) ? 'folder' : 'file';
  if (!entry.isLink) return kind;
  return entry.type === 'symlink' ? 'link' : `link.${kind}`;
}

function kindWord(node: EntryNode): string {
  if (node.entry.isLink) return vscode.l10n.t('link');
  return isFolder(node) ? vscode.l10n.t('folder') : vscode.l10n.t('file');
}

function linkWords({ entry: { target, type } }: EntryNode): string {
  if (type === 'symlink') return vscode.l10n.t('link that points nowhere');
  return target === undefined ? vscode.l10n.t('link') : `→ ${target}`;
}

function tooltip(title: string, lines: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText([title, ...lines].join('\n'));
  return text;
}

function listed(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(', ');
}

function invalidLook(): StateLook {
  return look('warning', vscode.l10n.t('wrong setting'), 'list.warningForeground');
}

function look(icon: string, word: string, color?: string): StateLook {
  const themeColor = color === undefined ? undefined : new vscode.ThemeColor(color);
  return { icon: new vscode.ThemeIcon(icon, themeColor), word };
}
