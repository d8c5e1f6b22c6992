import * as vscode from 'vscode';
import { type PlanBoard } from '../../sync/plan-board.js';
import { type Grouping, type PlanNode } from '../../sync/plan-tree.js';
import { type PlanWish } from '../../sync/sync-pair.js';
import { type PlannedSync, type SyncSession } from '../../sync/sync-session.js';
import { planItem } from './plan-items.js';
import { chosenText, directionWord, totalsText } from './plan-words.js';

const viewId = 'ftpWorkspaces.plan';

/** A plan that is looked at. */
export interface OpenPlan {
  session: SyncSession;
  planned: PlannedSync;
  /** What it was made for, so that it can be made anew; none where it was not made by a wish. */
  wish?: PlanWish;
  board: PlanBoard;
}

/** The view of a plan: what would be done and why, to be chosen from. */
export class PlanView implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  readonly #change = new vscode.EventEmitter<PlanNode | undefined>();
  readonly onDidChangeTreeData = this.#change.event;
  #view: vscode.TreeView<PlanNode> | undefined;
  #open: OpenPlan | undefined;
  #report: string | undefined;
  #grouping: Grouping = 'folder';

  /** The plan that is shown. */
  get open(): OpenPlan | undefined {
    return this.#open;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  /** Shows a plan in place of the one before. */
  async show(open: OpenPlan): Promise<void> {
    this.#open = open;
    this.#report = undefined;
    await setContext('ftpWorkspaces.hasPlan', true);
    this.#view ??= this.#create();
    this.redraw();
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  /** What became of it, above the rows. */
  tell(report: string | undefined): void {
    this.#report = report;
    this.redraw();
  }

  async close(): Promise<void> {
    this.#open = undefined;
    this.redraw();
    await setContext('ftpWorkspaces.hasPlan', false);
  }

  group(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#open?.board.group(grouping);
    void setContext('ftpWorkspaces.planByKind', grouping === 'kind');
    this.redraw();
  }

  redraw(): void {
    this.#change.fire(undefined);
    const { board } = this.#open ?? {};
    void setContext('ftpWorkspaces.planHasFailed', board?.hasRetryable === true);
    if (this.#view === undefined) return;
    this.#view.message = this.#open === undefined ? '' : this.#messageOf(this.#open);
    this.#view.description = this.#open === undefined ? '' : titleOf(this.#open);
    const chosen = board?.chosenTotals().steps ?? 0;
    this.#view.badge =
      chosen === 0
        ? undefined
        : { value: chosen, tooltip: vscode.l10n.t('{0} steps of the sync plan', chosen) };
  }

  getChildren(node?: PlanNode): PlanNode[] {
    if (node === undefined) return [...(this.#open?.board.nodes ?? [])];
    return node.kind === 'step' ? [] : [...node.children];
  }

  getTreeItem(node: PlanNode): vscode.TreeItem {
    return this.#open === undefined ? new vscode.TreeItem('') : planItem(node, this.#open.board);
  }

  dispose(): void {
    this.#view?.dispose();
    this.#change.dispose();
  }

  #create(): vscode.TreeView<PlanNode> {
    const view = vscode.window.createTreeView<PlanNode>(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      // A folder's box does not stand for the deletions in it.
      manageCheckboxStateManually: true,
    });
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) {
        this.#open?.board.check(node, state === vscode.TreeItemCheckboxState.Checked);
      }
      this.redraw();
    });
    return view;
  }

  #messageOf({ planned, board }: OpenPlan): string {
    if (this.#report !== undefined) return this.#report;
    const totals = totalsText(planned.plan);
    return planned.plan.steps.length === 0
      ? totals
      : `${totals} — ${chosenText(board.chosenTotals())}`;
  }
}

function titleOf({ session, planned }: OpenPlan): string {
  return `${directionWord(planned.plan.direction)}: ${session.mapping.name} – ${session.target.name}`;
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
