import * as vscode from 'vscode';

/** What the uploads are doing, in one item of the status bar. */
export class UploadStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'ftpWorkspaces.uploads',
    vscode.StatusBarAlignment.Left,
  );

  constructor() {
    this.#item.name = vscode.l10n.t('FTP Uploads');
    this.#item.command = 'ftpWorkspaces.showTraffic';
  }

  uploading(file: string): void {
    this.#show('sync~spin', vscode.l10n.t('Uploading {0}', file));
  }

  uploaded(file: string, remote: string): void {
    this.#show('check', vscode.l10n.t('{0} uploaded', file), remote);
  }

  failed(file: string, reason: string): void {
    this.#show('error', vscode.l10n.t('{0} not uploaded', file), reason);
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(icon: string, text: string, tooltip = text): void {
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: text };
    this.#item.backgroundColor = undefined;
    this.#item.show();
  }
}
