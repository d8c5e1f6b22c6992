import path from 'node:path';
import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type RemoteError } from '../../base/remote-error.js';
import { type Sync } from '../../sync/sync.js';
import { type FailureNotices, showTraffic } from '../connections/failure-notices.js';
import { type UploadStatus } from './upload-status.js';

export interface UploadSources {
  sync: Sync;
  status: UploadStatus;
  notices: FailureNotices;
}

/** Tells `sync` of each file that is saved here, and the user what became of it. */
export class UploadOnSave implements vscode.Disposable {
  readonly #sources: UploadSources;
  /** Local paths whose last upload failed. */
  readonly #failed = new Set<string>();
  /** Those that failed with their connection, of which the user has been told already. */
  readonly #waiting = new Set<string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(sources: UploadSources) {
    this.#sources = sources;
    const saved = ({ uri }: { uri: vscode.Uri }): void => {
      if (uri.scheme === 'file' && vscode.workspace.isTrusted) void this.#upload(uri.fsPath);
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(saved),
      vscode.workspace.onDidSaveNotebookDocument(saved),
    );
  }

  /** A connection stands again: uploads what has failed for want of it. */
  async connected(): Promise<void> {
    await this.#uploadAll(this.#waiting);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #uploadAll(files: ReadonlySet<string>): Promise<void> {
    await Promise.all([...files].map((file) => this.#upload(file)));
  }

  async #upload(file: string): Promise<void> {
    this.#failed.delete(file);
    this.#waiting.delete(file);
    const result = await this.#sources.sync.saved(file);
    if (result.outcome === 'uploaded') {
      const where = `${result.connection}: ${result.remote}`;
      this.#sources.status.uploaded(path.basename(file), where);
    }
    if (result.outcome === 'failed') this.#tellFailed(file, result.error);
  }

  #tellFailed(file: string, error: RemoteError): void {
    const { status, notices } = this.#sources;
    const name = path.basename(file);
    const reason = describeError(error);
    status.failed(name, reason);
    (notices.isAnnounced(error) ? this.#waiting : this.#failed).add(file);
    const retry = { title: vscode.l10n.t('Retry'), run: () => this.#uploadAll(this.#failed) };
    void notices.show({
      key: 'upload',
      error,
      text: vscode.l10n.t('{0} was not uploaded. {1}', name, reason),
      actions: [retry, showTraffic()],
    });
  }
}
