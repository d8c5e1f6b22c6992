import * as vscode from 'vscode';
import { type ConfirmOverwrite } from '../remote/workspace-tree.js';
import { connectionDialogs, type ConnectionQuestions } from './connections/connection-questions.js';

/** What must be asked before going on. Tests put their own answers here: VS Code refuses dialogs in tests. */
export interface Questions extends ConnectionQuestions {
  overwrite: ConfirmOverwrite;
}

/** Asks in modal dialogs. */
export function askInDialogs(): Questions {
  return {
    ...connectionDialogs(),
    overwrite: async (path) => {
      const overwrite = vscode.l10n.t('Overwrite');
      const chosen = await vscode.window.showWarningMessage(
        vscode.l10n.t('{0} was changed on the server since you opened it.', path),
        { modal: true, detail: vscode.l10n.t('Your version would replace that change.') },
        overwrite,
      );
      return chosen === overwrite;
    },
  };
}
