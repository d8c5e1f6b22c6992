import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../free-port.js';
import { endGroup, guardGroup, isAlive, killGroup, runGroup } from '../process-group.js';
import { cacheFolder } from '../project.js';
import { until } from '../until.js';
import type { Release } from './install/releases.js';
import { installNode, installServer } from './install/server.js';
import { quietSettings } from './settings.js';

export interface ServerSettings {
  readonly release: Release;
  /** A name for the folder of this run. */
  readonly name: string;
  /** User settings, on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the server, and so for the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** A .vsix to install before the start. */
  readonly vsix?: string;
  /** Loads extensions from folders, as tests need it; off in a server for people. */
  readonly forTests: boolean;
}

/** What a window shows, and what is loaded into it. */
export interface WindowOptions {
  /** A folder on disk, a folder URI of any scheme, a .code-workspace file; else an empty window. */
  readonly workspace?: string;
  /** The folder of the extension under test. */
  readonly extension?: string;
  /** A module whose exported `run` is the tests. */
  readonly tests?: string;
}

/** A VS Code server with its web workbench, with user data of its own. */
export class VscodeServer {
  readonly runFolder: string;
  readonly logFolder: string;
  /** Where installed extensions are. */
  readonly extensionsFolder: string;
  readonly port: number;
  /** Settles when the process ends, by itself or by `stop`. */
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #pid: number;

  /** Fetches what is missing, starts, and waits until the server answers. */
  static async start(options: ServerSettings): Promise<VscodeServer> {
    const { release } = options;
    const [vscode, node] = await Promise.all([installServer(release), installNode(release)]);
    const runFolder = freshRunFolder(options.name);
    writeUserSettings(runFolder, options.settings ?? {});
    const program = { node, args: commonArguments(vscode, runFolder), env: environment(options) };
    if (options.vsix !== undefined) await installExtension(program, options.vsix);
    const port = await freePort();
    const server = new VscodeServer(program, { port, runFolder, forTests: options.forTests });
    await server.#untilAnswering();
    return server;
  }

  private constructor(
    { node, args, env }: Program,
    { port, runFolder, forTests }: { port: number; runFolder: string; forTests: boolean },
  ) {
    this.port = port;
    this.runFolder = runFolder;
    this.logFolder = path.join(runFolder, 'logs');
    this.extensionsFolder = path.join(runFolder, 'extensions');
    const output = fs.openSync(path.join(runFolder, 'server-output.log'), 'a');
    const serve = [
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--logsPath', this.logFolder],
      ...(forTests ? ['--enable-smoke-test-driver'] : []),
    ];
    this.#process = spawn(node, [...args, ...serve], {
      cwd: runFolder,
      env,
      detached: true,
      stdio: ['ignore', output, output],
    });
    fs.closeSync(output);
    this.#pid = this.#process.pid ?? 0;
    guardGroup(this.#pid);
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', () => {
        resolve();
      });
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** The address of a window. */
  address({ workspace, extension, tests }: WindowOptions): string {
    const query = new URLSearchParams();
    if (workspace === undefined) query.set('ew', 'true');
    else if (/^[a-z][a-z0-9+.-]+:/i.test(workspace)) query.set('folder', workspace);
    else if (workspace.endsWith('.code-workspace')) query.set('workspace', workspace);
    else query.set('folder', path.resolve(workspace));
    const payload: [string, string][] = [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    if (extension !== undefined) {
      payload.push(['extensionDevelopmentPath', this.#remoteUri(extension)]);
    }
    if (tests !== undefined) payload.push(['extensionTestsPath', this.#remoteUri(tests)]);
    query.set('payload', JSON.stringify(payload));
    return `${this.origin}/?${query.toString()}`;
  }

  /** The text of an extension's log channel in the window that was opened last. */
  channelLog(extensionId: string, channel: string): string {
    const file = this.channelLogFile(extensionId, channel);
    return file === undefined ? '' : fs.readFileSync(file, 'utf8');
  }

  /** The file of a log channel; undefined until the extension has made the channel. */
  channelLogFile(extensionId: string, channel: string): string | undefined {
    if (!fs.existsSync(this.logFolder)) return undefined;
    const ending = path.join(extensionId, `${channel}.log`);
    const names = fs.readdirSync(this.logFolder, { recursive: true, encoding: 'utf8' });
    // A window that is opened or reloaded has an extension host, and so a folder, of its own.
    const found = names
      .filter((name) => name.endsWith(`${path.sep}${ending}`))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const latest = found.at(-1);
    return latest === undefined ? undefined : path.join(this.logFolder, latest);
  }

  /** Ends the server and all that it started. */
  async stop(): Promise<void> {
    killGroup(this.#pid, 'SIGTERM');
    const given = new Promise<void>((resolve) => setTimeout(resolve, 3000).unref());
    await Promise.race([this.ended, given]);
    endGroup(this.#pid);
    await this.ended;
  }

  #remoteUri(file: string): string {
    return `vscode-remote://127.0.0.1:${String(this.port)}${encodeURI(path.resolve(file))}`;
  }

  async #untilAnswering(): Promise<void> {
    try {
      await until('the VS Code server to answer', 60_000, async () => {
        if (this.#process.exitCode !== null) return true;
        return (await fetch(`${this.origin}/version`)).ok;
      });
      if (this.#process.exitCode !== null) throw new Error('the VS Code server ended at once');
    } catch (error) {
      endGroup(this.#pid);
      const output = fs.readFileSync(path.join(this.runFolder, 'server-output.log'), 'utf8');
      throw new Error(`${String(error)}\n${output}`, { cause: error });
    }
  }
}

interface Program {
  readonly node: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** An empty folder. Those of earlier runs of this name go, unless they are still running. */
function freshRunFolder(name: string): string {
  const runs = path.join(cacheFolder, 'runs');
  fs.mkdirSync(runs, { recursive: true });
  for (const entry of fs.readdirSync(runs)) {
    const pid = entry.startsWith(`${name}-`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    fs.rmSync(path.join(runs, entry), { recursive: true, force: true });
  }
  const folder = path.join(runs, `${name}-${String(process.pid)}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  return folder;
}

function writeUserSettings(runFolder: string, settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(runFolder, 'user-data', 'User');
  fs.mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...settings }, undefined, 2);
  fs.writeFileSync(path.join(folder, 'settings.json'), text);
}

function commonArguments(vscode: string, runFolder: string): string[] {
  return [
    path.join(vscode, 'out/server-main.js'),
    '--accept-server-license-terms',
    ...['--server-data-dir', path.join(runFolder, 'server-data')],
    ...['--user-data-dir', path.join(runFolder, 'user-data')],
    ...['--extensions-dir', path.join(runFolder, 'extensions')],
    ...['--telemetry-level', 'off'],
  ];
}

function environment({ env }: ServerSettings): NodeJS.ProcessEnv {
  // We may ourselves run in a terminal of VS Code.
  const outer = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...Object.fromEntries(outer),
    // Says that the environment is as it should be: no login shell is asked for it.
    VSCODE_CLI: '1',
    // No marketplace.
    EXTENSIONS_GALLERY: '{}',
    ...env,
  };
}

async function installExtension({ node, args, env }: Program, vsix: string): Promise<void> {
  const ending = await runGroup(node, [...args, '--install-extension', vsix, '--force'], {
    limitMs: 120_000,
    env,
    output: 'capture',
  });
  if (ending.code !== 0 || !/successfully installed/i.test(ending.output)) {
    throw new Error(`VS Code did not install ${vsix}:\n${ending.output}`);
  }
}
