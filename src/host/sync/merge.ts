import path from 'node:path';
import * as vscode from 'vscode';
import { type SideState } from '../../sync/facts.js';
import { type MergeInputs } from '../../sync/merge-inputs.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { compareSides, uriOf } from './compare.js';
import { keptUri } from './kept-files.js';
import { tellBriefly } from './sync-runs.js';

/** VS Code's own command, as its git extension calls it. */
const mergeCommand = '_open.mergeEditor';

/**
 * Opens a file that both sides changed in VS Code's merge editor, and tells how it looked on the server
 * then; without a common base it is compared.
 */
export async function mergeSides(
  session: SyncSession,
  file: string,
): Promise<SideState | undefined> {
  const inputs = await session.mergeInputs(file, AbortSignal.timeout(60_000));
  if (inputs === undefined) {
    tellBriefly(vscode.l10n.t('No common base of {0} is kept: compare instead.', file));
    await compareSides(session, file);
    return undefined;
  }
  await vscode.commands.executeCommand(mergeCommand, mergeEditor(session, file, inputs));
  return inputs.there;
}

/** What was merged goes into the local file, by the user's own save. */
function mergeEditor(session: SyncSession, file: string, inputs: MergeInputs): object {
  const name = path.posix.basename(file);
  const { target } = session;
  return {
    base: keptUri(inputs.base, name),
    input1: {
      uri: keptUri(inputs.remote, name),
      title: vscode.l10n.t('On the Server'),
      description: target.name,
      detail: session.remote.at(file),
    },
    input2: {
      uri: keptUri(inputs.local, name),
      title: vscode.l10n.t('Here'),
      description: session.mapping.name,
      detail: file,
    },
    output: uriOf(session, 'local', file),
  };
}
