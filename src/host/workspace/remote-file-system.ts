import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { normalizePath } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { copyTree } from '../../remote/copy-tree.js';
import { moveTree } from '../../remote/move-tree.js';
import { type WorkspaceTree } from '../../remote/workspace-tree.js';
import { toFileSystemError } from '../to-file-system-error.js';
import { type ChangeBatch } from './change-batch.js';
import { type LargeFiles } from './large-files.js';
import { type LongWork, runLong, type Tell } from './long-transfer.js';
import { toFileStat, toFileType } from './to-file-stat.js';

/** VS Code waits for ever, so each call has an end; the engine's own steps end much earlier. */
const metadataMs = 5 * 60_000;
const transferMs = 30 * 60_000;
const treeMs = 12 * 3_600_000;

/** What the provider of the `ftp:` scheme works with. */
export interface FileSystemSources {
  /** The tree behind an address's authority; a RemoteError says why there is none. */
  treeOf(authority: string): WorkspaceTree;
  changes: ChangeBatch;
  largeFiles: LargeFiles;
  /** Announces that a folder could not be listed: Explorer shows it as an empty one. */
  onListingFailure(uri: vscode.Uri, error: RemoteError): void;
}

type Work<T> = (tree: WorkspaceTree, path: string, signal: AbortSignal) => Promise<T>;

/** `ftp://connection/path` as VS Code's files. */
export class RemoteFileSystem implements vscode.FileSystemProvider {
  readonly #sources: FileSystemSources;
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;

  constructor(sources: FileSystemSources) {
    this.#sources = sources;
    this.onDidChangeFile = sources.changes.onDidChangeFile;
  }

