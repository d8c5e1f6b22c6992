import path from 'node:path';
import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { withoutLinks } from '../../base/without-links.js';
import { type Side } from '../../sync/facts.js';
import { type UndoStep } from '../../sync/kept-records.js';
import { type KeptVersion } from '../../sync/kept-versions.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { type UndoResult } from '../../sync/undo.js';
import { formatBytes } from '../format-amount.js';
import { uriOf } from './compare.js';
import { keptUri } from './kept-files.js';
import { type SyncQuestions } from './sync-questions.js';
import { withProgress } from './sync-progress.js';
import { tellBriefly } from './sync-runs.js';

interface VersionItem extends vscode.QuickPickItem {
  side: Side;
  version: KeptVersion;
}

/** Takes back what the last sync did, on both sides. */
export async function undoLast(session: SyncSession, questions: SyncQuestions): Promise<void> {
  const [batch] = await session.undoable(never);
  if (batch === undefined) {
    tellBriefly(vscode.l10n.t('There is no sync to undo.'));
    return;
  }
  const lines = (await session.planUndo(batch.id, never)).map(undoLine);
  const { title, time } = batch;
  if (!(await questions.undo({ title, time, lines }))) return;
  const undone = vscode.l10n.t('Undo of "{0}"', title);
  const results = await withProgress(undone, ({ signal }) =>
    session.undo(batch.id, { title: undone }, signal),
  );
  tellResults(results);
}

/** Lists what is kept of a file, to be compared or put back. */
export async function showKept(
  session: SyncSession,
  file: string,
  questions: SyncQuestions,
): Promise<void> {
  const sides = ['local', 'remote'] as const;
  const items = await Promise.all(
    sides.map(async (side) =>
      (await session.versionsOf(side, file, never)).map((version) => versionItem(side, version)),
    ),
  );
  const all = items.flat().sort((a, b) => b.version.time - a.version.time);
  if (all.length === 0) {
    tellBriefly(vscode.l10n.t('No earlier version of {0} is kept.', file));
    return;
  }
  const placeHolder = vscode.l10n.t('Earlier versions of {0}: choose one to compare', file);
  const chosen = await vscode.window.showQuickPick(all, { placeHolder });
  if (chosen !== undefined) await compareAndOffer(session, { file, ...chosen }, questions);
}

async function compareAndOffer(
  session: SyncSession,
  { file, side, version }: { file: string; side: Side; version: KeptVersion },
  questions: SyncQuestions,
): Promise<void> {
  const name = path.posix.basename(file);
  const now = await (side === 'local' ? session.local : session.remote).look(file, never);
  const old = keptUri(version.content.hash, name);
  const when = new Date(version.time).toLocaleString();
  const title = vscode.l10n.t('{0} (kept {1} ↔ now)', name, when);
  await (now?.type === 'file'
    ? vscode.commands.executeCommand('vscode.diff', old, uriOf(session, side, file), title)
    : vscode.commands.executeCommand('vscode.open', old));
  const restore = vscode.l10n.t('Restore');
  const text = vscode.l10n.t('Put this version of {0} in place of what is there?', name);
  if ((await vscode.window.showInformationMessage(withoutLinks(text), restore)) !== restore) return;
  if (!(await questions.restore({ name, time: version.time }))) return;
  const batch = { title: vscode.l10n.t('Restore of {0}', name) };
  tellResults(await session.restore({ side, path: file, version }, batch, never));
}

function versionItem(side: Side, version: KeptVersion): VersionItem {
  const where = side === 'local' ? vscode.l10n.t('here') : vscode.l10n.t('on the server');
  return {
    side,
    version,
    label: new Date(version.time).toLocaleString(),
    description: `${where}, ${formatBytes(version.content.size)}`,
    iconPath: new vscode.ThemeIcon(side === 'local' ? 'file' : 'cloud'),
  };
}

function undoLine({ kind, side, path: at }: UndoStep): string {
  const words = {
    restore: () =>
      side === 'local'
        ? vscode.l10n.t('restore {0} here', at)
        : vscode.l10n.t('restore {0} on the server', at),
    remove: () =>
      side === 'local'
        ? vscode.l10n.t('remove {0} here', at)
        : vscode.l10n.t('remove {0} on the server', at),
    lost: () => vscode.l10n.t('{0} cannot be restored: its content is not kept any more', at),
  };
  return words[kind]();
}

function tellResults(results: readonly UndoResult[]): void {
  const left = results.filter(({ outcome }) => outcome !== 'done');
  const done = vscode.l10n.t('{0} files restored.', results.length - left.length);
  if (left.length === 0) {
    tellBriefly(done);
    return;
  }
  const reasons = left.slice(0, 5).map((result) => `${result.step.path}: ${whyLeft(result)}`);
  void vscode.window.showWarningMessage(
    withoutLinks(vscode.l10n.t('{0} Not restored: {1}', done, reasons.join('; '))),
  );
}

function whyLeft(result: UndoResult): string {
  switch (result.outcome) {
    case 'done':
      return vscode.l10n.t('done');
    case 'changed':
      return vscode.l10n.t('it was changed since');
    case 'lost':
      return vscode.l10n.t('its content is not kept any more');
    case 'failed':
      return result.error.message;
  }
}
