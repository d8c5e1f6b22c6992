import path from 'node:path';
import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { normalizePath } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { mappingEntry, withEntry } from '../../sync/new-mapping.js';
import { type Connections } from '../connections/connections.js';
import { pickConnection } from '../connections/pick-connection.js';

const section = 'ftpWorkspaces';

/** Asks where a local folder belongs, and writes that into the settings of its workspace folder. */
export async function createMapping(
  connections: Connections,
  folder: string | undefined,
): Promise<void> {
  const place = await placeFor(folder);
  if (place === undefined) return;
  const addConnection = async (): Promise<undefined> => {
    await vscode.commands.executeCommand('ftpWorkspaces.addConnection');
  };
  const connection = await pickConnection(connections.list(), addConnection);
  if (connection === undefined) return;
  const remote = await vscode.window.showInputBox({
    title: vscode.l10n.t('Map to a folder of {0}', connection),
    prompt: vscode.l10n.t('The remote folder; / is where the connection starts.'),
    value: '/',
    validateInput: problemOf,
  });
  if (remote === undefined) return;
  const { workspaceFolder, relative } = place;
  await writeEntry(workspaceFolder, mappingEntry(relative, connection, remote));
  const text = vscode.l10n.t('{0} is now mapped to {1}: {2}.', relative || '.', connection, remote);
  const preview = vscode.l10n.t('Preview Sync…');
  if ((await vscode.window.showInformationMessage(withoutLinks(text), preview)) === preview) {
    await vscode.commands.executeCommand('ftpWorkspaces.previewSync');
  }
}

interface Place {
  workspaceFolder: vscode.WorkspaceFolder;
  /** With `/`; '' is the workspace folder. */
  relative: string;
}

async function placeFor(folder: string | undefined): Promise<Place | undefined> {
  if (folder === undefined) {
    const workspaceFolder = await chooseWorkspaceFolder();
    return workspaceFolder && { workspaceFolder, relative: '' };
  }
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
  if (workspaceFolder === undefined) return undefined;
  const relative = path.relative(workspaceFolder.uri.fsPath, folder);
  return { workspaceFolder, relative: relative.split(path.sep).join('/') };
}

async function chooseWorkspaceFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file',
  );
  if (folders.length === 0) {
    const text = vscode.l10n.t(
      'Open a local folder first: that is what is mapped to a remote one.',
    );
    void vscode.window.showInformationMessage(withoutLinks(text));
  }
  if (folders.length < 2) return folders[0];
  const items = folders.map((folder) => ({ label: folder.name, folder }));
  return (await vscode.window.showQuickPick(items))?.folder;
}

async function writeEntry(
  { uri }: vscode.WorkspaceFolder,
  entry: ReturnType<typeof mappingEntry>,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section, uri);
  const { workspaceFolderValue, workspaceValue } = settings.inspect('sync') ?? {};
  const isSingle = vscode.workspace.workspaceFolders?.length === 1;
  const entries = workspaceFolderValue ?? (isSingle ? workspaceValue : undefined);
  const target = vscode.ConfigurationTarget.WorkspaceFolder;
  await settings.update('sync', withEntry(entries, entry), target);
}

function problemOf(remote: string): string | undefined {
  try {
    normalizePath(remote);
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}
