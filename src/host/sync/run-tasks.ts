import * as vscode from 'vscode';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';

/** Runs VS Code tasks one after the other; false where one fails, and the user is told of it. */
export async function runTasks(names: readonly string[], signal: AbortSignal): Promise<boolean> {
  if (names.length === 0) return true;
  const known = await vscode.tasks.fetchTasks();
  for (const name of names) {
    const task = known.find((one) => one.name === name || `${one.source}: ${one.name}` === name);
    if (task === undefined) throw unknownTask(name);
    const code = await run(task, signal);
    if (code === 0 || code === undefined) continue;
    void vscode.window.showErrorMessage(
      withoutLinks(
        vscode.l10n.t('The task "{0}" failed with code {1}: the sync stops here.', name, code),
      ),
    );
    return false;
  }
  return true;
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
    return await ended;
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
