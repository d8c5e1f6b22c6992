import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../project.js';
import { connectionSettings, type Site } from './site.js';

const files = {
  'page.html': '<p>one</p>\n',
  'notes.log': 'one\n',
  'deep/er/style.css': 'a {}\n',
};
const ignore = ['*.log', '.vscode', '*.code-workspace'];
const mapping = { local: '.', connection: 'demo', remote: '/uploaded', ignore };

/** A folder with a few files whose saves go to /uploaded. Beside it are the files of other tools. */
export function localFolder(runFolder: string): string {
  const samples = inProject('test', 'fixtures', 'import');
  fs.cpSync(samples, path.join(runFolder, 'import-samples'), { recursive: true });
  return makeFolder(runFolder, { 'ftpWorkspaces.sync': [mapping] });
}

/** The same, but it brings the connection along too, and nobody trusts it yet. */
export function strangersFolder(runFolder: string, site: Site): string {
  return makeFolder(runFolder, {
    'ftpWorkspaces.sync': [mapping],
    ...connectionSettings(site),
  });
}

/** Settings in which folders are not trusted, and nobody is asked about that. */
export const untrustingSettings: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'security.workspace.trust.banner': 'never',
};

function makeFolder(runFolder: string, settings: object): string {
  const folder = path.join(runFolder, 'project');
  const all = { ...files, '.vscode/settings.json': JSON.stringify(settings) };
  for (const [name, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}
