import * as vscode from 'vscode';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';

/** Runs VS Code tasks one after the other; false where one fails, and the user is told of it. */
export async function runTasks(names: readonly string[], signal: AbortSignal): Promise<boolean> {
  const failed = await firstFailed(names, signal);
  if (failed === undefined) return true;
  const { name, code } = failed;
  void vscode.window.showErrorMessage(
    vscode.l10n.t('The task "{0}" failed with code {1}: the sync stops here.', name, code),
  );
  return false;
}

/** The same, and a failure is an error. */
export async function demandTasks(names: readonly string[], signal: AbortSignal): Promise<void> {
  const failed = await firstFailed(names, signal);
  if (failed === undefined) return;
  const { name, code } = failed;
  throw new RemoteError('failed', `The task "${name}" failed with code ${String(code)}`, {
    hint: 'Nothing goes up before it succeeds. Mend what it complains about, and retry.',
  });
}

async function firstFailed(
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ name: string; code: number } | undefined> {
  if (names.length === 0) return undefined;
  const known = await vscode.tasks.fetchTasks();
  for (const name of names) {
    const task = known.find((one) => one.name === name || `${one.source}: ${one.name}` === name);
    if (task === undefined) throw unknownTask(name);
    const code = await run(task, signal);
    if (code !== 0 && code !== undefined) return { name, code };
  }
  return undefined;
}

/** The exit code; undefined where the task is no process that has one. */
async function run(task: vscode.Task, signal: AbortSignal): Promise<number | undefined> {
  const kept: vscode.Disposable[] = [];
  try {
    // A short task may end before VS Code says that it has begun, with an execution of another identity.
    const ended = new Promise<number | undefined>((resolve, reject) => {
      kept.push(
        vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (isSame(execution.task, task)) resolve(exitCode);
        }),
        vscode.tasks.onDidEndTask(({ execution }) => {
          // Of a process, the event with its code comes first.
          if (isSame(execution.task, task)) resolve(undefined);
        }),
        new vscode.Disposable(
          onAbort(signal, () => {
            reject(abortError(signal, `The task ${task.name}`));
          }),
        ),
      );
    });
    const execution = await vscode.tasks.executeTask(task);
    kept.push(
      new vscode.Disposable(
        onAbort(signal, () => {
          execution.terminate();
        }),
      ),
    );
    // Such a task goes on until somebody ends it.
    return task.isBackground ? undefined : await ended;
  } finally {
    vscode.Disposable.from(...kept).dispose();
  }
}

function isSame(a: vscode.Task, b: vscode.Task): boolean {
  return a.name === b.name && a.source === b.source;
}

function unknownTask(name: string): RemoteError {
  return new RemoteError('failed', `There is no task "${name}", which a hook of the sync names`, {
    hint: 'Correct "hooks" in the setting ftpWorkspaces.sync, or make the task.',
  });
}
