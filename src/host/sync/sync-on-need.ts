import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { type Deed } from '../../sync/upload-intake.js';
import { keepKeptFiles } from './kept-files.js';
import { followDeeds } from './local-deeds.js';
import { type Command, commandNames, type Commands } from './sync-command-names.js';
import { type SyncParts, type SyncPartsSources } from './sync-parts.js';

const setting = 'ftpWorkspaces.sync';

/**
 * Sync in a window that may never have to do with one. What it is made of is read where a mapping
 * stands in the settings or a command is called; what is saved before that waits for it.
 */
export class SyncOnNeed implements vscode.Disposable {
  readonly #sources: () => Promise<SyncPartsSources>;
  readonly #subscriptions: vscode.Disposable;
  #loading: Promise<SyncParts> | undefined;

  constructor(sources: () => Promise<SyncPartsSources>) {
    this.#sources = sources;
    const loadIfMapped = (): void => {
      if (isMapped()) void this.#load();
    };
    this.#subscriptions = vscode.Disposable.from(
      followDeeds((deeds) => this.#take(deeds)),
      keepKeptFiles(async (hash) => (await this.#load()).sessions.contentOf(hash, never)),
      ...Object.values(commandNames)
        .flat()
        .map((name) => this.#register(name)),
      vscode.workspace.onDidChangeWorkspaceFolders(loadIfMapped),
      vscode.workspace.onDidGrantWorkspaceTrust(loadIfMapped),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) loadIfMapped();
      }),
    );
    loadIfMapped();
  }

  /** Cancels what is under way; what is left goes on when the window is opened again. */
  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    void this.#loading?.then((parts) => {
      parts.dispose();
    });
  }

  #register(name: keyof Commands): vscode.Disposable {
    const run: Command = async (...args) => (await this.#load()).run(name, ...args);
    return vscode.commands.registerCommand(`ftpWorkspaces.${name}`, run);
  }

  async #take(deeds: readonly Deed[]): Promise<void> {
    if (this.#loading !== undefined || isMapped()) await (await this.#load()).take(deeds);
  }

  #load(): Promise<SyncParts> {
    this.#loading ??= this.#make();
    return this.#loading;
  }

  async #make(): Promise<SyncParts> {
    const { SyncParts } = await import('./sync-parts.js');
    return new SyncParts(await this.#sources());
  }
}

/** Whether there is anything to be read in the settings, however senseless. */
function isMapped(): boolean {
  if (!vscode.workspace.isTrusted) return false;
  return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => {
    if (uri.scheme !== 'file') return false;
    const value: unknown = vscode.workspace.getConfiguration(undefined, uri).get(setting);
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
}
