import * as vscode from 'vscode';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { type Resolution } from '../../sync/step.js';
import { type UploadEntry } from '../../sync/upload-queues.js';
import { type FailureNotices, showTraffic } from '../connections/failure-notices.js';
import { failureText, nameOfEntry, reasonOf } from './upload-words.js';

/** What the user can do about an upload that needs them. */
export interface UploadActions {
  /** Those of these that still need the user. */
  stillOpen(entries: readonly UploadEntry[]): readonly UploadEntry[];
  retry(entries: readonly UploadEntry[]): void;
  resolve(entry: UploadEntry, resolution: Resolution): Promise<void>;
  compare(entry: UploadEntry): Promise<void>;
  merge(entry: UploadEntry): Promise<void>;
  /** Whether the file was merged with just what is on the server. */
  isMerged(entry: UploadEntry): boolean;
  showAll(): Promise<void>;
}

/** Tells of uploads that need the user: one message at a time for the failed, one for the conflicts. */
export class UploadNotices {
  readonly #notices: FailureNotices;
  readonly #actions: UploadActions;
  readonly #failures: Series;
  readonly #conflicts: Series;

  constructor(notices: FailureNotices, actions: UploadActions) {
    this.#notices = notices;
    this.#actions = actions;
    this.#failures = new Series(actions, (entries) => this.#tellFailed(entries));
    this.#conflicts = new Series(actions, (entries) => this.#tellConflicts(entries));
  }

  tell(entries: readonly UploadEntry[]): void {
    this.#failures.add(entries.filter(({ state }) => state.state === 'failed'));
    this.#conflicts.add(entries.filter(({ state }) => state.state !== 'failed'));
  }

  async #tellFailed(entries: readonly [UploadEntry, ...UploadEntry[]]): Promise<void> {
    const [first, ...others] = entries;
    const text =
      others.length === 0
        ? failureText(first)
        : vscode.l10n.t('{0} files were not uploaded. {1}', entries.length, failureText(first));
    const second =
      others.length === 0
        ? { title: vscode.l10n.t('Compare'), run: () => this.#actions.compare(first) }
        : { title: vscode.l10n.t('Show All'), run: () => this.#actions.showAll() };
    const retry = {
      title: vscode.l10n.t('Retry'),
      run: () => {
        this.#actions.retry(entries);
      },
    };
    const actions = [retry, second, showTraffic()];
    await this.#notices.show({ key: 'upload', error: errorOf(first), text, actions });
  }

  async #tellConflicts(entries: readonly [UploadEntry, ...UploadEntry[]]): Promise<void> {
    const [first, ...others] = entries;
    const later = vscode.l10n.t('Later');
    if (others.length > 0) {
      const review = vscode.l10n.t('Review');
      const text = vscode.l10n.t('{0} files were changed on the server too.', entries.length);
      const chosen = await vscode.window.showWarningMessage(withoutLinks(text), review, later);
      if (chosen === review) await this.#actions.showAll();
      return;
    }
    const isMerged = this.#actions.isMerged(first);
    const text = isMerged ? mergedText(first) : conflictText(first);
    const actions = isMerged
      ? mergedActions(first, this.#actions)
      : conflictActions(first, this.#actions);
    const titles = [...actions.map(({ title }) => title), later];
    const chosen = await vscode.window.showWarningMessage(withoutLinks(text), ...titles);
    await actions.find(({ title }) => title === chosen)?.run();
  }
}

function conflictText(entry: UploadEntry): string {
  return vscode.l10n.t(
    '{0} is not what it was on the server, and was left alone there: {1}.',
    nameOfEntry(entry),
    reasonOf(entry.state),
  );
}

function mergedText(entry: UploadEntry): string {
  return vscode.l10n.t(
    '{0} was merged with what is on the server. Is what you saved to take its place there?',
    nameOfEntry(entry),
  );
}

/** A way to end a conflict, as a button or a choice. */
export interface ConflictAction {
  title: string;
  run: () => Promise<void>;
}

/** What can be done about a conflict. */
export function conflictActions(entry: UploadEntry, actions: UploadActions): ConflictAction[] {
  const compare = { title: vscode.l10n.t('Compare'), run: () => actions.compare(entry) };
  const merge = { title: vscode.l10n.t('Merge'), run: () => actions.merge(entry) };
  const endings = [
    { title: vscode.l10n.t('Overwrite'), resolution: 'keep-local' },
    { title: vscode.l10n.t('Download'), resolution: 'keep-remote' },
  ] as const;
  const offered = endings.filter(({ resolution }) => entry.choices.includes(resolution));
  return [
    compare,
    ...(isMergeable(entry) ? [merge] : []),
    ...offered.map(({ title, resolution }) => ({
      title,
      run: () => actions.resolve(entry, resolution),
    })),
  ];
}

/** What can be done where the user has merged the file, and has saved it. */
function mergedActions(entry: UploadEntry, actions: UploadActions): ConflictAction[] {
  return [
    { title: vscode.l10n.t('Upload'), run: () => actions.resolve(entry, 'keep-local') },
    { title: vscode.l10n.t('Compare'), run: () => actions.compare(entry) },
    { title: vscode.l10n.t('Merge'), run: () => actions.merge(entry) },
  ];
}

/** Whether there is a file on either side, as far as the choices tell. */
function isMergeable({ change, choices }: UploadEntry): boolean {
  return change.kind === 'save' && choices.includes('keep-remote') && choices.includes('keep-both');
}

/** Entries that are told of one message after the other: what comes while one stands is in the next. */
class Series {
  readonly #actions: UploadActions;
  readonly #tell: (entries: readonly [UploadEntry, ...UploadEntry[]]) => Promise<void>;
  #waiting: readonly UploadEntry[] = [];
  #isTelling = false;

  constructor(
    actions: UploadActions,
    tell: (entries: readonly [UploadEntry, ...UploadEntry[]]) => Promise<void>,
  ) {
    this.#actions = actions;
    this.#tell = tell;
  }

  add(entries: readonly UploadEntry[]): void {
    this.#waiting = [...this.#waiting, ...entries];
    if (!this.#isTelling) void this.#goOn();
  }

  async #goOn(): Promise<void> {
    this.#isTelling = true;
    try {
      for (;;) {
        const [first, ...others] = this.#actions.stillOpen(this.#waiting);
        this.#waiting = [];
        if (first === undefined) return;
        await this.#tell([first, ...others]);
      }
    } finally {
      this.#isTelling = false;
    }
  }
}

function errorOf(entry: UploadEntry): RemoteError {
  const { state } = entry;
  const error = 'error' in state ? state.error : undefined;
  return isRemoteError(error) ? error : new RemoteError('failed', failureText(entry));
}
