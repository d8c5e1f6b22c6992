import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';

/** What to do about a file that changed on the server behind the editor's back. */
type ConflictAnswer = 'compare' | 'overwrite' | 'cancel';

/** What to do about a file that is larger than an editor should be given. */
type LargeFileAnswer = 'download' | 'open' | 'cancel';

/** What must be asked about a file before it is saved or opened. */
export interface FileQuestions {
  /** Nothing is written until it is answered. */
  conflict: (path: string, isGone: boolean) => Promise<ConflictAnswer>;
  largeFile: (path: string, megabytes: number) => Promise<LargeFileAnswer>;
  /** Where on this machine a file is to go; undefined: nowhere. */
  saveLocation: (name: string) => Promise<vscode.Uri | undefined>;
}

/** Asks in modal dialogs. */
export function askAboutFiles(): FileQuestions {
  return { conflict: askConflict, largeFile: askLargeFile, saveLocation: askSaveLocation };
}

async function askConflict(path: string, isGone: boolean): Promise<ConflictAnswer> {
  const compare = vscode.l10n.t('Compare');
  const overwrite = vscode.l10n.t('Overwrite');
  const detail = vscode.l10n.t('Your version would replace that change.');
  const options = { modal: true, detail };
  if (isGone) {
    const text = vscode.l10n.t('{0} was removed on the server since you opened it.', path);
    const chosen = await vscode.window.showWarningMessage(
      withoutLinks(text),
      { modal: true },
      overwrite,
    );
    return chosen === overwrite ? 'overwrite' : 'cancel';
  }
  const text = vscode.l10n.t('{0} was changed on the server since you opened it.', path);
  const chosen = await vscode.window.showWarningMessage(
    withoutLinks(text),
    options,
    compare,
    overwrite,
  );
  if (chosen === compare) return 'compare';
  return chosen === overwrite ? 'overwrite' : 'cancel';
}

async function askLargeFile(path: string, megabytes: number): Promise<LargeFileAnswer> {
  const download = vscode.l10n.t('Download…');
  const open = vscode.l10n.t('Open Anyway');
  const text = vscode.l10n.t('{0} has {1} MB.', path, megabytes);
  const detail = vscode.l10n.t('An editor loads all of it. A download goes straight to a file.');
  const options = { modal: true, detail };
  const chosen = await vscode.window.showWarningMessage(
    withoutLinks(text),
    options,
    download,
    open,
  );
  if (chosen === download) return 'download';
  return chosen === open ? 'open' : 'cancel';
}

async function askSaveLocation(name: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const defaultUri = folder && vscode.Uri.joinPath(folder, name);
  return vscode.window.showSaveDialog({ ...(defaultUri !== undefined && { defaultUri }) });
}
