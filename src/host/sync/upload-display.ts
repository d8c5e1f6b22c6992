import type * as vscode from 'vscode';
import { type FileState } from '../../sync/file-state.js';
import { mappedPath } from '../../sync/mapped-path.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { type UploadQueues } from '../../sync/upload-queues.js';
import { newsOf, summarize, untold } from '../../sync/upload-summary.js';
import { type ActivityStatus } from '../activity-status.js';
import { Redraw } from '../search/redraw.js';
import { UploadDecorations } from './upload-decorations.js';
import { type UploadNotices } from './upload-notices.js';
import { type Uploaded, UploadStatus } from './upload-status.js';
import { type UploadSwitches } from './upload-switches.js';
import { uriOfEntry } from './upload-words.js';

/** What the display of uploads reads, and where it shows it. */
export interface DisplaySources {
  queues: UploadQueues;
  mappings: () => readonly SyncMapping[];
  switches: UploadSwitches;
  status: ActivityStatus;
  notices: UploadNotices;
}

const drawMs = 100;

/** How the uploads stand: in the status bar, on the files, and in messages. */
export class UploadDisplay implements vscode.Disposable {
  readonly #sources: DisplaySources;
  readonly #status: UploadStatus;
  readonly #decorations: UploadDecorations;
  readonly #redraw = new Redraw(() => {
    this.#draw();
  }, drawMs);
  #last: Uploaded | undefined;
  #told: ReadonlySet<string> = new Set();
  /** Files that were drawn as being on their way. */
  #drawn: ReadonlySet<string> = new Set();

  constructor(sources: DisplaySources) {
    this.#sources = sources;
    this.#status = new UploadStatus(sources.status);
    this.#decorations = new UploadDecorations({ stateOf: (path) => this.#stateOf(path) });
  }

  soon(): void {
    this.#redraw.soon();
  }

  uploaded(last: Uploaded, file: vscode.Uri): void {
    this.#last = last;
    // It may have come and gone between two drawings.
    this.#drawn = new Set([...this.#drawn, file.fsPath]);
    this.soon();
  }

  /** What has been told is told once more where it happens again. */
  forgetTold(): void {
    this.#told = new Set();
  }

  /** What becomes of these files is told, also where it is what was told before. */
  savedAgain(paths: readonly string[]): void {
    const entries = this.#sources.queues.entries();
    const saved = entries.filter((entry) => paths.includes(uriOfEntry(entry).fsPath));
    this.#told = untold(saved, this.#told);
    this.soon();
  }

  dispose(): void {
    this.#redraw.stop();
    this.#decorations.dispose();
  }

  #stateOf(path: string): FileState | undefined {
    const mapped = mappedPath(this.#sources.mappings(), path);
    return mapped && this.#sources.queues.stateOf(mapped.mapping, mapped.path);
  }

  #draw(): void {
    const { queues, switches, notices } = this.#sources;
    const entries = queues.entries();
    this.#status.show(summarize(entries, switches), this.#last);
    const shown = new Set(entries.map((entry) => uriOfEntry(entry).fsPath));
    this.#decorations.changed([...new Set([...shown, ...this.#drawn])]);
    this.#drawn = shown;
    const { fresh, told } = newsOf(entries, this.#told);
    this.#told = told;
    if (fresh.length > 0) notices.tell(fresh);
  }
}
