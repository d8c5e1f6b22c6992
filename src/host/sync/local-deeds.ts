import * as vscode from 'vscode';
import { type Deed } from '../../sync/upload-intake.js';
import { type SaveCause } from '../../sync/wanted-changes.js';

/** Tells of what is done to local files in VS Code: saved, made, deleted, renamed. */
export function followDeeds(take: (deeds: readonly Deed[]) => Promise<void>): vscode.Disposable {
  const causes = new SaveCauses();
  const saved = ({ uri }: { uri: vscode.Uri }): void => {
    const cause = causes.take(uri);
    if (isLocal(uri)) void take([{ kind: 'saved', path: uri.fsPath, cause }]);
  };
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      causes.announce(document.uri, reason);
    }),
    vscode.workspace.onWillSaveNotebookDocument(({ notebook, reason }) => {
      causes.announce(notebook.uri, reason);
    }),
    vscode.workspace.onDidSaveTextDocument(saved),
    vscode.workspace.onDidSaveNotebookDocument(saved),
    vscode.workspace.onDidCreateFiles(async ({ files }) => {
      await take(await Promise.all(files.filter(isLocal).map(toCreated)));
    }),
    vscode.workspace.onDidDeleteFiles(async ({ files }) => {
      await take(files.filter(isLocal).map(({ fsPath }) => ({ kind: 'deleted', path: fsPath })));
    }),
    vscode.workspace.onDidRenameFiles(async ({ files }) => {
      const local = files.filter(({ oldUri, newUri }) => isLocal(oldUri) && isLocal(newUri));
      await take(await Promise.all(local.map(toRenamed)));
    }),
  );
}

/** Why a document is saved, which VS Code tells before the save only. */
class SaveCauses {
  readonly #causes = new Map<string, SaveCause>();

  announce(uri: vscode.Uri, reason: vscode.TextDocumentSaveReason): void {
    const isManual = reason === vscode.TextDocumentSaveReason.Manual;
    this.#causes.set(uri.toString(), isManual ? 'explicit' : 'automatic');
  }

  take(uri: vscode.Uri): SaveCause {
    const cause = this.#causes.get(uri.toString()) ?? 'explicit';
    this.#causes.delete(uri.toString());
    return cause;
  }
}

function isLocal({ scheme }: vscode.Uri): boolean {
  return scheme === 'file';
}

async function toCreated(uri: vscode.Uri): Promise<Deed> {
  return { kind: 'created', path: uri.fsPath, isFolder: await isFolder(uri) };
}

async function toRenamed({
  oldUri,
  newUri,
}: {
  oldUri: vscode.Uri;
  newUri: vscode.Uri;
}): Promise<Deed> {
  const { fsPath: from } = oldUri;
  return { kind: 'renamed', from, to: newUri.fsPath, isFolder: await isFolder(newUri) };
}

/** What is gone again by now is taken for a file: nothing will be found of it later either. */
async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) !== 0;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
