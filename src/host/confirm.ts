import * as vscode from 'vscode';

/** Asks in a modal dialog; whether the user has chosen `yes`. */
export async function confirm(
  yes: string,
  { text, detail }: { text: string; detail: string },
): Promise<boolean> {
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) === yes;
}

/** The first of some names, a line each, and how many more there are. */
export function nameList(names: readonly string[], most: number): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) shown.push(vscode.l10n.t('and {0} more', more));
  return shown.join('\n');
}
