import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';
import { type AskReplace, type ReplaceAnswer } from '../../transfers/answers.js';
import { type SideEntry } from '../../transfers/side.js';
import { confirm, nameList } from '../confirm.js';
import { formatBytes } from '../format-amount.js';

/** What is to be chosen on the disk. */
interface LocalChoice {
  what: 'target-folder' | 'files' | 'folders';
  title: string;
  /** Where to begin. */
  at?: vscode.Uri | undefined;
}

/** What is asked about transfers and changes of the remote tree. */
export interface TransferQuestions {
  /** Something stands where a file is to be uploaded or downloaded. */
  replace: AskReplace;
  /** Whether to remove these names for ever. */
  remove(names: readonly string[]): Promise<boolean>;
  /** Whether to copy these names from one server to another. */
  copyAcross(names: readonly string[], target: string): Promise<boolean>;
  /** Files or folders of the disk; undefined where the user cancelled. */
  chooseLocal(choice: LocalChoice): Promise<readonly vscode.Uri[] | undefined>;
}

const mostNames = 10;

/** Asks in modal dialogs. */
export function askAboutTransfers(): TransferQuestions {
  return {
    replace: askReplace,
    remove: (names) =>
      confirm(vscode.l10n.t('Delete'), {
        text:
          names.length === 1
            ? vscode.l10n.t('Delete {0} on the server?', names[0] ?? '')
            : vscode.l10n.t('Delete {0} files and folders on the server?', names.length),
        detail: `${severalNames(names)}${vscode.l10n.t('A server has no trash: this cannot be undone.')}`,
      }),
    copyAcross: (names, target) =>
      confirm(vscode.l10n.t('Copy'), {
        text:
          names.length === 1
            ? vscode.l10n.t('Copy {0} to {1}?', names[0] ?? '', target)
            : vscode.l10n.t('Copy {0} files and folders to {1}?', names.length, target),
        detail: `${severalNames(names)}${vscode.l10n.t('It goes from one server through this computer to the other.')}`,
      }),
    chooseLocal,
  };
}

async function askReplace(question: Parameters<AskReplace>[0]): Promise<ReplaceAnswer> {
  const { to, incoming, existing } = question;
  const where = to.connection === undefined ? to.path : `${to.connection}:${to.path}`;
  const answers: [answer: ReplaceAnswer, title: string][] = [
    ['replace', vscode.l10n.t('Replace')],
    ['skip', vscode.l10n.t('Skip')],
    ['replace-all', vscode.l10n.t('Replace All')],
    ['skip-all', vscode.l10n.t('Skip All')],
  ];
  const detail = [
    vscode.l10n.t('There: {0}', stateOf(existing)),
    vscode.l10n.t('New: {0}', stateOf(incoming)),
  ].join('\n');
  const chosen = await vscode.window.showWarningMessage(
    withoutLinks(vscode.l10n.t('{0} is there already. Replace it?', where)),
    { modal: true, detail },
    ...answers.map(([, title]) => title),
  );
  return answers.find(([, title]) => title === chosen)?.[0] ?? 'cancel';
}

async function chooseLocal({ what, title, at }: LocalChoice): Promise<vscode.Uri[] | undefined> {
  const isTarget = what === 'target-folder';
  return vscode.window.showOpenDialog({
    title,
    openLabel: isTarget ? vscode.l10n.t('Download') : vscode.l10n.t('Upload'),
    canSelectFiles: what === 'files',
    canSelectFolders: what !== 'files',
    canSelectMany: !isTarget,
    ...(at !== undefined && { defaultUri: at }),
  });
}

/** The title has the name where there is only one. */
function severalNames(names: readonly string[]): string {
  return names.length < 2 ? '' : `${nameList(names, mostNames)}\n\n`;
}

function stateOf({ size, modified }: SideEntry): string {
  const words: string[] = [];
  if (size !== undefined) words.push(formatBytes(size));
  if (modified !== undefined) words.push(new Date(modified).toLocaleString());
  return words.length === 0 ? vscode.l10n.t('size and time unknown') : words.join(', ');
}
