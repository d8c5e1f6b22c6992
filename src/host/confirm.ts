import * as vscode from 'vscode';
import { withoutLinks } from '../base/without-links.js';

interface Asked {
  text: string;
  detail: string;
  /** The safe answer, where Enter must not give the other one: it takes the first button. */
  no?: string;
}

/** Asks in a modal dialog; whether the user has chosen `yes`. */
export async function confirm(yes: string, { text, detail, no }: Asked): Promise<boolean> {
  const buttons = no === undefined ? [yes] : [no, yes];
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(withoutLinks(text), options, ...buttons)) === yes;
}

/** The first of some names, a line each, and how many more there are. */
export function nameList(names: readonly string[], most: number): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) shown.push(vscode.l10n.t('and {0} more', more));
  return shown.join('\n');
}
