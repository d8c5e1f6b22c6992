import * as vscode from 'vscode';
import { type PlanBoard } from '../../sync/plan-board.js';
import {
  type FolderNode,
  type GroupNode,
  type PlanNode,
  type StepNode,
} from '../../sync/plan-tree.js';
import { type Step, type StepKind } from '../../sync/step.js';
import { type StepOutcome } from '../../sync/step-result.js';
import { kindWord, outcomeText, resolutionWord, stepText, whyText } from './plan-words.js';

const icons: Record<StepKind, [icon: string, color?: string]> = {
  upload: ['cloud-upload', 'charts.green'],
  download: ['cloud-download', 'charts.blue'],
  'delete-remote': ['trash', 'charts.red'],
  'delete-local': ['trash', 'charts.red'],
  'make-folder-remote': ['new-folder', 'charts.green'],
  'make-folder-local': ['new-folder', 'charts.blue'],
  conflict: ['warning', 'list.warningForeground'],
  skip: ['debug-step-over'],
  blocked: ['error', 'list.errorForeground'],
  agree: ['check'],
  forget: ['dash'],
};

const outcomeIcons: Record<StepOutcome['outcome'], [icon: string, color?: string] | undefined> = {
  done: ['pass', 'testing.iconPassed'],
  failed: ['error', 'list.errorForeground'],
  conflict: ['warning', 'list.warningForeground'],
  'to-do': ['circle-outline'],
  skipped: undefined,
};

/** A longer plan is opened a folder at a time. */
const mostAtOnce = 500;

/** A row of the plan as VS Code shows it. */
export function planItem(node: PlanNode, board: PlanBoard): vscode.TreeItem {
  const item = node.kind === 'step' ? stepItem(node, board) : innerItem(node, board);
  item.id = node.id;
  const isChecked = board.isChecked(node);
  if (isChecked !== undefined) {
    item.checkboxState = isChecked
      ? vscode.TreeItemCheckboxState.Checked
      : vscode.TreeItemCheckboxState.Unchecked;
  }
  return item;
}

/** What menus know a row by. */
function contextOf(step: Step): string {
  if (step.kind === 'conflict') return `planConflict.${(step.choices ?? []).join('.')}`;
  return `planStep.${step.kind}`;
}

function innerItem(node: FolderNode | GroupNode, board: PlanBoard): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const state = board.plan.steps.length > mostAtOnce ? Collapsed : Expanded;
  if (node.kind === 'group') {
    const item = new vscode.TreeItem(kindWord(node.group), state);
    item.description = String(node.children.length);
    item.iconPath = iconOf(icons[node.group]);
    item.contextValue = 'planGroup';
    return item;
  }
  const item = new vscode.TreeItem(node.label, state);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'planFolder';
  if (node.step !== undefined) describe(item, node.step, board);
  return item;
}

function stepItem({ label, step }: StepNode, board: PlanBoard): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.contextValue = contextOf(step);
  describe(item, step, board);
  if (step.type === 'file') {
    item.command = {
      command: 'ftpWorkspaces.comparePlanStep',
      title: vscode.l10n.t('Compare'),
      arguments: [{ step }],
    };
  }
  return item;
}

function describe(item: vscode.TreeItem, step: Step, board: PlanBoard): void {
  const outcome = board.outcomeOf(step);
  const resolution = board.resolutionOf(step);
  const told =
    outcome === undefined ? resolution && resolutionWord(resolution) : outcomeText(outcome);
  item.description = told ?? whyText(step);
  item.tooltip = told === undefined ? stepText(step) : `${stepText(step)}\n${told}`;
  item.iconPath = iconOf((outcome && outcomeIcons[outcome.outcome]) ?? icons[step.kind]);
  item.accessibilityInformation = {
    label: [step.path, stepText(step), ...(told === undefined ? [] : [told])].join(', '),
  };
}

function iconOf([icon, color]: [icon: string, color?: string]): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
