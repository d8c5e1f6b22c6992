import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { PlanBoard } from '../../sync/plan-board.js';
import { defaultChoices, type Plan } from '../../sync/plan.js';
import { quickVerdict } from '../../sync/quick-sync.js';
import { type Report } from '../../sync/step-result.js';
import { type PlanWish } from '../../sync/sync-pair.js';
import { type PlannedSync, type SyncSession } from '../../sync/sync-session.js';
import { type PlanView } from './plan-view.js';
import { directionWord, reportText, whyText } from './plan-words.js';
import { type SyncQuestions } from './sync-questions.js';
import { runTasks } from './run-tasks.js';
import { followed, withProgress } from './sync-progress.js';

const noticeMs = 8_000;

/** Makes plans and carries them out, with progress that can be cancelled; one of these at a time. */
export class SyncRuns {
  readonly #view: PlanView;
  readonly #questions: SyncQuestions;
  #isBusy = false;

  constructor(view: PlanView, questions: SyncQuestions) {
    this.#view = view;
    this.#questions = questions;
  }

  /** Makes a plan and shows it. */
  async preview(session: SyncSession, wish: PlanWish): Promise<void> {
    await this.#alone(async () => {
      const planned = await this.#plan(session, wish);
      await this.#show({ session, planned, wish });
    });
  }

  /** Shows a plan that was made otherwise. */
  async show(session: SyncSession, plan: Plan): Promise<void> {
    const carryOut: PlannedSync['carryOut'] = (choices, options, signal) =>
      session.carryOut({ plan, choices }, options, signal);
    await this.#show({ session, planned: { plan, carryOut } });
  }

  /** Carries a plan out unseen where nothing can be lost by it, and shows it otherwise. */
  async quick(session: SyncSession, wish: PlanWish): Promise<void> {
    await this.#alone(async () => {
      const planned = await this.#plan(session, wish);
      const verdict = quickVerdict(planned.plan);
      switch (verdict.kind) {
        case 'go':
          await this.#goUnseen({ session, planned, wish });
          return;
        case 'look':
          await this.#show({ session, planned, wish });
          return;
        case 'alike':
          tellBriefly(vscode.l10n.t('Both sides are alike.'));
          return;
        case 'out': {
          const { path } = verdict.step;
          void vscode.window.showWarningMessage(
            withoutLinks(vscode.l10n.t('{0} is left out: {1}.', path, whyText(verdict.step))),
          );
        }
      }
    });
  }

  /** Makes everything of a first plan true that deletes nothing and is in no conflict. */
  async first(session: SyncSession, wish: PlanWish): Promise<Report | undefined> {
    return this.#alone(async () => {
      const planned = await this.#plan(session, wish);
      return this.#carryOut({ session, planned }, defaultChoices(planned.plan));
    });
  }

  /** Makes the plan that is shown anew. */
  async refresh(): Promise<void> {
    const { open } = this.#view;
    if (open?.wish !== undefined) await this.preview(open.session, open.wish);
  }

  /** Carries out what is chosen of the plan that is shown. */
  async apply(): Promise<void> {
    const { open } = this.#view;
    if (open === undefined) return;
    const { board, session } = open;
    if (board.chosenTotals().steps === 0) {
      tellBriefly(vscode.l10n.t('Nothing is chosen.'));
      return;
    }
    const { needsConfirmation, ...deletes } = board.deletes(session.mapping.deleteLimit);
    if (needsConfirmation && !(await this.#questions.deleteMany(deletes))) return;
    await this.#alone(async () => {
      const report = await this.#carryOut(open, board.choices(needsConfirmation));
      if (report === undefined) return;
      board.take(report);
      this.#view.tell(reportText(report));
      this.#tellEnd(report);
    });
  }

  /** Tries once more what failed, and nothing else. */
  async retry(): Promise<void> {
    this.#view.open?.board.chooseRetryable();
    await this.apply();
  }

  async #show(open: {
    session: SyncSession;
    planned: PlannedSync;
    wish?: PlanWish;
  }): Promise<void> {
    const board = new PlanBoard(open.planned.plan, this.#view.grouping);
    await this.#view.show({ ...open, board });
  }

  async #goUnseen(open: {
    session: SyncSession;
    planned: PlannedSync;
    wish: PlanWish;
  }): Promise<void> {
    const { plan } = open.planned;
    const report = await this.#carryOut(open, defaultChoices(plan));
    if (report === undefined) return;
    const isDone = report.results.every(
      ({ outcome }) => outcome === 'done' || outcome === 'skipped',
    );
    if (isDone) {
      tellBriefly(reportText(report));
      return;
    }
    await this.#show(open);
    this.#view.open?.board.take(report);
    this.#view.tell(reportText(report));
    this.#tellEnd(report);
  }

  #plan(session: SyncSession, wish: PlanWish): Promise<PlannedSync> {
    const title = vscode.l10n.t(
      'Comparing {0} with {1}',
      session.mapping.name,
      session.target.name,
    );
    return withProgress(title, ({ tell, signal }) => {
      const onLooked = (count: number): void => {
        tell(vscode.l10n.t('{0} looked at', count));
      };
      return session.plan({ ...wish, onLooked }, signal);
    });
  }

  /** Undefined where a task before it failed: nothing was done then. */
  async #carryOut(
    { session, planned }: { session: SyncSession; planned: PlannedSync },
    choices: Parameters<PlannedSync['carryOut']>[0],
  ): Promise<Report | undefined> {
    const title = `${directionWord(planned.plan.direction)}: ${session.mapping.name}`;
    const { before, after } = session.mapping.hooks;
    return withProgress(title, async (progress) => {
      if (!(await runTasks(before, progress.signal))) return undefined;
      const onProgress = followed(progress.tell);
      const report = await planned.carryOut(choices, { title, onProgress }, progress.signal);
      if (report.results.some(({ outcome }) => outcome === 'done')) await runTasks(after, never);
      return report;
    });
  }

  #tellEnd(report: Report): void {
    const text = reportText(report);
    const isWhole = report.stoppedBy === undefined && !report.needsAnotherPlan;
    if (isWhole && report.results.every(({ outcome }) => outcome !== 'failed')) {
      tellBriefly(text);
      return;
    }
    const isRetryable = this.#view.open?.board.hasRetryable === true;
    const retry = isRetryable ? vscode.l10n.t('Retry') : vscode.l10n.t('Compare Again');
    void vscode.window.showWarningMessage(withoutLinks(text), retry).then((chosen) => {
      if (chosen === undefined) return;
      void vscode.commands.executeCommand(
        isRetryable ? 'ftpWorkspaces.retryPlan' : 'ftpWorkspaces.refreshPlan',
      );
    });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) {
      throw new RemoteError('failed', 'A sync is under way already', {
        hint: 'Wait for its end, or cancel it.',
      });
    }
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
    }
  }
}

/** What is said and forgotten again, in the status bar. */
export function tellBriefly(text: string): void {
  vscode.window.setStatusBarMessage(`$(sync) ${text}`, noticeMs);
}
