import * as vscode from 'vscode';
import { type NotSearchedReason } from '../../search/not-searched.js';

/** Why something was not searched, in words. */
export function wordsFor(reason: NotSearchedReason): string {
  const words: Record<NotSearchedReason, () => string> = {
    'listing-failed': () => vscode.l10n.t('Folders that could not be listed'),
    'connection-lost': () => vscode.l10n.t('The connection was lost'),
    link: () => vscode.l10n.t('Links, which are not followed'),
    'too-deep': () => vscode.l10n.t('Folders that lie too deep'),
    'file-limit': () => vscode.l10n.t('Beyond the limit of files'),
    'folder-limit': () => vscode.l10n.t('Beyond the limit of folders'),
    'time-limit': () => vscode.l10n.t('Not reached in time'),
    'result-limit': () => vscode.l10n.t('Behind the last match that is shown'),
    'read-failed': () => vscode.l10n.t('Files that could not be read'),
    'too-large': () => vscode.l10n.t('Files that are too large'),
    binary: () => vscode.l10n.t('Binary files'),
    'too-slow': () => vscode.l10n.t('Files on which the expression takes too long'),
    'match-limit': () => vscode.l10n.t('Files with more matches than are shown'),
  };
  return words[reason]();
}
