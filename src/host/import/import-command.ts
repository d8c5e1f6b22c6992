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

/** Takes connections over from other tools. */
export class Importing implements vscode.Disposable {
  readonly #sources: ImportSources;
  readonly #reports = new ImportReports();

  constructor(sources: ImportSources) {
    this.#sources = sources;
  }

  /** Called with a file's URI, it asks for none; what goes wrong is told. */
  async run(argument: unknown): Promise<void> {
    await tellingFailures(async () => {
      // Read on first use: most people never import anything.
      const { importConnections } = await import('./import-connections.js');
      const file = argument instanceof vscode.Uri ? argument : undefined;
      await importConnections(file, { ...this.#sources, reports: this.#reports });
    });
  }

  dispose(): void {
    this.#reports.dispose();
  }
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
