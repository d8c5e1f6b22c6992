import * as vscode from 'vscode';

/** What a workspace that is not trusted brings along is not used; undefined where it is trusted. */
export function restrictionText(): string | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return vscode.l10n.t(
    'The connections and sync mappings of this workspace are not used until you trust it.',
  );
}

/** What a button is called that brings `manageTrust`. */
export function manageTrustTitle(): string {
  return vscode.l10n.t('Manage Workspace Trust');
}

/** Lets the user look at the workspace, and trust it. */
export function manageTrust(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.trust.manage');
}
