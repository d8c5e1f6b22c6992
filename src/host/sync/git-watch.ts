import path from 'node:path';
import * as vscode from 'vscode';
import {
  type GitEvent,
  gitIdle,
  gitQuiet,
  type GitState,
  gitStep,
  isGitAtWork,
} from '../../sync/git-hold.js';

/** Who is told that git is at work in a mapping's folder, and that it is done. */
export interface GitWatchSources {
  /** Git's own folder. */
  folder: string;
  /** Git has begun to change files. */
  onHold: () => void;
  /** It is done, and nothing more of it is to be seen. */
  onRelease: () => void;
  /** Whether changes of its are still on their way. */
  isSettling: () => boolean;
}

const quietMs = 1000;

/** Sees from git's own files when it is at work. */
export class GitWatch implements vscode.Disposable {
  readonly #sources: GitWatchSources;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #subscriptions: vscode.Disposable;
  #state: GitState = gitIdle;
  #timer: NodeJS.Timeout | undefined;

  constructor(sources: GitWatchSources) {
    this.#sources = sources;
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(sources.folder),
      '{HEAD,*.lock,*_HEAD,rebase-merge,rebase-apply,sequencer}',
    );
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const saw =
      (kind: GitEvent['kind']) =>
      ({ fsPath }: vscode.Uri): void => {
        this.#saw({ kind, path: path.relative(sources.folder, fsPath).replaceAll('\\', '/') });
      };
    this.#subscriptions = vscode.Disposable.from(
      this.#watcher,
      this.#watcher.onDidCreate(saw('created')),
      this.#watcher.onDidChange(saw('changed')),
      this.#watcher.onDidDelete(saw('deleted')),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    // Nobody would see the end of it any more.
    if (isGitAtWork(this.#state)) this.#sources.onRelease();
  }

  #saw(event: GitEvent): void {
    const wasAtWork = isGitAtWork(this.#state);
    const { next, wish } = gitStep(this.#state, event);
    this.#state = next;
    if (!wasAtWork && isGitAtWork(next)) this.#sources.onHold();
    if (wish === 'release-when-quiet') this.#releaseWhenQuiet();
  }

  #releaseWhenQuiet(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#sources.isSettling()) this.#releaseWhenQuiet();
      else this.#quiet();
    }, quietMs);
  }

  #quiet(): void {
    this.#state = gitQuiet(this.#state);
    if (!isGitAtWork(this.#state)) this.#sources.onRelease();
  }
}
