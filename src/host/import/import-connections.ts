import fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type ImportFormat } from '../../import/import-format.js';
import { importText } from '../../import/import-text.js';
import { type ImportContext, type ImportedConnections } from '../../import/imported.js';
import { recognizeFormat } from '../../import/recognize-format.js';
import { type SecretPasswords } from '../connections/secret-passwords.js';
import { applyImport } from './apply-import.js';
import { chooseConnections, chooseSource } from './import-picks.js';
import { importReport } from './import-report.js';
import { type ImportReports } from './import-reports.js';
import { fileSource, type ImportSource, localFolders } from './import-sources.js';
import { keepsSecrets } from './keyring.js';
import { offerCleaning } from './old-file.js';

/** Where an import puts passwords and its report. */
export interface ImportWork {
  passwords: SecretPasswords;
  secrets: vscode.SecretStorage;
  userFolder: vscode.Uri;
  reports: ImportReports;
}

/** Takes connections over from a file of another tool; asks which one, where none is named. */
export async function importConnections(
  file: vscode.Uri | undefined,
  { passwords, secrets, userFolder, reports }: ImportWork,
): Promise<void> {
  const source = file === undefined ? await chooseSource(userFolder) : fileSource(file);
  if (source === undefined) return;
  const text = await readSource(source);
  const format = recognizeFormat(source.uri?.path ?? '', text);
  if (format === undefined) {
    throw new RemoteError('failed', `${source.name} is no file of a tool that is known`);
  }
  const imported = await readConnections({ source, format, text });
  const chosen = imported.connections.length === 0 ? [] : await chooseConnections(source, imported);
  if (chosen === undefined) return;
  const applied = await applyImport(chosen, passwords);
  const isKept = await keepsSecrets(secrets);
  const report = importReport({ source: source.name, imported, chosen, isKept, ...applied });
  await reports.show(source.name, report);
  await offerCleaning({ source, text, imported, chosen, isKept });
}

interface ReadText {
  source: ImportSource;
  format: ImportFormat;
  text: string;
}

async function readSource(source: ImportSource): Promise<string> {
  try {
    return await source.read();
  } catch (cause) {
    throw new RemoteError('failed', `${source.name} could not be read`, { cause });
  }
}

async function readConnections({
  source: { name, uri },
  format,
  text,
}: ReadText): Promise<ImportedConnections> {
  const around = uri && vscode.workspace.getWorkspaceFolder(uri);
  const context: ImportContext = {
    fileName: name,
    existing: vscode.workspace.getConfiguration('ftpWorkspaces').get('connections', {}),
    folder: around?.uri.scheme === 'file' ? around.uri.fsPath : undefined,
    folders: localFolders().map((folder) => folder.uri.fsPath),
    remotes: vscode.workspace.getConfiguration().get('remotefs.remote'),
    mode: uri && (await modeOf(uri)),
  };
  return importText(format, text, context);
}

/** The permissions of a local file; Windows has others, which say nothing here. */
async function modeOf({ scheme, fsPath }: vscode.Uri): Promise<number | undefined> {
  if (scheme !== 'file' || process.platform === 'win32') return undefined;
  try {
    return (await fs.stat(fsPath)).mode;
  } catch {
    // An editor may show what is no file.
    return undefined;
  }
}
