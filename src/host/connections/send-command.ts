import * as vscode from 'vscode';
import { withoutLinks } from '../../base/without-links.js';
import { isLook, rawCommandProblem, type RawCommandProblem } from '../../remote/raw-command.js';
import { reported } from './change-reports.js';
import { type Connections } from './connections.js';
import { type FailureNotices } from './failure-notices.js';

const replyMs = 60_000;

/** Asks for a command in the protocol's own words, sends it and shows the reply. */
export async function sendCommand(
  name: string,
  { connections, notices }: { connections: Connections; notices: FailureNotices },
): Promise<void> {
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t('Send a Command to {0}', name),
    prompt: vscode.l10n.t('One FTP command, as the server is to read it'),
    placeHolder: 'SITE HELP',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const problem = rawCommandProblem(text);
      return problem === undefined ? undefined : problemText(problem);
    },
  });
  if (line === undefined) return;
  await reported(notices, vscode.l10n.t('{0} was not sent.', line), async () => {
    const { lines } = await connections.get(name).command(line, AbortSignal.timeout(replyMs));
    // Nobody but the server knows what it has changed.
    if (!isLook(line)) await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await showReply(line, lines);
  });
}

async function showReply(line: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 1) {
    void vscode.window.showInformationMessage(withoutLinks(`${line} → ${lines[0] ?? ''}`));
    return;
  }
  const content = [`→ ${line}`, ...lines.map((one) => `← ${one}`), ''].join('\n');
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
}

function problemText(problem: RawCommandProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A command is needed');
    case 'several-lines':
      return vscode.l10n.t('One command at a time');
    case 'secret':
      return vscode.l10n.t('A secret is not sent from here: it would be seen in the traffic');
    case 'unsettling':
      return vscode.l10n.t('This would unsettle a session that transfers share');
    case 'needs-data':
      return vscode.l10n.t('This needs a data connection, which is not made from here');
  }
}
