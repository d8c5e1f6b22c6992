import * as vscode from 'vscode';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';

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
      vscode.l10n.t('The task "{0}" failed with code {1}: the sync stops here.', name, code),
    );
    return false;
  }
  return true;
}

/** The exit code; undefined where the task is no process that has one. */
async function run(task: vscode.Task, signal: AbortSignal): Promise<number | undefined> {
  const execution = await vscode.tasks.executeTask(task);
  const ended: vscode.Disposable[] = [];
  try {
    return await new Promise((resolve, reject) => {
      ended.push(
        vscode.tasks.onDidEndTaskProcess((event) => {
          if (event.execution === execution) resolve(event.exitCode);
        }),
        vscode.tasks.onDidEndTask((event) => {
          // Of a process, the event with its code comes first.
          if (event.execution === execution) resolve(undefined);
        }),
        new vscode.Disposable(
          onAbort(signal, () => {
            execution.terminate();
            reject(abortError(signal, `The task ${task.name}`));
          }),
        ),
      );
    });
  } finally {
    vscode.Disposable.from(...ended).dispose();
  }
}

function unknownTask(name: string): RemoteError {
  return new RemoteError('failed', `There is no task "${name}", which a hook of the sync names`, {
    hint: 'Correct "hooks" in the setting ftpWorkspaces.sync, or make the task.',
  });
}
