import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type ChosenTotals } from '../../sync/plan-board.js';
import { type Plan, type PlanTotals, totalsOf } from '../../sync/plan.js';
import { reasonTexts } from '../../sync/reasons.js';
import {
  bytesOf,
  type Direction,
  type Resolution,
  type Step,
  type StepKind,
} from '../../sync/step.js';
import { type Report, type StepOutcome } from '../../sync/step-result.js';
import { formatBytes } from '../format-amount.js';

/** What a step does, in a few words. */
export function kindWord(kind: StepKind): string {
  const words: Record<StepKind, () => string> = {
    upload: () => vscode.l10n.t('Upload'),
    download: () => vscode.l10n.t('Download'),
    'delete-remote': () => vscode.l10n.t('Delete on the server'),
    'delete-local': () => vscode.l10n.t('Delete here'),
    'make-folder-remote': () => vscode.l10n.t('Make folder on the server'),
    'make-folder-local': () => vscode.l10n.t('Make folder here'),
    conflict: () => vscode.l10n.t('Conflict'),
    skip: () => vscode.l10n.t('Skipped'),
    blocked: () => vscode.l10n.t('Blocked'),
    agree: () => vscode.l10n.t('Alike'),
    forget: () => vscode.l10n.t('Gone'),
  };
  return words[kind]();
}

/** How a conflict is to end, in a few words. */
export function resolutionWord(resolution: Resolution): string {
  const words: Record<Resolution, () => string> = {
    'keep-local': () => vscode.l10n.t('keep the local one'),
    'keep-remote': () => vscode.l10n.t('keep the remote one'),
    'keep-both': () => vscode.l10n.t('keep both'),
    skip: () => vscode.l10n.t('leave as it is'),
  };
  return words[resolution]();
}

/** Which way a sync goes, as its title. */
export function directionWord(direction: Direction): string {
  const words: Record<Direction, () => string> = {
    'to-remote': () => vscode.l10n.t('Sync to the server'),
    'to-local': () => vscode.l10n.t('Sync to here'),
    both: () => vscode.l10n.t('Sync both ways'),
  };
  return words[direction]();
}

/** Why a step is planned. */
export function whyText({ reason, detail, error }: Step): string {
  const why = vscode.l10n.t(reasonTexts[reason]);
  const more = detail ?? error?.message;
  return more === undefined ? why : `${why}: ${more}`;
}

/** What became of a step. */
export function outcomeText(outcome: StepOutcome): string {
  switch (outcome.outcome) {
    case 'done':
      return vscode.l10n.t('done');
    case 'failed':
      return vscode.l10n.t('failed: {0}', describeError(outcome.error));
    case 'conflict':
      return outcome.changed === 'local'
        ? vscode.l10n.t('not touched: it was changed here meanwhile')
        : vscode.l10n.t('not touched: it was changed on the server meanwhile');
    case 'to-do':
      return vscode.l10n.t('not done yet');
    case 'skipped':
      return vscode.l10n.t('left out');
  }
}

/** Name, kind and size of a step in words, for those who do not see its icon. */
export function stepText(step: Step): string {
  const bytes = bytesOf(step);
  const size = bytes > 0 ? `, ${formatBytes(bytes)}` : '';
  return `${kindWord(step.kind)}${size}: ${whyText(step)}`;
}

/** What a plan adds up to, in one line. */
export function totalsText(plan: Plan): string {
  const totals = totalsOf(plan);
  const words = [...moveWords(totals), ...otherWords(totals)];
  return words.length === 0 ? vscode.l10n.t('Both sides are alike.') : words.join(' · ');
}

/** What is chosen of it, in one line. */
export function chosenText({ steps, deletes, bytes }: ChosenTotals): string {
  if (steps === 0) return vscode.l10n.t('Nothing is chosen.');
  const amount = vscode.l10n.t('{0} chosen, {1}', steps, formatBytes(bytes));
  return deletes === 0 ? amount : `${amount}, ${vscode.l10n.t('{0} to delete', deletes)}`;
}

/** What carrying out a plan came to, in one line. */
export function reportText({ results, stoppedBy }: Report): string {
  const count = (outcome: StepOutcome['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const words: [number, () => string][] = [
    [count('done'), () => vscode.l10n.t('{0} done', count('done'))],
    [count('failed'), () => vscode.l10n.t('{0} failed', count('failed'))],
    [count('conflict'), () => vscode.l10n.t('{0} changed meanwhile', count('conflict'))],
    [count('to-do'), () => vscode.l10n.t('{0} not done yet', count('to-do'))],
  ];
  const told = words.filter(([amount]) => amount > 0).map(([, word]) => word());
  const end = stoppedBy === undefined ? '' : ` ${describeError(stoppedBy)}`;
  return `${told.length === 0 ? vscode.l10n.t('Nothing was done') : told.join(', ')}.${end}`;
}

function moveWords(totals: PlanTotals): string[] {
  const { upload, uploadBytes, download, downloadBytes } = totals;
  return [
    ...(upload > 0 ? [vscode.l10n.t('{0} to upload ({1})', upload, formatBytes(uploadBytes))] : []),
    ...(download > 0
      ? [vscode.l10n.t('{0} to download ({1})', download, formatBytes(downloadBytes))]
      : []),
  ];
}

function otherWords(totals: PlanTotals): string[] {
  const words: [number, (count: number) => string][] = [
    [
      totals.makeFolders,
      (count) =>
        count === 1
          ? vscode.l10n.t('1 folder to make')
          : vscode.l10n.t('{0} folders to make', count),
    ],
    [totals.deleteRemote, (count) => vscode.l10n.t('{0} to delete on the server', count)],
    [totals.deleteLocal, (count) => vscode.l10n.t('{0} to delete here', count)],
    [
      totals.conflicts,
      (count) =>
        count === 1 ? vscode.l10n.t('1 conflict') : vscode.l10n.t('{0} conflicts', count),
    ],
    [totals.blocked, (count) => vscode.l10n.t('{0} blocked', count)],
    [totals.skipped, (count) => vscode.l10n.t('{0} skipped', count)],
    [totals.unchanged, (count) => vscode.l10n.t('{0} unchanged', count)],
  ];
  return words.filter(([count]) => count > 0).map(([count, word]) => word(count));
}
