import path from 'node:path';
import * as vscode from 'vscode';
import { isRemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { type Side } from '../../sync/facts.js';
import { toUri } from '../remote-uri.js';

/** Where a file of a session stands on one side, as VS Code opens it. */
export function uriOf(session: SyncSession, side: Side, file: string): vscode.Uri {
  const { mapping, target, remote } = session;
  if (side === 'local') return vscode.Uri.file(path.posix.join(mapping.local, file));
  return toUri({ connection: target.connection, path: remote.at(file) });
}

/** Shows the local file beside the remote one; where one side has none, the other alone. */
export async function compareSides(session: SyncSession, file: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const [local, remote] = await Promise.all([
    session.local.look(file, signal),
    lookRemote(session, file, signal),
  ]);
  const isLocal = local?.type === 'file';
  if (isLocal && remote === 'file') {
    const title = vscode.l10n.t('{0} ({1} ↔ here)', path.posix.basename(file), session.target.name);
    await vscode.commands.executeCommand(
      'vscode.diff',
      uriOf(session, 'remote', file),
      uriOf(session, 'local', file),
      title,
    );
    return;
  }
  if (!isLocal && remote !== 'file') {
    void vscode.window.showWarningMessage(
      withoutLinks(vscode.l10n.t('{0} is a file on neither side.', file)),
    );
    return;
  }
  await vscode.commands.executeCommand(
    'vscode.open',
    uriOf(session, isLocal ? 'local' : 'remote', file),
  );
}

async function lookRemote(
  session: SyncSession,
  file: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await session.remote.look(file, signal))?.type;
  } catch (error) {
    // Where its folder cannot be listed, the local file can be shown all the same.
    if (isRemoteError(error, 'permission')) return undefined;
    throw error;
  }
}
