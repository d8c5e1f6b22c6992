import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';
import { type MappedScope, mappedScopes } from '../../sync/mapped-path.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { manageTrust, manageTrustTitle, restrictionText } from '../workspace-trust.js';

interface ScopeItem extends vscode.QuickPickItem {
  scope: MappedScope;
}

/** Local paths that a command was called on: from a menu, or the file that is edited. */
export function chosenFiles(argument: unknown, selected: unknown): string[] {
  const all = Array.isArray(selected) && selected.length > 0 ? (selected as unknown[]) : [argument];
  const uris = all.filter((one): one is vscode.Uri => one instanceof vscode.Uri);
  return uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}

/** The file that is edited; undefined where it is no local one. */
export function editedFile(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? uri.fsPath : undefined;
}

/** What of which mapping is meant; without files, one of the mappings whole. Undefined: nothing. */
export async function chooseScope(
  mappings: readonly SyncMapping[],
  files: readonly string[],
): Promise<MappedScope | undefined> {
  const scopes =
    files.length > 0
      ? mappedScopes(mappings, files)
      : mappings.map((mapping) => ({ mapping, scope: [''] }));
  if (scopes.length === 0) {
    await tellUnmapped(mappings);
    return undefined;
  }
  if (scopes.length === 1) return scopes[0];
  const items = scopes.map((scope): ScopeItem => ({
    scope,
    label: scope.mapping.name,
    description: scope.mapping.local,
  }));
  const placeHolder = vscode.l10n.t('Choose the folder to sync');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.scope;
}

async function tellUnmapped(mappings: readonly SyncMapping[]): Promise<void> {
  const restriction = restrictionText();
  if (restriction !== undefined) {
    const manage = manageTrustTitle();
    const chosen = await vscode.window.showInformationMessage(withoutLinks(restriction), manage);
    if (chosen === manage) await manageTrust();
    return;
  }
  const text =
    mappings.length === 0
      ? vscode.l10n.t('No local folder is mapped to a remote one.')
      : vscode.l10n.t('That lies in no folder that is mapped to a remote one.');
  const create = vscode.l10n.t('Map a Folder…');
  const chosen = await vscode.window.showInformationMessage(withoutLinks(text), create);
  if (chosen === create) await vscode.commands.executeCommand('ftpWorkspaces.createSyncMapping');
}
