import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { RemoteError } from '../../base/remote-error.js';
import { type FailureNotices, showTraffic } from './failure-notices.js';

/** Runs a change that a command asked for; where it fails the user is told what failed and why. */
export async function reported(
  notices: FailureNotices,
  what: string,
  change: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (failure) {
    const error = toRemoteError(failure);
    if (error.kind === 'aborted') return false;
    const text = `${what} ${describeError(error)}`;
    void notices.show({ key: what, error, text, actions: [showTraffic()] });
    return false;
  }
}

/** What came through VS Code has its words, and no more than that. */
function toRemoteError(failure: unknown): RemoteError {
  if (failure instanceof RemoteError) return failure;
  if (!(failure instanceof vscode.FileSystemError)) throw failure;
  return new RemoteError('failed', failure.message, { cause: failure });
}
