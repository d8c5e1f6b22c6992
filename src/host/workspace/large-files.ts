import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { nameOf, normalizePath } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { type WorkspaceTree } from '../../remote/workspace-tree.js';
import { LocalSide } from '../../transfers/local-side.js';
import { type FileQuestions } from './file-questions.js';
import { runLong, type Tell } from './long-transfer.js';
import { largeFileMegabytes } from './workspace-settings.js';

const megabyte = 1_048_576;
/** VS Code may read a file more than once to open it. */
const agreedMs = 60_000;
const downloadMs = 24 * 3_600_000;

interface Download {
  path: string;
  tree: WorkspaceTree;
  onProgress: Tell['bytes'];
}

/** Asks before an editor is given a file that is too large for it. */
export class LargeFiles {
  readonly #questions: FileQuestions;
  readonly #agreed = new Map<string, number>();

  constructor(questions: FileQuestions) {
    this.#questions = questions;
  }

  /**
   * Nothing where the file may be opened as far as is known; else a promise that resolves where it may,
   * and rejects with a RemoteError that says what became of it instead.
   */
  admit(uri: vscode.Uri, tree: WorkspaceTree, signal: AbortSignal): Promise<void> | undefined {
    const limit = largeFileMegabytes() * megabyte;
    if (limit === 0 || this.#isAgreed(uri)) return undefined;
    // A look would cost a round trip: what was small a while ago is still small enough.
    const known = tree.peek(normalizePath(uri.path));
    const isSmall = known?.type === 'file' && known.size !== undefined && known.size <= limit;
    return isSmall ? undefined : this.#ask(uri, { tree, limit }, signal);
  }

  async #ask(
    uri: vscode.Uri,
    { tree, limit }: { tree: WorkspaceTree; limit: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { size = 0 } = await tree.stat(uri.path, signal);
    if (size <= limit) return;
    const answer = await this.#questions.largeFile(uri.path, Math.round(size / megabyte));
    if (answer === 'open') {
      this.#agreed.set(uri.toString(), Date.now() + agreedMs);
      return;
    }
    if (answer === 'download') void this.#download(uri, tree);
    throw new RemoteError('aborted', vscode.l10n.t('{0} is large and was not opened', uri.path));
  }

  #isAgreed(uri: vscode.Uri): boolean {
    return (this.#agreed.get(uri.toString()) ?? 0) > Date.now();
  }

  async #download({ path }: vscode.Uri, tree: WorkspaceTree): Promise<void> {
    const target = await this.#questions.saveLocation(nameOf(path));
    if (target === undefined) return;
    try {
      await runLong({
        title: vscode.l10n.t('Downloading {0}', path),
        limitMs: downloadMs,
        run: (signal, tell) =>
          saveTo(target.fsPath, { path, tree, onProgress: tell.bytes }, signal),
      });
      const text = vscode.l10n.t('{0} was downloaded to {1}.', path, target.fsPath);
      void vscode.window.showInformationMessage(withoutLinks(text));
    } catch (error) {
      if (error instanceof RemoteError && error.kind === 'aborted') return;
      const reason = error instanceof Error ? error.message : String(error);
      const text = vscode.l10n.t('{0} could not be downloaded. {1}', path, reason);
      void vscode.window.showErrorMessage(withoutLinks(text));
    }
  }
}

/** The name is taken only when all of it is on the disk. */
async function saveTo(
  target: string,
  { path, tree, onProgress }: Download,
  signal: AbortSignal,
): Promise<void> {
  const local = new LocalSide();
  const put = {
    path: target,
    content: {
      size: undefined,
      modified: undefined,
      open: (stop: AbortSignal) => tree.stream({ path, onProgress }, stop),
    },
    // Who chose the name was asked whether to replace what has it.
    replaces: await local.find(target, signal),
    preserveTimestamps: false,
    onProgress: () => undefined,
  };
  await local.put(put, signal);
}
