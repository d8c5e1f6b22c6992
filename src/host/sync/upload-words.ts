import path from 'node:path';
import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { isRemoteError } from '../../base/remote-error.js';
import { type FileState } from '../../sync/file-state.js';
import { type LocalChange, type LocalEvent } from '../../sync/local-change.js';
import { type UploadEntry } from '../../sync/upload-queues.js';

/** The local file that an entry is about. */
export function uriOfEntry({ mapping, change }: UploadEntry): vscode.Uri {
  return vscode.Uri.file(path.posix.join(mapping.local, change.path));
}

/** The name of the file that an entry is about. */
export function nameOfEntry({ change }: UploadEntry): string {
  return path.posix.basename(change.path);
}

/** How a change is called in the list of what can be undone. */
export function titleOf(change: LocalChange): string {
  switch (change.kind) {
    case 'save':
      return vscode.l10n.t('Upload of {0}', change.path);
    case 'delete':
      return vscode.l10n.t('Deletion of {0}', change.path);
    case 'rename':
      return vscode.l10n.t('{0} renamed to {1}', change.from, change.path);
    case 'make-folder':
      return vscode.l10n.t('New folder {0}', change.path);
  }
}

/** What would be done on the server. */
export function deedText(event: LocalEvent): string {
  switch (event.kind) {
    case 'save':
      return vscode.l10n.t('upload {0}', event.path);
    case 'delete':
      return vscode.l10n.t('delete {0}', event.path);
    case 'rename':
      return vscode.l10n.t('rename {0} to {1}', event.from, event.path);
    case 'make-folder':
      return vscode.l10n.t('make the folder {0}', event.path);
  }
}

/** What did not happen, by the change that was to bring it about. */
export function failureText(entry: UploadEntry): string {
  const name = nameOfEntry(entry);
  const reason = reasonOf(entry.state);
  switch (entry.change.kind) {
    case 'save':
      return vscode.l10n.t('{0} was not uploaded. {1}', name, reason);
    case 'delete':
      return vscode.l10n.t('{0} was not deleted on the server. {1}', name, reason);
    case 'rename':
      return vscode.l10n.t('{0} was not renamed on the server. {1}', name, reason);
    case 'make-folder':
      return vscode.l10n.t('The folder {0} was not made on the server. {1}', name, reason);
  }
}

/** How it stands, in a word or two. */
export function stateText(state: FileState): string {
  switch (state.state) {
    case 'in-sync':
      return vscode.l10n.t('uploaded');
    case 'pending':
      return vscode.l10n.t('waiting');
    case 'uploading':
      return vscode.l10n.t('uploading');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'conflict':
      return vscode.l10n.t('conflict');
    case 'remote-newer':
      return vscode.l10n.t('newer on the server');
  }
}

/** Why it stands so, in the server's words too; empty: there is nothing to say. */
export function reasonOf(state: FileState): string {
  if ('error' in state && isRemoteError(state.error)) return describeError(state.error);
  return 'reason' in state ? (state.reason ?? '') : '';
}
