import * as vscode from 'vscode';
import { gitFolderOf } from '../../sync/git-folder.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { Settling } from '../../sync/settling.js';
import { isWatchedPath } from '../../sync/watched-path.js';
import { GitWatch } from './git-watch.js';
import { type MappingSettings } from './mapping-settings.js';

/** Who is told of watched files, and of git at work among them. */
export interface WatchedSources {
  mappings: MappingSettings;
  /** Takes in files that were left alone; answers with those to look at later. */
  saw(paths: readonly string[], isGoneByUs: (path: string) => boolean): Promise<readonly string[]>;
  /** Git changes files of a mapping, or is done with it. */
  hold(mapping: SyncMapping): void;
  release(mapping: SyncMapping): void;
  signal: AbortSignal;
}

const times = { quietMs: 500, claimMs: 3000 };

/** Sees what builds, git and other programs do to the files that a mapping watches. */
export class WatchedFiles implements vscode.Disposable {
  readonly #sources: WatchedSources;
  readonly #settling = new Settling(times);
  readonly #subscription: vscode.Disposable;
  #watchers: { dispose(): void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isTaking = false;

  constructor(sources: WatchedSources) {
    this.#sources = sources;
    this.#subscription = sources.mappings.onDidChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  /** VS Code has told already that these paths go away. */
  claim(paths: readonly string[]): void {
    for (const path of paths) this.#settling.claim(path, Date.now());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#unfollow();
  }

  #follow(): void {
    this.#unfollow();
    for (const mapping of this.#sources.mappings.get()) {
      if (mapping.watch.length === 0) continue;
      this.#watch(mapping);
      void this.#watchGit(mapping);
    }
  }

  #unfollow(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
  }

  #watch(mapping: SyncMapping): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(mapping.local), '**/*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const saw = ({ fsPath }: vscode.Uri): void => {
      if (!isWatchedPath(mapping, fsPath)) return;
      this.#settling.saw(fsPath, Date.now());
      this.#takeSoon();
    };
    this.#watchers.push(
      watcher,
      watcher.onDidCreate(saw),
      watcher.onDidChange(saw),
      watcher.onDidDelete(saw),
    );
  }

  async #watchGit(mapping: SyncMapping): Promise<void> {
    const watchers = this.#watchers;
    // Without a look at git's folder nothing can be held back.
    const folder = await gitFolderOf(mapping.local, this.#sources.signal).catch(() => undefined);
    // Meanwhile the settings may have changed.
    if (folder === undefined || watchers !== this.#watchers) return;
    this.#watchers.push(
      new GitWatch({
        folder,
        onHold: () => {
          this.#sources.hold(mapping);
        },
        onRelease: () => {
          this.#sources.release(mapping);
        },
        isSettling: () => this.#isTaking || this.#settling.dueIn(Date.now()) !== undefined,
      }),
    );
  }

  #takeSoon(): void {
    const ms = this.#settling.dueIn(Date.now());
    if (this.#timer !== undefined || this.#isTaking || ms === undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#take();
    }, ms);
  }

  async #take(): Promise<void> {
    this.#isTaking = true;
    try {
      const later = await this.#sources.saw(this.#settling.takeDue(Date.now()), (path) =>
        this.#settling.isClaimed(path, Date.now()),
      );
      for (const path of later) this.#settling.saw(path, Date.now());
    } finally {
      this.#isTaking = false;
      this.#takeSoon();
    }
  }
}
