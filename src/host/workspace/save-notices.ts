import * as vscode from 'vscode';
import { nameOf } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { type Precious } from '../../remote/sweep-leftovers.js';

/** Tells, once a connection, that its files cannot be replaced as a whole. */
export function tellWrittenInPlace(name: string, path: string, why: string): void {
  const text = vscode.l10n.t(
    '{0}: {1} was written straight to its name, because {2}. A connection that breaks during a save may leave a part of the file there.',
    name,
    path,
    why,
  );
  void showWithSettings(text);
}

async function showWithSettings(text: string): Promise<void> {
  const settings = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showWarningMessage(withoutLinks(text), settings);
  if (chosen !== settings) return;
  await vscode.commands.executeCommand(
    'workbench.action.openSettings',
    'ftpWorkspaces.transfer.atomicUpload',
  );
}

/** Tells of a file that may hold the only whole content of another, and offers to look at it. */
export async function tellPrecious(name: string, { path, of }: Precious): Promise<void> {
  const open = vscode.l10n.t('Open It');
  const text = vscode.l10n.t(
    '{0}: A save that was cut has left {1} behind. It may hold the only whole content of {2}.',
    name,
    path,
    nameOf(of),
  );
  const chosen = await vscode.window.showWarningMessage(withoutLinks(text), open);
  if (chosen !== open) return;
  const uri = vscode.Uri.from({ scheme: 'ftp', authority: name, path });
  await vscode.commands.executeCommand('vscode.open', uri);
}
