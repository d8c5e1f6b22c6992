import * as vscode from 'vscode';
import { isRemoteError } from '../../base/remote-error.js';
import { type TreeChange } from '../../remote/tree-watch.js';
import { type WorkspaceTree } from '../../remote/workspace-tree.js';
import { type Connections } from '../connections/connections.js';
import { toUri } from '../remote-uri.js';
import { type ChangeBatch } from './change-batch.js';
import { refreshHabits } from './workspace-settings.js';

const section = 'ftpWorkspaces.refresh';
const lookMs = 2 * 60_000;
/** Windows come and go quickly. */
const pauseMs = 800;

const types: Record<TreeChange['kind'], vscode.FileChangeType> = {
  created: vscode.FileChangeType.Created,
  changed: vscode.FileChangeType.Changed,
  deleted: vscode.FileChangeType.Deleted,
};

/** Looks for what others have changed: when the window gets the focus, and now and then while it has it. */
export class ChangeWatch implements vscode.Disposable {
  readonly #connections: Connections;
  readonly #changes: ChangeBatch;
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #lookedAt = 0;

  constructor(connections: Connections, changes: ChangeBatch) {
    this.#connections = connections;
    this.#changes = changes;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && refreshHabits().onFocus) void this.#look();
        this.#schedule();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) this.#schedule();
      }),
    );
    this.#schedule();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscriptions.dispose();
  }

  #schedule(): void {
    clearInterval(this.#timer);
    const { everySeconds } = refreshHabits();
    if (everySeconds === 0 || !vscode.window.state.focused) return;
    this.#timer = setInterval(() => void this.#look(), everySeconds * 1_000);
  }

  async #look(): Promise<void> {
    if (this.#isLooking || Date.now() - this.#lookedAt < pauseMs) return;
    this.#isLooking = true;
    try {
      const seen = this.#connections.treesInUse().map((place) => this.#lookAt(place));
      await Promise.all(seen);
    } finally {
      this.#isLooking = false;
      this.#lookedAt = Date.now();
    }
  }

  async #lookAt({ name, tree }: { name: string; tree: WorkspaceTree }): Promise<void> {
    try {
      const found = await tree.lookAgain(openPaths(name), AbortSignal.timeout(lookMs));
      const events = found.map(({ path, kind }) => ({
        type: types[kind],
        uri: toUri({ connection: name, path }),
      }));
      if (events.length > 0) this.#changes.add(...events);
    } catch (error) {
      // The connection says itself that it is lost; the next look begins anew.
      if (!isRemoteError(error)) throw error;
    }
  }
}

/** The files of a connection that are open, on screen or behind a tab. */
function openPaths(name: string): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = [
    ...vscode.workspace.textDocuments.map(({ uri }) => uri),
    ...tabs.flatMap(({ input }) => uriOf(input) ?? []),
  ];
  const ours = uris.filter(
    ({ scheme, authority }) => scheme === 'ftp' && authority.toLowerCase() === name.toLowerCase(),
  );
  return [...new Set(ours.map(({ path }) => path))];
}

function uriOf(input: unknown): vscode.Uri | undefined {
  const isOfFile =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return isOfFile ? input.uri : undefined;
}
