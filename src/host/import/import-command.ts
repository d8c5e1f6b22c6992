import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { type SecretPasswords } from '../connections/secret-passwords.js';
import { ImportReports } from './import-reports.js';

/** What the import command works with. */
export interface ImportSources {
  passwords: SecretPasswords;
  secrets: vscode.SecretStorage;
  /** The folder of VS Code's own user settings. */
  userFolder: vscode.Uri;
}

/** The command that takes connections over from other tools. Called with a file's URI, it asks for none. */
export function importCommand(sources: ImportSources): vscode.Disposable {
  const reports = new ImportReports();
  const run = async (argument: unknown): Promise<void> => {
    // Read on first use: most people never import anything.
    const { importConnections } = await import('./import-connections.js');
    const file = argument instanceof vscode.Uri ? argument : undefined;
    await importConnections(file, { ...sources, reports });
  };
  return vscode.Disposable.from(
    reports,
    vscode.commands.registerCommand('ftpWorkspaces.importConnections', (argument) =>
      tellingFailures(() => run(argument)),
    ),
  );
}

async function tellingFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const text = vscode.l10n.t('Nothing was imported. {0}', describeError(error));
    void vscode.window.showErrorMessage(withoutLinks(text));
  }
}
