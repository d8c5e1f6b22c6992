import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type Transfer } from '../../transfers/transfer.js';
import { type Activity, type ActivityStatus } from '../activity-status.js';
import { type FailureNotices } from '../connections/failure-notices.js';
import { isUnopened, nameOfPlace, sumText } from './transfer-text.js';
import { type Transfers } from './transfers.js';
import { type TransferRow, TransfersTree } from './transfers-tree.js';

const showView = 'ftpWorkspaces.transfers.focus';

/** What the view of transfers works with. */
export interface TransferViewSources {
  transfers: Transfers;
  status: ActivityStatus;
  notices: FailureNotices;
  view: vscode.TreeView<TransferRow>;
}

/** The view of the transfers with its badge, its words in the status bar, and a notice of what failed. */
export class TransfersView implements vscode.Disposable {
  readonly tree: TransfersTree;
  readonly #sources: TransferViewSources;
  readonly #view: vscode.TreeView<TransferRow>;
  readonly #subscriptions: vscode.Disposable;

  constructor(sources: TransferViewSources) {
    this.#sources = sources;
    const { transfers, view } = sources;
    this.tree = new TransfersTree(transfers);
    this.#view = view;
    this.#subscriptions = vscode.Disposable.from(
      this.tree,
      transfers.onDidChange(() => {
        this.#show();
      }),
      transfers.onDidEnd((transfer) => {
        this.#tellFailure(transfer);
      }),
    );
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** The rows that are chosen. */
  get selection(): readonly TransferRow[] {
    return this.#view.selection;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(): void {
    const all = this.#sources.transfers.queue.list();
    const active = all.filter(({ state }) => state === 'running' || state === 'waiting');
    const failed = all.filter(({ state }) => state === 'failed');
    this.#view.badge =
      active.length === 0
        ? undefined
        : { value: active.length, tooltip: vscode.l10n.t('{0} transfers', active.length) };
    this.#sources.status.show('transfers', activityOf(all, active, failed));
    setContext('hasTransfers', all.length > 0);
    setContext('transferring', active.length > 0);
    setContext('hasFailedTransfers', failed.length > 0);
  }

  #tellFailure(transfer: Transfer): void {
    const { error, state, files, isFolder } = transfer;
    if (state !== 'failed' || error === undefined) return;
    const { notices, transfers } = this.#sources;
    const name = nameOfPlace(transfer.from);
    const reason = describeError(error);
    const text =
      isFolder === true && !isUnopened(transfer)
        ? vscode.l10n.t('{0} is not complete: {1} failed. {2}', name, files.failed, reason)
        : vscode.l10n.t('{0} was not transferred. {1}', name, reason);
    const actions = [
      {
        title: vscode.l10n.t('Retry'),
        run: (): void => {
          transfers.queue.retry(transfer.id);
        },
      },
      {
        title: vscode.l10n.t('Show Transfers'),
        run: () => vscode.commands.executeCommand(showView),
      },
    ];
    void notices.show({ key: 'transfers', error, text, actions });
  }
}

function activityOf(
  all: readonly Transfer[],
  active: readonly Transfer[],
  failed: readonly Transfer[],
): Activity | undefined {
  if (active.length > 0) {
    const text = `${namesOf(active)} · ${sumText(active, Date.now())}`;
    return { icon: 'sync~spin', text, isBusy: true, command: showView };
  }
  if (failed.length > 0) {
    const text = vscode.l10n.t('{0} failed', namesOf(failed));
    return { icon: 'error', text, isError: true, command: showView };
  }
  const done = all.filter(({ state }) => state === 'done');
  if (done.length === 0) return undefined;
  const text = vscode.l10n.t('{0} transferred', namesOf(done));
  return { icon: 'check', text, command: showView };
}

/** What the transfers are about, as short as it can be said. */
function namesOf(transfers: readonly Transfer[]): string {
  const [first] = transfers;
  return transfers.length === 1 && first !== undefined
    ? nameOfPlace(first.from)
    : vscode.l10n.t('{0} transfers', transfers.length);
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', `ftpWorkspaces.${key}`, value);
}
