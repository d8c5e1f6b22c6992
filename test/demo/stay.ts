import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../support/project.js';
import { extensionId, packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import { quietSettings } from '../support/vscode-host/settings.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import type { SiteServer } from './site-server.js';
import { follow } from './traffic.js';

/** Opens VS Code on the server and shows the traffic, until Ctrl+C. */
export async function stay(site: SiteServer): Promise<void> {
  const vsix = await packExtension();
  const desktop = findOnPath('code');
  const open = desktop === undefined ? openInBrowser(site, vsix) : openDesktop(site, desktop);
  const { where, findLog, close } = await open;
  console.log(`FTP: ${site.description}`);
  if (site.password !== '') console.log(`Password, when VS Code asks for it: ${site.password}`);
  console.log(where);
  console.log('Ctrl+C ends it all. What goes over the wire:\n');
  follow(findLog);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await close();
}

interface Opened {
  readonly where: string;
  readonly findLog: () => string | undefined;
  readonly close: () => Promise<void>;
}

function settingsFor(site: SiteServer): Record<string, unknown> {
  return { 'ftpWorkspaces.connections': { demo: site.profile } };
}

async function openInBrowser(site: SiteServer, vsix: string): Promise<Opened> {
  const server = await VscodeServer.start({
    release: releases.newest,
    name: 'start',
    settings: settingsFor(site),
    vsix,
    forTests: false,
  });
  return {
    where: `VS Code: open ${server.address({ workspace: 'ftp://demo/' })} in a browser`,
    findLog: () => server.channelLogFile(extensionId, 'FTP Traffic'),
    close: () => server.stop(),
  };
}

/** The VS Code of this machine, with settings and extensions of its own. */
function openDesktop(site: SiteServer, program: string): Promise<Opened> {
  const userData = inProject('out', 'desktop', 'user-data');
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  const settings = JSON.stringify({ ...quietSettings, ...settingsFor(site) }, undefined, 2);
  fs.writeFileSync(path.join(userData, 'User', 'settings.json'), settings);
  const args = [
    '--new-window',
    ...['--user-data-dir', userData],
    ...['--extensions-dir', inProject('out', 'desktop', 'extensions')],
    `--extensionDevelopmentPath=${inProject()}`,
    '--disable-workspace-trust',
    ...['--folder-uri', 'ftp://demo/'],
  ];
  const isWindows = process.platform === 'win32';
  const child = spawn(program, args, { stdio: 'ignore', detached: true, shell: isWindows });
  child.unref();
  return Promise.resolve({
    where: `VS Code: a window of ${program}`,
    findLog: () => findNewest(path.join(userData, 'logs')),
    close: () => Promise.resolve(),
  });
}

/** The newest log of our channel below a folder. */
function findNewest(folder: string): string | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const ending = path.join(extensionId, 'FTP Traffic.log');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
  const age = (file: string): number => fs.statSync(file).mtimeMs;
  return files.sort((a, b) => age(a) - age(b)).at(-1);
}

function findOnPath(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.cmd`] : [name];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((part) => part !== '');
  const files = folders.flatMap((folder) => names.map((each) => path.join(folder, each)));
  return files.find((file) => fs.existsSync(file));
}
