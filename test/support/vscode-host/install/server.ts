import fs from 'node:fs';
import path from 'node:path';
import { cached } from './cache.js';
import { installDependencies, unpackPackage } from './npm.js';
import { nodePackages, type Release } from './releases.js';
import { spdlogStandIn, watchdogStandIn } from './stand-ins.js';
import { patchWorkbench } from './workbench-patches.js';

/** Dependencies that want a compiler, are large, or serve what is switched off here. */
const unneededPackages = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];
const unneededExtensions = [
  'copilot',
  'mermaid-markdown-features',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'terminal-suggest',
  'tunnel-forwarding',
];

/** The folder of a VS Code server with its web workbench. */
export async function installServer(release: Release): Promise<string> {
  const folder = await cached(`vscode-${release.version}`, async (unfinished) => {
    const archive = path.join(unfinished, 'package');
    const vscode = path.join(unfinished, 'vscode');
    await unpackPackage(release.package, archive);
    fs.renameSync(path.join(archive, 'lib/vscode'), vscode);
    fs.rmSync(archive, { recursive: true });
    await installInto(vscode);
    patchWorkbench(vscode, release.version);
  });
  return path.join(folder, 'vscode');
}

async function installInto(vscode: string): Promise<void> {
  dropDependencies(path.join(vscode, 'package.json'));
  await installDependencies(vscode);
  await installDependencies(path.join(vscode, 'extensions'));
  for (const name of unneededExtensions) {
    fs.rmSync(path.join(vscode, 'extensions', name), { recursive: true, force: true });
  }
  standIn(vscode, '@vscode/spdlog', spdlogStandIn);
  standIn(vscode, 'native-watchdog', watchdogStandIn);
  standIn(vscode, '@vscode/native-watchdog', watchdogStandIn);
  // The workbench asks for its modules under the name that they have in the desktop product.
  fs.symlinkSync('node_modules', path.join(vscode, 'node_modules.asar'));
}

function dropDependencies(file: string): void {
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const kept = Object.entries(manifest.dependencies).filter(
    ([name]) => !unneededPackages.includes(name),
  );
  fs.writeFileSync(file, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(kept) }));
}

function standIn(vscode: string, name: string, source: string): void {
  const folder = path.join(vscode, 'node_modules', name);
  if (fs.existsSync(folder)) fs.writeFileSync(path.join(folder, 'index.js'), source);
}

/** A Node.js that the release runs on: this one, or one from the npm registry. */
export async function installNode(release: Release): Promise<string> {
  const running = Number(process.versions.node.split('.')[0]);
  if (release.nodeMajors.includes(running)) return process.execPath;
  const major = release.nodeMajors.find((number) => nodePackages[number] !== undefined) ?? 0;
  const name = nodePackages[major];
  if (name === undefined) throw new Error(`no Node.js for VS Code ${release.version}`);
  const folder = await cached(`node-${String(major)}`, (unfinished) =>
    unpackPackage(name, unfinished),
  );
  return path.join(folder, 'bin/node');
}
