import * as vscode from 'vscode';
import { type Deed } from '../../sync/upload-intake.js';
import { MappingSettings } from './mapping-settings.js';
import { type Command, type Commands, isCommandOf } from './sync-command-names.js';
import { Syncing, type SyncingSources } from './syncing.js';
import { Uploads, type UploadsSources } from './uploads.js';

/** What sync and uploads work with, but for what they have of each other. */
export type SyncPartsSources = Omit<SyncingSources & UploadsSources, 'mappings' | 'syncing'>;

/** All that a window needs once it has to do with a sync. */
export class SyncParts implements vscode.Disposable {
  readonly #syncing: Syncing;
  readonly #uploads: Uploads;
  readonly #kept: vscode.Disposable;

  constructor(sources: SyncPartsSources) {
    const mappings = new MappingSettings((error) => {
      sources.notices.mappingsSenseless(error);
    });
    const syncing = new Syncing({ ...sources, mappings });
    this.#syncing = syncing;
    this.#uploads = new Uploads({ ...sources, mappings, syncing });
    this.#kept = vscode.Disposable.from(mappings, syncing, this.#uploads);
  }

  get sessions(): Syncing['sessions'] {
    return this.#syncing.sessions;
  }

  /** Runs one of the commands; what went wrong is told. */
  run(name: keyof Commands, ...args: Parameters<Command>): Promise<void> {
    return isCommandOf('upload', name)
      ? this.#uploads.run(name, ...args)
      : this.#syncing.run(name, ...args);
  }

  /** Takes in what was done to local files. */
  take(deeds: readonly Deed[]): Promise<void> {
    return this.#uploads.take(deeds);
  }

  /** Cancels what is under way; what is left goes on when the window is opened again. */
  close(): Promise<void> {
    return this.#uploads.close();
  }

  dispose(): void {
    this.#kept.dispose();
  }
}
