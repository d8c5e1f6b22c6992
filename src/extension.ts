import * as vscode from 'vscode';
import { askInDialogs, type Questions } from './host/questions.js';
import { SyncOnNeed } from './host/sync/sync-on-need.js';
import { FilesOnNeed } from './host/window/files-on-need.js';
import { WindowOnNeed } from './host/window/window-on-need.js';
import { ChangeBatch } from './host/workspace/change-batch.js';

/** What stands behind the extension's `exports`, for tests. */
export interface ExtensionApi {
  questions: Questions;
}

let ending: (() => Promise<void>) | undefined;

/**
 * Puts up what VS Code asks things of. What answers is read when it first does: each window waits for
 * this, and most have nothing to do with a server.
 */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const keep = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const questions = askInDialogs();
  const changes = keep(new ChangeBatch());

  // First of all that is registered: Explorer asks at once, and gives up where nobody answers.
  const files = new FilesOnNeed(() => window, changes.onDidChangeFile);
  keep(vscode.workspace.registerFileSystemProvider('ftp', files, { isCaseSensitive: true }));

  const window: WindowOnNeed = keep(new WindowOnNeed({ context, questions, changes }));
  const sync = keep(new SyncOnNeed(async () => (await window.load()).syncSources));
  ending = async () => {
    await Promise.all([window.endTransfers(), sync.close()]);
    await window.close();
  };
  return { questions };
}

/** Resolves when what was under way has come to its end. */
export function deactivate(): Promise<void> | undefined {
  return ending?.();
}