  /** FTP tells of no changes: what is shown is looked at now and then instead, whoever watches it. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#run(uri, metadataMs, async (tree, path, signal) => {
      // VS Code looks at what is on the server just before it saves.
      const entry = isDirty(uri)
        ? await tree.statBeforeWrite(path, signal)
        : await tree.stat(path, signal);
      return toFileStat(entry);
    });
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#run(uri, metadataMs, async (tree, path, signal) => {
      try {
        const entries = await tree.list(path, signal);
        return entries.map((entry) => [entry.name, toFileType(entry)]);
      } catch (error) {
        if (error instanceof RemoteError) this.#sources.onListingFailure(uri, error);
        throw error;
      }
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const title = vscode.l10n.t('Reading {0}', uri.path);
    return this.#runLong(
      uri,
      { title, limitMs: transferMs },
      async (tree, path, { signal, tell }) => {
        // Where nothing has to be asked the transfer begins in this very turn: VS Code's own look, which
        // comes beside this, then finds it under way.
        const asking = this.#sources.largeFiles.admit(uri, tree, signal);
        if (asking !== undefined) await asking;
        const onNews = (): void => {
          // Somebody else may have asked: an editor that shows the old content has to learn of it.
          this.#sources.changes.add({ type: vscode.FileChangeType.Changed, uri });
        };
        const isEdited = (content: Uint8Array): boolean => isEditedElsewise(uri, content);
        return tree.read({ path, onProgress: tell.bytes, isEdited, onNews }, signal);
      },
    );
  }

  /** Follows the documents: what was read while one was dirty is shown by it when it is clean. */
  follow(): vscode.Disposable {
    const settled = ({ uri, isDirty: isHeld }: vscode.TextDocument): void => {
      if (uri.scheme !== 'ftp' || isHeld) return;
      try {
        this.#sources.treeOf(uri.authority).editedNoMore(normalizePath(uri.path));
      } catch {
        // A connection that is gone from the settings remembers nothing.
      }
    };
    return vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        settled(document);
      }),
      vscode.workspace.onDidCloseTextDocument(settled),
    );
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { create: boolean; overwrite: boolean },
  ): Promise<void> {
    const { create, overwrite } = options;
    const title = vscode.l10n.t('Saving {0}', uri.path);
    const limits = { title, limitMs: transferMs };
    const { created } = await this.#runLong(uri, limits, (tree, path, { signal, tell }) =>
      tree.write({ path, content, create, overwrite, onProgress: tell.bytes }, signal),
    );
    const type = created ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed;
    this.#sources.changes.add({ type, uri });
  }

  async delete(uri: vscode.Uri, { recursive }: { recursive: boolean }): Promise<void> {
    const title = vscode.l10n.t('Deleting {0}', uri.path);
    await this.#runLong(uri, { title, limitMs: treeMs }, (tree, path, { signal }) =>
      tree.remove(path, { recursive }, signal),
    );
    this.#sources.changes.add({ type: vscode.FileChangeType.Deleted, uri });
  }

  async copy(
    from: vscode.Uri,
    to: vscode.Uri,
    { overwrite }: { overwrite: boolean },
  ): Promise<void> {
    const title = vscode.l10n.t('Copying {0}', from.path);
    const { skipped } = await this.#runLong(
      from,
      { title, limitMs: treeMs },
      (tree, path, { signal, tell }) => {
        const target = { tree: this.#sources.treeOf(to.authority), path: normalizePath(to.path) };
        const onProgress = countFiles(tell);
        return copyTree({ from: { tree, path }, to: target, overwrite, onProgress }, signal);
      },
    );
    this.#sources.changes.add({ type: vscode.FileChangeType.Created, uri: to });
    if (skipped.length > 0) tellSkipped(skipped);
  }

  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    { overwrite }: { overwrite: boolean },
  ): Promise<void> {
    const isWithin = await this.#run(from, metadataMs, async (tree, path, signal) => {
      if (this.#sources.treeOf(to.authority) !== tree) return false;
      await tree.rename({ from: path, to: normalizePath(to.path), overwrite }, signal);
      return true;
    });
    try {
      if (!isWithin) await this.#moveAcross(from, to, overwrite);
    } finally {
      this.#sources.changes.add(
        { type: vscode.FileChangeType.Deleted, uri: from },
        { type: vscode.FileChangeType.Created, uri: to },
      );
    }
  }

  /** From one connection to another. */
  async #moveAcross(from: vscode.Uri, to: vscode.Uri, overwrite: boolean): Promise<void> {
    const title = vscode.l10n.t('Moving {0}', from.path);
    const limits = { title, limitMs: treeMs };
    await this.#runLong(from, limits, (tree, path, { signal, tell }) => {
      const target = { tree: this.#sources.treeOf(to.authority), path: normalizePath(to.path) };
      const onProgress = countFiles(tell);
      return moveTree({ from: { tree, path }, to: target, overwrite, onProgress }, signal);
    });
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.#run(uri, metadataMs, (tree, path, signal) => tree.mkdir(path, signal));
    this.#sources.changes.add({ type: vscode.FileChangeType.Created, uri });
  }

  async #runLong<T>(
    uri: vscode.Uri,
    limits: Pick<LongWork<T>, 'title' | 'limitMs'>,
    work: (
      tree: WorkspaceTree,
      path: string,
      how: { signal: AbortSignal; tell: Tell },
    ) => Promise<T>,
  ): Promise<T> {
    try {
      const path = normalizePath(uri.path);
      const tree = this.#sources.treeOf(uri.authority);
      return await runLong({
        ...limits,
        run: (signal, tell) => work(tree, path, { signal, tell }),
      });
    } catch (error) {
      throw toFileSystemError(error);
    }
  }

  async #run<T>(uri: vscode.Uri, deadlineMs: number, work: Work<T>): Promise<T> {
    try {
      const path = normalizePath(uri.path);
      const tree = this.#sources.treeOf(uri.authority);
      return await work(tree, path, AbortSignal.timeout(deadlineMs));
    } catch (error) {
      throw toFileSystemError(error);
    }
  }
}

function isDirty(uri: vscode.Uri): boolean {
  const text = uri.toString();
  return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === text);
}

/** Whether an editor holds changes to the file, and not just what was read of it. */
function isEditedElsewise(uri: vscode.Uri, content: Uint8Array): boolean {
  const text = uri.toString();
  const held = vscode.workspace.textDocuments.find(
    (one) => one.isDirty && one.uri.toString() === text,
  );
  return held !== undefined && held.getText() !== new TextDecoder().decode(content);
}

function countFiles(tell: Tell): (files: number) => void {
  return (files) => {
    tell.text(vscode.l10n.t('{0} files', files));
  };
}

function tellSkipped(skipped: readonly string[]): void {
  const [first = ''] = skipped;
  const text = vscode.l10n.t(
    'Links to folders are not copied: {0} of them, the first is {1}.',
    skipped.length,
    first,
  );
  void vscode.window.showWarningMessage(withoutLinks(text));
}
