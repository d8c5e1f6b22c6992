import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { withoutLinks } from '../../base/without-links.js';
import { diskHabitsOf } from '../../sync/disk-habits.js';
import { GitignoreFiles } from '../../sync/gitignore-files.js';
import { describeVerdict } from '../../sync/ignore-rules.js';
import { mappedPath } from '../../sync/mapped-path.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { readText } from '../../sync/read-text.js';
import { ifThere } from '../../sync/storage-error.js';

/** Tells which pattern keeps a file out of the sync, or that none does. */
export async function whyIgnored(mappings: readonly SyncMapping[], file: string): Promise<void> {
  const mapped = mappedPath(mappings, file);
  if (mapped === undefined) {
    const text = vscode.l10n.t('{0} lies in no folder that is mapped to a remote one.', file);
    void vscode.window.showInformationMessage(withoutLinks(text));
    return;
  }
  const { mapping, path } = mapped;
  const isFolder = (await ifThere(stat(file)))?.isDirectory() === true;
  const { ignoresCase } = await diskHabitsOf(mapping.local);
  const files = new GitignoreFiles({ ...mapping, ignoresCase }, readText);
  const verdict = await files.verdict(path, isFolder, never);
  const open = vscode.l10n.t('Open Settings');
  const text = describeVerdict(path, verdict);
  if ((await vscode.window.showInformationMessage(withoutLinks(text), open)) !== open) return;
  await vscode.commands.executeCommand('workbench.action.openSettings', 'ftpWorkspaces.sync');
}
