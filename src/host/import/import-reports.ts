import * as vscode from 'vscode';

const scheme = 'ftp-import';

/** Shows what an import has done as documents that nobody has to save. */
export class ImportReports implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#change.event;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.path);
      }),
    );
  }

  provideTextDocumentContent({ path }: vscode.Uri): string | undefined {
    return this.#texts.get(path);
  }

  /** Shows `text` as the report about the file `name`. */
  async show(name: string, text: string): Promise<void> {
    const path = `/${vscode.l10n.t('Import of {0}', name)}.md`;
    const uri = vscode.Uri.from({ scheme, path });
    this.#texts.set(path, text);
    this.#change.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
