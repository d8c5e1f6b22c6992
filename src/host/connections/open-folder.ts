import * as vscode from 'vscode';
import { nameOf, normalizePath } from '../../base/remote-path.js';
import { RemoteError } from '../../base/remote-error.js';
import { toUri } from '../remote-uri.js';

interface PlaceItem extends vscode.QuickPickItem {
  open(uri: vscode.Uri, name: string): unknown;
}

/** Asks where to open a folder of the connection called `name`, and for the folder unless it is known. */
export async function openRemoteFolder(name: string, known?: string): Promise<void> {
  const title = vscode.l10n.t('Open a Folder of {0}', name);
  const path = known ?? (await askFolder(title));
  if (path === undefined) return;
  const folder = normalizePath(path);
  const placeHolder = vscode.l10n.t('Choose where to open it');
  const place = await vscode.window.showQuickPick(places(), { title, placeHolder });
  const label = folder === '/' ? name : `${nameOf(folder)} (${name})`;
  await place?.open(toUri({ connection: name, path: folder }), label);
}

function askFolder(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("The remote folder; / is the connection's top"),
    value: '/',
    valueSelection: [1, 1],
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
}

function places(): PlaceItem[] {
  return [
    {
      label: vscode.l10n.t('Open in This Window'),
      open: (uri) => vscode.commands.executeCommand('vscode.openFolder', uri),
    },
    {
      label: vscode.l10n.t('Add to Workspace'),
      description: vscode.l10n.t('beside the folders that are open'),
      open: (uri, name) => {
        const end = vscode.workspace.workspaceFolders?.length ?? 0;
        return vscode.workspace.updateWorkspaceFolders(end, 0, { uri, name });
      },
    },
    {
      label: vscode.l10n.t('Open in New Window'),
      open: (uri) =>
        vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true }),
    },
  ];
}

function problemOf(path: string): string | undefined {
  try {
    normalizePath(path);
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}
