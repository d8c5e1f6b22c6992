import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { type LocalChange } from '../../sync/local-change.js';
import {
  type HeldBatch,
  needsUser,
  type UploadEntry,
  type UploadQueues,
} from '../../sync/upload-queues.js';
import { type BatchCause, type UploadQuestions } from './upload-questions.js';
import { conflictActions, type UploadActions } from './upload-notices.js';
import { deedText, nameOfEntry, reasonOf, stateText, uriOfEntry } from './upload-words.js';

interface Choice extends vscode.QuickPickItem {
  run?: () => unknown;
}

/** What can be done about all uploads, by command. */
const switchCommands = (isPaused: boolean): Choice[] => [
  isPaused
    ? command('ftpWorkspaces.resumeUploads', vscode.l10n.t('Resume Uploads'))
    : command('ftpWorkspaces.pauseUploads', vscode.l10n.t('Pause Uploads')),
  command('ftpWorkspaces.retryFailedUploads', vscode.l10n.t('Retry Failed Uploads')),
  command('ftpWorkspaces.toggleUploadOnSave', vscode.l10n.t('Toggle Upload on Save')),
  command('ftpWorkspaces.showTraffic', vscode.l10n.t('Show Traffic')),
];

/** Lets the user look at what is on its way, and do something about it. */
export async function showUploads(queues: UploadQueues, actions: UploadActions): Promise<void> {
  const entries = queues.entries();
  const choices: Choice[] = [
    ...[...entries].sort(problemsFirst).map((entry) => ({
      label: `$(${iconOf(entry)}) ${nameOfEntry(entry)}`,
      description: `${standingOf(entry)} · ${deedText(entry.change)}`,
      detail: reasonOf(entry.state),
      run: () => showOne(entry, { queues, actions }),
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...queues.held().map((batch) => reviewChoice(batch, { queues, actions })),
    ...switchCommands(queues.isPaused),
  ];
  const placeHolder =
    entries.length === 0
      ? vscode.l10n.t('Nothing waits to be uploaded')
      : vscode.l10n.t('Uploads on their way: {0}', entries.length);
  await (await vscode.window.showQuickPick(choices, { placeHolder }))?.run?.();
}

async function showOne(
  entry: UploadEntry,
  { queues, actions }: { queues: UploadQueues; actions: UploadActions },
): Promise<void> {
  const isConflict = entry.state.state === 'conflict' || entry.state.state === 'remote-newer';
  const choices: Choice[] = [
    ...(isConflict ? conflictActions(entry, actions) : []).map(({ title, run }) => ({
      label: title,
      run,
    })),
    ...(needsUser(entry.state)
      ? [
          {
            label: vscode.l10n.t('Retry'),
            run: () => {
              actions.retry([entry]);
            },
          },
        ]
      : []),
    ...(entry.change.isHeld
      ? [
          {
            label: vscode.l10n.t('Upload'),
            run: () => actions.admit({ mapping: entry.mapping, changes: [entry.change] }),
          },
        ]
      : []),
    {
      label: vscode.l10n.t('Open File'),
      run: () => vscode.commands.executeCommand('vscode.open', uriOfEntry(entry)),
    },
    {
      label: vscode.l10n.t('Give Up'),
      description: vscode.l10n.t('the server keeps what it has'),
      run: () => queues.dismiss(entry.mapping, [entry.change.id], AbortSignal.timeout(limitMs)),
    },
  ];
  const placeHolder = `${deedText(entry.change)}: ${standingOf(entry)}`;
  await (await vscode.window.showQuickPick(choices, { placeHolder }))?.run?.();
}

const limitMs = 60_000;

interface OfferSources {
  queues: UploadQueues;
  questions: UploadQuestions;
  admit: UploadActions['admit'];
}

/** Asks what becomes of files that were changed by git, or while no window was open. */
export async function offerHeld(
  { mapping, changes, cause }: HeldBatch & { cause: BatchCause },
  { queues, questions, admit }: OfferSources,
  signal: AbortSignal,
): Promise<void> {
  const ids = changes.map(({ id }) => id);
  const deleted = changes.filter(({ kind }) => kind === 'delete').length;
  const answer = await questions.changedBatch({ count: changes.length, deleted }, cause);
  if (answer === 'later') return;
  if (answer === 'ignore') {
    await queues.dismiss(mapping, ids, signal);
    return;
  }
  if (answer === 'upload') await admit({ mapping, changes });
  else await reviewHeld({ mapping, changes }, { queues, admit }, signal);
}

/** Lets the user choose what of a batch goes up; what is not chosen is given up. */
async function reviewHeld(
  { mapping, changes }: HeldBatch,
  { queues, admit }: Omit<OfferSources, 'questions'>,
  signal: AbortSignal,
): Promise<void> {
  const chosen = await review(changes);
  if (chosen === undefined) return;
  const others = changes.flatMap(({ id }) => (chosen.includes(id) ? [] : [id]));
  await queues.dismiss(mapping, others, signal);
  await admit({ mapping, changes: changes.filter(({ id }) => chosen.includes(id)) });
}

async function review(changes: readonly LocalChange[]): Promise<readonly string[] | undefined> {
  const items = changes.map((change) => ({
    label: deedText(change),
    picked: true,
    id: change.id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: vscode.l10n.t('What is not chosen stays as it is on the server'),
  });
  return picked?.map(({ id }) => id);
}

/** What waits for the user's word, as one choice. */
function reviewChoice(
  batch: HeldBatch,
  { queues, actions }: { queues: UploadQueues; actions: UploadActions },
): Choice {
  const { name } = batch.mapping;
  return {
    label: vscode.l10n.t('Review What Was Held Back in {0} ({1})', name, batch.changes.length),
    run: () => reviewHeld(batch, { queues, admit: (one) => actions.admit(one) }, never),
  };
}

/** How it stands; what is held goes on only when the user says so. */
function standingOf({ change, state }: UploadEntry): string {
  return change.isHeld && state.state === 'pending' ? vscode.l10n.t('held back') : stateText(state);
}

function command(id: string, label: string): Choice {
  return { label, run: () => vscode.commands.executeCommand(id) };
}

function problemsFirst(a: UploadEntry, b: UploadEntry): number {
  return Number(needsUser(b.state)) - Number(needsUser(a.state));
}

function iconOf({ state }: UploadEntry): string {
  if (state.state === 'uploading') return 'sync';
  return needsUser(state) ? 'warning' : 'clock';
}
