import * as vscode from 'vscode';
import { type Moved, type Transfer, type TransferState } from '../../transfers/transfer.js';
import { type Transfers } from './transfers.js';
import { directionWord, nameOfPlace, placeText, progressText, stateWord } from './transfer-text.js';

/** A folder of thousands is shown in part: what runs and what failed comes first. */
const mostParts = 200;

/** The parts of a folder that have no row. */
interface Rest {
  id: string;
  count: number;
}

/** A transfer, a file of it, or the number of those that are not shown. */
export type TransferRow = Transfer | Moved | Rest;

/** The transfers of this window, the latest on top; below a folder what is still to do or failed. */
export class TransfersTree implements vscode.TreeDataProvider<TransferRow> {
  readonly #transfers: Transfers;
  readonly #change = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.#change.event;

  constructor(transfers: Transfers) {
    this.#transfers = transfers;
    this.#subscription = transfers.onDidChange(() => {
      this.#change.fire(undefined);
    });
  }

  getChildren(row?: TransferRow): TransferRow[] {
    if (row === undefined) return [...this.#transfers.queue.list()].reverse();
    if (!('parts' in row)) return [];
    const { parts } = row;
    const rest = parts.length - mostParts;
    const shown: TransferRow[] = parts.slice(0, mostParts);
    if (rest > 0) shown.push({ id: `${row.id}.rest`, count: rest });
    return shown;
  }

  getTreeItem(row: TransferRow): vscode.TreeItem {
    return 'count' in row ? restItem(row) : movedItem(row);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#change.dispose();
  }
}

/** The id behind a row that a command was called with. */
export function transferIdIn(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('id' in argument)) return undefined;
  return typeof argument.id === 'string' ? argument.id : undefined;
}

function movedItem(row: Transfer | Moved): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const hasParts = 'parts' in row && row.parts.length > 0;
  const name = nameOfPlace(row.from);
  const progress = progressText(row, Date.now());
  const item = new vscode.TreeItem(name, hasParts ? Collapsed : None);
  item.id = row.id;
  item.description = progress;
  item.iconPath = iconOf(row);
  item.contextValue = `transfer.${row.state}`;
  item.tooltip = [
    `${directionWord(row)}: ${stateWord(row.state)}`,
    `${placeText(row.from)} → ${placeText(row.to)}`,
    progress,
  ].join('\n');
  const label = [directionWord(row), name, stateWord(row.state), progress].join(', ');
  item.accessibilityInformation = { label };
  return item;
}

function restItem({ id, count }: Rest): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('and {0} more', count));
  item.id = id;
  return item;
}

function iconOf(row: Moved): vscode.ThemeIcon {
  const icons: Record<TransferState, [icon: string, color?: string]> = {
    waiting: ['clock'],
    running: [row.to.connection === undefined ? 'cloud-download' : 'cloud-upload'],
    done: ['pass', 'testing.iconPassed'],
    skipped: ['debug-step-over'],
    failed: ['error', 'testing.iconFailed'],
    cancelled: ['circle-slash'],
  };
  const [icon, color] = icons[row.state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
