import fs from 'node:fs';
import path from 'node:path';
import { runGroup } from '../process-group.js';
import { inProject } from '../project.js';

/** The extension's identity, as VS Code names its folders and logs. */
export const extensionId = 'ftp-workspaces.ftp-workspaces';

/** Builds the extension and packs what a user would install. Returns the .vsix file. */
export async function packExtension(): Promise<string> {
  const vsce = inProject('node_modules', '@vscode', 'vsce', 'vsce');
  const file = inProject('dist', 'ftp-workspaces.vsix');
  const args = [vsce, 'package', '--no-dependencies', '--out', file];
  const ending = await runGroup(process.execPath, args, { limitMs: 120_000, output: 'capture' });
  if (ending.code !== 0) throw new Error(`the extension could not be packed:\n${ending.output}`);
  return file;
}

/** The folder that VS Code unpacked the extension into. */
export function installedExtension(extensionsFolder: string): string {
  const name = fs.readdirSync(extensionsFolder).find((entry) => entry.startsWith(extensionId));
  if (name === undefined) throw new Error(`no ${extensionId} in ${extensionsFolder}`);
  return path.join(extensionsFolder, name);
}
