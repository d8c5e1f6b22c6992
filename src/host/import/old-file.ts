import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';
import { type ImportedConnection, type ImportedConnections } from '../../import/imported.js';
import { replaceFolderUris } from '../../import/remote-workspace.js';
import { removableSecrets, removeSecrets } from '../../import/remove-secrets.js';
import { toUri } from '../remote-uri.js';
import { type ImportSource } from './import-sources.js';

/** A file that was imported, and may hold passwords that are in the secret storage by now. */
export interface Cleaning {
  source: ImportSource;
  /** As it was imported. */
  text: string;
  imported: ImportedConnections;
  chosen: readonly ImportedConnection[];
  /** Whether the secret storage keeps the passwords beyond this window. */
  isKept: boolean;
}

interface Offer {
  message: string;
  button: string;
  /** The file's text afterwards. */
  text: string;
}

/**
 * Tells what was imported, and offers to take the passwords out of the old file if it is part of the
 * workspace: out of JSON, or out of the addresses of workspace folders.
 */
export async function offerCleaning(cleaning: Cleaning): Promise<void> {
  const { source, chosen, isKept } = cleaning;
  if (chosen.length === 0) return;
  const told = vscode.l10n.t('{0} connection(s) of {1} were imported.', chosen.length, source.name);
  const offer = isKept && isOurs(source.uri) ? offerOf(cleaning) : undefined;
  if (offer === undefined || source.uri === undefined) {
    void vscode.window.showInformationMessage(withoutLinks(told));
    return;
  }
  const message = `${told} ${offer.message}`;
  const chosenButton = await vscode.window.showInformationMessage(
    withoutLinks(message),
    offer.button,
  );
  if (chosenButton !== offer.button) return;
  const isDone = await rewrite(source.uri, { before: cleaning.text, after: offer.text });
  if (isDone) return;
  const failed = vscode.l10n.t('{0} was changed meanwhile, or cannot be written.', source.name);
  const hint = vscode.l10n.t('The connections are imported; change the old file by hand.');
  void vscode.window.showErrorMessage(withoutLinks(`${failed} ${hint}`));
}

function offerOf({ source, text, imported, chosen }: Cleaning): Offer | undefined {
  const folders = chosen.flatMap(({ name, folders: own }) =>
    own.map(({ index, path }) => ({ index, uri: addressOf(name, path) })),
  );
  if (folders.length > 0) {
    return {
      message: vscode.l10n.t('Its folders still have the old addresses.'),
      button: vscode.l10n.t('Use the Connections'),
      text: replaceFolderUris(text, folders),
    };
  }
  const paths = removableSecrets(imported, chosen);
  if (paths.length === 0) return undefined;
  return {
    message: vscode.l10n.t('Their passwords still stand in {0} too.', source.name),
    button: vscode.l10n.t('Remove Passwords'),
    text: removeSecrets(text, paths),
  };
}

function addressOf(name: string, path: string): string {
  return toUri({ connection: name, path }).toString();
}

/** Whether the file belongs to the workspace; those of other programs are left alone. */
function isOurs(uri: vscode.Uri | undefined): boolean {
  if (uri === undefined) return false;
  const isWorkspace = uri.toString() === vscode.workspace.workspaceFile?.toString();
  return isWorkspace || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** Whether the file was still as it was read, and is now as it should be. */
async function rewrite(
  uri: vscode.Uri,
  { before, after }: { before: string; after: string },
): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== before) return false;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), after);
  return (await vscode.workspace.applyEdit(edit)) && (await document.save());
}
