import * as vscode from 'vscode';
import { type FileState } from '../../sync/file-state.js';

/** Where the decorations get the states of files from. */
export interface DecoratedStates {
  /** How a local file stands; undefined: nobody has asked for it to be anywhere. */
  stateOf(path: string): FileState | undefined;
}

/** Marks local files in Explorer and tabs with how their upload stands. */
export class UploadDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #states: DecoratedStates;
  readonly #change = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.#change.event;
  readonly #registration: vscode.Disposable;

  constructor(states: DecoratedStates) {
    this.#states = states;
    this.#registration = vscode.window.registerFileDecorationProvider(this);
  }

  /** These local files may stand otherwise than before. */
  changed(paths: readonly string[]): void {
    if (paths.length > 0) this.#change.fire(paths.map((path) => vscode.Uri.file(path)));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const state = uri.scheme === 'file' ? this.#states.stateOf(uri.fsPath) : undefined;
    return state && decorationOf(state);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#change.dispose();
  }
}

function decorationOf(state: FileState): vscode.FileDecoration {
  switch (state.state) {
    case 'in-sync':
      return decoration('✓', vscode.l10n.t('Uploaded'), 'uploadedForeground');
    case 'pending':
      return decoration('↑', pendingText(state.reason), 'pendingForeground');
    case 'uploading':
      return decoration('↑', vscode.l10n.t('Uploading'), 'pendingForeground');
    case 'failed':
      return needy('!', vscode.l10n.t('Not uploaded: {0}', state.reason));
    case 'conflict':
      return needy('!', vscode.l10n.t('Not uploaded, conflict: {0}', state.reason));
    case 'remote-newer':
      return needy('↓', vscode.l10n.t('Newer on the server: {0}', state.reason));
  }
}

function pendingText(reason: string | undefined): string {
  if (reason === undefined) return vscode.l10n.t('Waits to be uploaded');
  return vscode.l10n.t('Waits to be uploaded: {0}', reason);
}

/** What needs the user shows on the folders around it too. */
function needy(badge: string, tooltip: string): vscode.FileDecoration {
  const needing = decoration(badge, tooltip, 'failedForeground');
  needing.propagate = true;
  return needing;
}

function decoration(badge: string, tooltip: string, color: string): vscode.FileDecoration {
  return new vscode.FileDecoration(badge, tooltip, new vscode.ThemeColor(`ftpWorkspaces.${color}`));
}
