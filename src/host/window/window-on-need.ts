import * as vscode from 'vscode';
import { connectionsSetting, temporaryKey } from '../connections/connection-places.js';
import { emptyViews } from './views.js';
import { windowCommands } from './window-commands.js';
import { type WindowParts, type WindowSources } from './window-parts.js';

/**
 * A window that may never have to do with a server. What it is made of is read where there are
 * connections, or where somebody asks for a file, a row or a command.
 */
export class WindowOnNeed implements vscode.Disposable {
  readonly #sources: WindowSources;
  readonly #subscriptions: vscode.Disposable;
  #loading: Promise<WindowParts> | undefined;
  #parts: WindowParts | undefined;

  constructor(sources: Omit<WindowSources, 'views'>) {
    const load = (): Promise<WindowParts> => this.load();
    const views = emptyViews(load);
    this.#sources = { ...sources, views };
    this.#subscriptions = vscode.Disposable.from(
      views.connections,
      views.transfers,
      windowCommands(load),
      vscode.window.registerUriHandler({
        handleUri: async (uri) => (await load()).actions.openLink(uri),
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#loadIfConnected();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(connectionsSetting)) this.#loadIfConnected();
      }),
    );
    this.#loadIfConnected();
  }

  /** What is there by now. */
  get parts(): WindowParts | undefined {
    return this.#parts;
  }

  /** Reads what is not there yet, once. */
  load(): Promise<WindowParts> {
    this.#loading ??= this.#make();
    return this.#loading;
  }

  /** Cancels the transfers and waits until they are over. */
  async endTransfers(): Promise<void> {
    await (await this.#loading)?.endTransfers();
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Where there is a connection: what is wrong with one is told before it is used. */
  #loadIfConnected(): void {
    const isTold = isAny(vscode.workspace.getConfiguration().get(connectionsSetting));
    if (isTold || isAny(this.#sources.context.globalState.get(temporaryKey))) void this.load();
  }

  async #make(): Promise<WindowParts> {
    const { WindowParts } = await import('./window-parts.js');
    this.#parts = new WindowParts(this.#sources);
    return this.#parts;
  }
}

/** Whether anything stands there, however senseless. */
function isAny(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
