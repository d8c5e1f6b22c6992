import * as vscode from 'vscode';
import { askAboutSync } from './sync-questions.js';

/** What has changed files that nobody saved. */
export type BatchCause = 'git' | 'meanwhile';

interface ChangedFiles {
  count: number;
  /** So many of them are gone here, and would go there. */
  deleted: number;
}

/** What becomes of such files. */
type BatchAnswer = 'upload' | 'review' | 'ignore' | 'later';

/** What uploads ask before they go on; a message that nobody answers changes nothing. */
export interface UploadQuestions {
  /** Whether what was done here is to be done on the server too, in words. */
  mirror(deeds: readonly string[]): Promise<boolean>;
  /** Whether so many files are to be deleted there too, by name. */
  mirrorMany(deletes: { paths: readonly string[]; share: number }): Promise<boolean>;
  /** What becomes of so many files that were changed by git, or while no window was open. */
  changedBatch(changed: ChangedFiles, cause: BatchCause): Promise<BatchAnswer>;
}

const mostDeeds = 3;

/** Asks in messages that leave the user at work. */
export function askAboutUploads(): UploadQuestions {
  return {
    mirror: async (deeds) => {
      const yes = vscode.l10n.t('Do It There Too');
      const text = vscode.l10n.t('On the server too: {0}?', listOf(deeds));
      const no = vscode.l10n.t('Not There');
      return (await vscode.window.showInformationMessage(text, yes, no)) === yes;
    },
    mirrorMany: async ({ paths, share }) => {
      const review = vscode.l10n.t('Review');
      const no = vscode.l10n.t('Not There');
      const text = vscode.l10n.t(
        'So much was deleted here that nothing was deleted on the server yet: {0}.',
        listOf(paths),
      );
      if ((await vscode.window.showWarningMessage(text, review, no)) !== review) return false;
      return askAboutSync().deleteMany({ paths, share });
    },
    changedBatch: async ({ count, deleted }, cause) => {
      const answers: [answer: BatchAnswer, title: string][] = [
        ['review', vscode.l10n.t('Review')],
        ['upload', vscode.l10n.t('Upload')],
        ['ignore', vscode.l10n.t('Ignore')],
      ];
      const text = [batchText(count, cause), ...(deleted === 0 ? [] : [deletedText(deleted)])];
      const titles = answers.map(([, title]) => title);
      const chosen = await vscode.window.showInformationMessage(text.join(' '), ...titles);
      return answers.find(([, title]) => title === chosen)?.[0] ?? 'later';
    },
  };
}

function batchText(count: number, cause: BatchCause): string {
  if (cause === 'meanwhile') {
    return count === 1
      ? vscode.l10n.t('A watched file was changed while no window was open.')
      : vscode.l10n.t('{0} watched files were changed while no window was open.', count);
  }
  return count === 1
    ? vscode.l10n.t('A file was changed by git.')
    : vscode.l10n.t('{0} files were changed by git.', count);
}

function deletedText(count: number): string {
  return vscode.l10n.t('{0} of them are gone, and would be deleted on the server.', count);
}

function listOf(deeds: readonly string[]): string {
  const shown = deeds.slice(0, mostDeeds).join(', ');
  const more = deeds.length - mostDeeds;
  return more > 0 ? vscode.l10n.t('{0} and {1} more', shown, more) : shown;
}
