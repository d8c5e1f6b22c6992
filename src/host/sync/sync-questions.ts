import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';

/** What a sync must ask before it goes on. */
export interface SyncQuestions {
  /** Whether to delete so much: a share of the files that are known, by name. */
  deleteMany(deletes: { paths: readonly string[]; share: number }): Promise<boolean>;
  /** Whether to take a sync back. */
  undo(batch: { title: string; time: number; lines: readonly string[] }): Promise<boolean>;
  /** Whether to put an earlier version of a file in place of what is there. */
  restore(version: { name: string; time: number }): Promise<boolean>;
  /** A local folder for a copy of a remote one; undefined: none. */
  copyFolder(): Promise<vscode.Uri | undefined>;
}

const mostNames = 15;

/** Asks in modal dialogs. */
export function askAboutSync(): SyncQuestions {
  return {
    deleteMany: ({ paths, share }) => {
      const text =
        share > 0
          ? vscode.l10n.t('Delete {0} files, {1} % of all?', paths.length, Math.round(share * 100))
          : vscode.l10n.t('Delete {0} files?', paths.length);
      return confirm(vscode.l10n.t('Delete'), { text, detail: nameList(paths) });
    },
    undo: ({ title, time, lines }) =>
      confirm(vscode.l10n.t('Undo'), {
        text: vscode.l10n.t('Undo "{0}" of {1}?', title, new Date(time).toLocaleString()),
        detail: nameList(lines),
      }),
    restore: ({ name, time }) =>
      confirm(vscode.l10n.t('Restore'), {
        text: vscode.l10n.t('Restore {0} as of {1}?', name, new Date(time).toLocaleString()),
        detail: vscode.l10n.t('What is there now is kept, and can be restored in turn.'),
      }),
    copyFolder: chooseCopyFolder,
  };
}

async function chooseCopyFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('An empty folder for the local copy'),
      openLabel: vscode.l10n.t('Copy Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}

async function confirm(
  yes: string,
  { text, detail }: { text: string; detail: string },
): Promise<boolean> {
  return (
    (await vscode.window.showWarningMessage(withoutLinks(text), { modal: true, detail }, yes)) ===
    yes
  );
}

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, mostNames);
  const more = names.length - shown.length;
  if (more > 0) shown.push(vscode.l10n.t('and {0} more', more));
  return shown.join('\n');
}
