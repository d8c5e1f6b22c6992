import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { childOf, nameOf, parentOf } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { type Questions } from '../questions.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { type RemotePlace, toUri } from '../remote-uri.js';
import { reported } from './change-reports.js';
import { type Connections } from './connections.js';
import { type FailureNotices } from './failure-notices.js';

const changeMs = 30 * 60_000;

/** What changes of remote files from the tree work with. */
export interface ChangeSources {
  connections: Connections;
  changes: ChangeBatch;
  questions: Questions;
  notices: FailureNotices;
}

/** Changes of remote files and folders that commands ask for; editors and Explorer learn of them. */
export class RemoteChanges {
  readonly #sources: ChangeSources;

  constructor(sources: ChangeSources) {
    this.#sources = sources;
  }

  /** Makes an empty file and opens it; never in the place of another one. */
  async makeFile(folder: RemotePlace, name: string): Promise<void> {
    const isMade = await this.makeFileOf(folder, name, () => new Uint8Array());
    const uri = toUri({ connection: folder.connection, path: childOf(folder.path, name) });
    if (isMade) await vscode.commands.executeCommand('vscode.open', uri);
  }

  /** Makes a file with that content; never in the place of another one. */
  async makeFileOf(
    { connection, path }: RemotePlace,
    name: string,
    read: () => Uint8Array | Thenable<Uint8Array>,
  ): Promise<boolean> {
    const file = { connection, path: childOf(path, name) };
    return this.#report(vscode.l10n.t('{0} was not made.', name), async () => {
      const write = { path: file.path, content: await read(), create: true, overwrite: false };
      await this.#tree(connection).write(write, AbortSignal.timeout(changeMs));
      this.#tell(file, vscode.FileChangeType.Created);
    });
  }

  async makeFolder({ connection, path }: RemotePlace, name: string): Promise<void> {
    const folder = { connection, path: childOf(path, name) };
    await this.#report(vscode.l10n.t('{0} was not made.', name), async () => {
      await this.#tree(connection).mkdir(folder.path, AbortSignal.timeout(changeMs));
      this.#tell(folder, vscode.FileChangeType.Created);
    });
  }

  /** Gives a file or folder another path on its server; open editors go with it. */
  async move(place: RemotePlace, to: string): Promise<void> {
    await this.#report(vscode.l10n.t('{0} was not moved to {1}.', place.path, to), async () => {
      const target = toUri({ connection: place.connection, path: to });
      await vscode.workspace.fs.rename(toUri(place), target, { overwrite: false });
    });
  }

  /** Asks, then removes files and folders with all that is in them. */
  async remove(places: readonly RemotePlace[]): Promise<void> {
    const { questions } = this.#sources;
    const names = places.map(({ path }) => path);
    if (places.length === 0 || !(await questions.remove(names))) return;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Deleting on the server'),
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (progress, token) => {
      for (const [at, place] of places.entries()) {
        if (token.isCancellationRequested) return;
        progress.report({
          message: withoutLinks(
            vscode.l10n.t('{0} ({1} of {2})', place.path, at + 1, places.length),
          ),
          increment: at === 0 ? 0 : 100 / places.length,
        });
        await this.#removeOne(place, token);
      }
    });
  }

  /** Sets the mode bits of files and folders. */
  async changeMode(places: readonly RemotePlace[], mode: number): Promise<void> {
    for (const place of places) {
      const what = vscode.l10n.t('The permissions of {0} were not changed.', place.path);
      await this.#report(what, async () => {
        const { files } = this.#sources.connections.get(place.connection);
        await files.chmod(place.path, mode, AbortSignal.timeout(changeMs));
        this.#tell(place, vscode.FileChangeType.Changed);
      });
    }
  }

  /** What is in a folder, to see which names are taken; nothing where that cannot be known. */
  async namesIn({ connection, path }: RemotePlace): Promise<string[]> {
    try {
      const entries = await this.#tree(connection).list(path, AbortSignal.timeout(changeMs));
      return entries.map(({ name }) => name);
    } catch (error) {
      // The server refuses a name that is taken, too.
      if (error instanceof RemoteError) return [];
      throw error;
    }
  }

  /** What the server tells of a place; undefined where it tells nothing. */
  async look({ connection, path }: RemotePlace): Promise<RemoteEntry | undefined> {
    try {
      return await this.#tree(connection).stat(path, AbortSignal.timeout(changeMs));
    } catch (error) {
      // It only fills in what the user may type anyway.
      if (error instanceof RemoteError) return undefined;
      throw error;
    }
  }

  /** The folder that something new is made in: the place itself, or the folder that it lies in. */
  async folderOf(place: RemotePlace): Promise<RemotePlace> {
    if (place.path === '/' || (await this.look(place))?.type === 'directory') return place;
    return { connection: place.connection, path: parentOf(place.path) };
  }

  async #removeOne(place: RemotePlace, token: vscode.CancellationToken): Promise<void> {
    const stop = new AbortController();
    const cancelled = token.onCancellationRequested(() => {
      stop.abort(new RemoteError('aborted', `Deleting ${place.path} was cancelled`));
    });
    const what = vscode.l10n.t('{0} was not deleted, or not all of it.', nameOf(place.path));
    await this.#report(what, async () => {
      try {
        await this.#tree(place.connection).remove(place.path, { recursive: true }, stop.signal);
      } finally {
        // Part of it may be gone.
        cancelled.dispose();
        this.#tell(place, vscode.FileChangeType.Deleted);
      }
    });
  }

  #tree(connection: string): ReturnType<Connections['treeOf']> {
    return this.#sources.connections.treeOf(connection);
  }

  #tell(place: RemotePlace, type: vscode.FileChangeType): void {
    this.#sources.changes.add({ type, uri: toUri(place) });
  }

  #report(what: string, change: () => Promise<unknown>): Promise<boolean> {
    return reported(this.#sources.notices, what, change);
  }
}
