import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { withoutLinks } from '../../base/without-links.js';
import { parseMappings } from '../../sync/mapping.js';
import { localCopySettings, mappingEntry } from '../../sync/new-mapping.js';
import { ifThere, storageError } from '../../sync/storage-error.js';
import { reportText } from './plan-words.js';
import { type SyncQuestions } from './sync-questions.js';
import { type SyncRuns } from './sync-runs.js';
import { type SyncSessions } from './sync-sessions.js';

/** What it takes to make a local copy. */
export interface CopySources {
  sessions: SyncSessions;
  runs: SyncRuns;
  questions: SyncQuestions;
}

/** Makes a local copy of a remote folder that stays mapped to it, and opens that. */
export async function workInLocalCopy(
  remote: vscode.Uri | undefined,
  { sessions, runs, questions }: CopySources,
): Promise<void> {
  const from = remote ?? (await chooseRemoteFolder());
  if (from === undefined) return;
  const folder = await questions.copyFolder();
  if (folder === undefined) return;
  if (!(await isFree(folder.fsPath))) {
    const text = vscode.l10n.t('{0} is not empty. Choose an empty folder.', folder.fsPath);
    void vscode.window.showWarningMessage(withoutLinks(text));
    return;
  }
  const entry = mappingEntry('', from.authority, from.path);
  await writeSettings(folder.fsPath, localCopySettings(entry, ownConnection(from.authority)));
  const [mapping] = parseMappings([entry], folder.fsPath);
  if (mapping === undefined) return;
  const session = await sessions.of(mapping, never);
  const report = await runs.first(session, { direction: 'to-local', scope: [''] });
  if (report === undefined) return;
  const isWhole = report.results.every(
    ({ outcome }) => outcome === 'done' || outcome === 'skipped',
  );
  if (isWhole || (await wantsUnfinished(reportText(report)))) {
    await vscode.commands.executeCommand('vscode.openFolder', folder);
  }
}

async function chooseRemoteFolder(): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'ftp',
  );
  if (folders.length === 0) {
    const text = vscode.l10n.t('Open a remote folder first: that is what is copied.');
    void vscode.window.showInformationMessage(withoutLinks(text));
  }
  if (folders.length < 2) return folders[0]?.uri;
  const items = folders.map(({ name, uri }) => ({ label: name, uri }));
  return (await vscode.window.showQuickPick(items))?.uri;
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return ((await ifThere(readdir(folder))) ?? []).length === 0;
  } catch (error) {
    throw storageError('Listing', folder, error);
  }
}

async function writeSettings(folder: string, text: string): Promise<void> {
  const file = path.join(folder, '.vscode', 'settings.json');
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw storageError('Writing', file, error);
  }
}

/** A connection that only this workspace knows goes along, or the copy would not find its server. */
function ownConnection(name: string): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  const { globalValue } = settings.inspect<Record<string, unknown>>('connections') ?? {};
  const all = settings.get<Record<string, unknown>>('connections', {});
  return name in (globalValue ?? {}) || !(name in all) ? {} : { [name]: all[name] };
}

async function wantsUnfinished(report: string): Promise<boolean> {
  const open = vscode.l10n.t('Open It Anyway');
  const text = vscode.l10n.t('The copy is not whole. {0}', report);
  return (await vscode.window.showWarningMessage(withoutLinks(text), open)) === open;
}
