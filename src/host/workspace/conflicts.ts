import * as vscode from 'vscode';
import { nameOf } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { type RemoteFiles } from '../../remote/remote-files.js';
import { isSameState } from '../../remote/same-state.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { type Conflict } from '../../remote/workspace-tree.js';
import { toUri } from '../remote-uri.js';
import { type FileQuestions } from './file-questions.js';

/** The scheme of the server's version in a comparison. */
const theirScheme = 'ftp-conflict';
const readMs = 5 * 60_000;

/** Lets the user decide about files that changed on the server behind the editor's back. */
export class Conflicts implements vscode.Disposable {
  readonly #questions: FileQuestions;
  readonly #filesOf: (name: string) => RemoteFiles;
  /** The server's versions that were shown in a comparison, and may be overwritten since. */
  readonly #agreed = new Map<string, RemoteEntry>();
  readonly #provider: vscode.Disposable;

  constructor(questions: FileQuestions, filesOf: (name: string) => RemoteFiles) {
    this.#questions = questions;
    this.#filesOf = filesOf;
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(theirScheme, {
      provideTextDocumentContent: (uri) => this.#theirText(uri),
    });
  }

  /** Whether the user wants to replace what is there; a wish to compare is no yet. */
  async mayOverwrite(name: string, { path, theirs }: Conflict): Promise<boolean> {
    const uri = toUri({ connection: name, path });
    const agreed = this.#agreed.get(uri.toString());
    this.#agreed.delete(uri.toString());
    if (agreed !== undefined && theirs !== undefined && isSameState(agreed, theirs)) return true;
    const answer = await this.#questions.conflict(path, theirs === undefined);
    if (answer === 'compare' && theirs !== undefined) void this.#compare(uri, theirs);
    return answer === 'overwrite';
  }

  dispose(): void {
    this.#provider.dispose();
  }

  async #compare(uri: vscode.Uri, theirs: RemoteEntry): Promise<void> {
    const { path } = uri;
    // Another query each time, so that no older version is taken from a cache.
    const query = `${String(theirs.size)}-${String(theirs.modified)}-${String(Date.now())}`;
    const their = uri.with({ scheme: theirScheme, query });
    const title = vscode.l10n.t('{0} (on the server ↔ yours)', nameOf(path));
    await vscode.commands.executeCommand('vscode.diff', their, uri, title);
    const overwrite = vscode.l10n.t('Overwrite');
    const discard = vscode.l10n.t('Use the Server’s Version');
    const text = vscode.l10n.t('{0} differs on the server. Yours is not saved yet.', path);
    const chosen = await vscode.window.showWarningMessage(withoutLinks(text), overwrite, discard);
    if (chosen === undefined) return;
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    if (chosen === discard) await vscode.commands.executeCommand('workbench.action.files.revert');
    else {
      this.#agreed.set(uri.toString(), theirs);
      try {
        await document.save();
      } finally {
        // Where the save did not ask, nobody has agreed to what may stand there later.
        this.#agreed.delete(uri.toString());
      }
    }
  }

  async #theirText({ authority, path }: vscode.Uri): Promise<string> {
    const content = await this.#filesOf(authority).read(path, AbortSignal.timeout(readMs));
    return new TextDecoder().decode(content);
  }
}
