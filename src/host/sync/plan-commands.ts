import * as vscode from 'vscode';
import { planToText } from '../../sync/plan-text.js';
import { type Resolution, type Step } from '../../sync/step.js';
import { compareSides } from './compare.js';
import { mergeSides } from './merge.js';
import { type PlanView } from './plan-view.js';
import { type Commands } from './sync-command-names.js';
import { type SyncRuns } from './sync-runs.js';

/** What the buttons and menus of the plan do, by command. */
export function planCommands(view: PlanView, runs: SyncRuns): Commands<'plan'> {
  const resolve =
    (resolution: Resolution) =>
    (argument: unknown): void => {
      const step = stepIn(argument);
      if (step !== undefined && view.open?.board.resolve(step, resolution)) view.redraw();
    };
  const checkAll = (isChecked: boolean) => (): void => {
    view.open?.board.checkAll(isChecked);
    view.redraw();
  };
  return {
    applyPlan: () => runs.apply(),
    retryPlan: () => runs.retry(),
    refreshPlan: () => runs.refresh(),
    closePlan: () => view.close(),
    savePlan: () => savePlan(view),
    selectAllPlan: checkAll(true),
    selectNonePlan: checkAll(false),
    groupPlanByKind: () => {
      view.group('kind');
    },
    groupPlanByFolder: () => {
      view.group('folder');
    },
    keepLocal: resolve('keep-local'),
    keepRemote: resolve('keep-remote'),
    keepBoth: resolve('keep-both'),
    skipConflict: resolve('skip'),
    mergePlanStep: async (argument) => {
      const step = stepIn(argument);
      if (step !== undefined && view.open) await mergeSides(view.open.session, step.path);
    },
    comparePlanStep: async (argument) => {
      const step = stepIn(argument);
      if (step !== undefined && view.open) await compareSides(view.open.session, step.path);
    },
  };
}

async function savePlan(view: PlanView): Promise<void> {
  if (view.open === undefined) return;
  const content = planToText(view.open.planned.plan);
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document);
}

/** The step of a row of the plan. */
function stepIn(argument: unknown): Step | undefined {
  if (typeof argument !== 'object' || argument === null || !('step' in argument)) return undefined;
  return argument.step as Step;
}
