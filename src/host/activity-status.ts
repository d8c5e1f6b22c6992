import * as vscode from 'vscode';

/** What one part of the extension is doing. */
export interface Activity {
  icon: string;
  text: string;
  tooltip?: string;
  /** It goes on: it is shown before what is over. */
  isBusy?: boolean;
  isError?: boolean;
  /** What a click does. */
  command: string;
}

/** The extension's one item in the status bar: what goes on now, or what ended last. */
export class ActivityStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'ftpWorkspaces.activity',
    vscode.StatusBarAlignment.Left,
  );
  /** By what is active; the latest last. */
  readonly #activities = new Map<string, Activity>();

  constructor() {
    this.#item.name = vscode.l10n.t('FTP Activity');
  }

  /** Takes what `source` is doing now; undefined: nothing to tell of. */
  show(source: string, activity: Activity | undefined): void {
    this.#activities.delete(source);
    if (activity !== undefined) this.#activities.set(source, activity);
    const all = [...this.#activities.values()];
    this.#draw(all.findLast(({ isBusy }) => isBusy === true) ?? all.at(-1));
  }

  dispose(): void {
    this.#item.dispose();
  }

  #draw(activity: Activity | undefined): void {
    if (activity === undefined) {
      this.#item.hide();
      return;
    }
    const { icon, text, tooltip = text, isError = false, command } = activity;
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: text };
    this.#item.command = command;
    this.#item.backgroundColor = isError
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }
}
