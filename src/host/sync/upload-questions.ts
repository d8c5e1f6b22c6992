import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';

/** What becomes of files that git has changed. */
type BatchAnswer = 'upload' | 'review' | 'ignore' | 'later';

/** What uploads ask before they go on; a message that nobody answers changes nothing. */
export interface UploadQuestions {
  /** Whether what was done here is to be done on the server too, in words. */
  mirror(deeds: readonly string[]): Promise<boolean>;
  /** What becomes of so many files that were changed while git was at work. */
  gitBatch(count: number): Promise<BatchAnswer>;
}

const mostDeeds = 3;

/** Asks in messages that leave the user at work. */
export function askAboutUploads(): UploadQuestions {
  return {
    mirror: async (deeds) => {
      const yes = vscode.l10n.t('Do It There Too');
      const text = vscode.l10n.t('On the server too: {0}?', listOf(deeds));
      const no = vscode.l10n.t('Not There');
      return (await vscode.window.showInformationMessage(withoutLinks(text), yes, no)) === yes;
    },
    gitBatch: async (count) => {
      const answers: [answer: BatchAnswer, title: string][] = [
        ['review', vscode.l10n.t('Review')],
        ['upload', vscode.l10n.t('Upload')],
        ['ignore', vscode.l10n.t('Ignore')],
      ];
      const text =
        count === 1
          ? vscode.l10n.t('A file was changed by git.')
          : vscode.l10n.t('{0} files were changed by git.', count);
      const titles = answers.map(([, title]) => title);
      const chosen = await vscode.window.showInformationMessage(withoutLinks(text), ...titles);
      return answers.find(([, title]) => title === chosen)?.[0] ?? 'later';
    },
  };
}

function listOf(deeds: readonly string[]): string {
  const shown = deeds.slice(0, mostDeeds).join(', ');
  const more = deeds.length - mostDeeds;
  return more > 0 ? vscode.l10n.t('{0} and {1} more', shown, more) : shown;
}
