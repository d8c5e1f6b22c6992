// A window to play with, until Ctrl+C, and its traffic in the terminal.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { runGroup } from '../support/process-group.js';
import { inProject } from '../support/project.js';
import { packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import { quietSettings } from '../support/vscode-host/settings.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { type Target } from './target.js';
import { Traffic } from './traffic.js';

interface Window {
  /** Where VS Code writes its logs. */
  logFolder: string;
  ended: Promise<void>;
  stop(): Promise<void>;
}

const pollMs = 200;

/** Opens VS Code on the target and shows its traffic, until it is interrupted or closed. */
export async function stay(target: Target): Promise<number> {
  console.log(`On ${target.title}`);
  const settings = { 'ftpWorkspaces.connections': { demo: target.profile } };
  const program = desktopProgram();
  const window = await (program === undefined ? openWeb(settings) : openDesktop(program, settings));
  const traffic = new Traffic(window.logFolder);
  const timer = setInterval(() => {
    for (const line of traffic.news()) console.log(line);
  }, pollMs);
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve));
  await Promise.race([interrupted, window.ended]);
  clearInterval(timer);
  await window.stop();
  return 0;
}

async function openWeb(settings: Record<string, unknown>): Promise<Window> {
  const server = await VscodeServer.start({
    release: releases.newest,
    name: 'start',
    settings,
    vsix: await packExtension(),
    forTests: false,
  });
  console.log(`Open this in a browser: ${server.address({ workspace: 'ftp://demo/' })}`);
  console.log('Ctrl+C ends it. What goes over the wire:');
  return { logFolder: server.logFolder, ended: server.ended, stop: () => server.stop() };
}

async function openDesktop(program: string, settings: Record<string, unknown>): Promise<Window> {
  const built = await runGroup('npm', ['run', 'build'], {
    limitMs: 120_000,
    output: 'capture',
    cwd: inProject(),
  });
  if (built.code !== 0) throw new Error(built.output);
  const userData = inProject('out', 'desktop');
  fs.rmSync(path.join(userData, 'logs'), { recursive: true, force: true });
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...settings }, undefined, 2);
  fs.writeFileSync(path.join(userData, 'User', 'settings.json'), text);
  const child = spawn(
    program,
    [
      '--wait',
      '--new-window',
      `--user-data-dir=${userData}`,
      `--extensionDevelopmentPath=${inProject()}`,
      '--folder-uri=ftp://demo/',
    ],
    { stdio: 'ignore', shell: process.platform === 'win32' },
  );
  console.log(
    'VS Code is starting. Closing its window, or Ctrl+C, ends it. What goes over the wire:',
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      resolve();
    });
  });
  return {
    logFolder: path.join(userData, 'logs'),
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** The `code` on the PATH, if there is one. */
function desktopProgram(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}
