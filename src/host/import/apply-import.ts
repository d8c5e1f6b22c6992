import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type ImportedConnection } from '../../import/imported.js';
import {
  type MappingChange,
  mappingChanges,
  type MappingChanges,
  withConnections,
} from '../../import/settings-change.js';
import { type SecretPasswords } from '../connections/secret-passwords.js';

/** What could not be done. */
export interface Applied extends Pick<MappingChanges, 'leftOut'> {
  /** Workspace folders whose settings could not be written. */
  unwritten: readonly string[];
}

/**
 * Writes the chosen connections to the user's settings, their passwords to the secret storage and
 * their mappings to the settings of the workspace folders.
 */
export async function applyImport(
  chosen: readonly ImportedConnection[],
  passwords: SecretPasswords,
): Promise<Applied> {
  if (chosen.length === 0) return { leftOut: [], unwritten: [] };
  await writeConnections(chosen);
  for (const { profile, password } of chosen) {
    if (password !== undefined) await passwords.save(profile, password);
  }
  const { changes, leftOut } = mappingChanges(chosen, (folder) => settingsOf(folder).get('sync'));
  const written = await Promise.all(changes.map(writeMappings));
  const unwritten = changes.filter((_, index) => written[index] === false);
  return { leftOut, unwritten: unwritten.map(({ folder }) => folder) };
}

async function writeConnections(chosen: readonly ImportedConnection[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  const before = settings.inspect<Record<string, unknown>>('connections')?.globalValue ?? {};
  const after = withConnections(before, chosen);
  try {
    await settings.update('connections', after, vscode.ConfigurationTarget.Global);
  } catch (cause) {
    throw new RemoteError('failed', 'The setting ftpWorkspaces.connections could not be written', {
      hint: 'Look whether your settings file has errors or unsaved changes.',
      cause,
    });
  }
}

async function writeMappings({ folder, value }: MappingChange): Promise<boolean> {
  try {
    const target = vscode.ConfigurationTarget.WorkspaceFolder;
    await settingsOf(folder).update('sync', value, target);
    return true;
  } catch {
    // A settings file with errors or unsaved changes; the report names the folder.
    return false;
  }
}

function settingsOf(folder: string): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('ftpWorkspaces', vscode.Uri.file(folder));
}
