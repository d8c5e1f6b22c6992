import * as vscode from 'vscode';
import { type Progress } from '../../sync/carry-out.js';
import { TimeLeft } from '../../sync/time-left.js';
import { formatBytes, formatSpan } from '../format-amount.js';

/** What is over sooner is not worth a notification. */
const quietMs = 400;
const toldEveryMs = 200;

/** How work tells how far it is, and hears that it is to stop. */
export interface ShownProgress {
  /** Words beside the bar, and how far it goes on, in hundredths. */
  tell: (message: string, increment?: number) => void;
  signal: AbortSignal;
}

/** Does something that may take long, with a notification then that can cancel it. */
export async function withProgress<T>(
  title: string,
  work: (progress: ShownProgress) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const latest: { message: string; increment: number } = { message: '', increment: 0 };
  let show: ShownProgress['tell'] = (message, increment = 0) => {
    Object.assign(latest, { message, increment: latest.increment + increment });
  };
  const working = work({
    tell: (message, increment) => {
      show(message, increment);
    },
    signal: stop.signal,
  });
  const ended = working.then(
    () => true,
    () => true,
  );
  if (await Promise.race([ended, quietTime()])) return working;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const subscription = token.onCancellationRequested(() => {
      stop.abort();
    });
    progress.report(latest);
    show = (message, increment = 0) => {
      progress.report({ message, increment });
    };
    await ended;
    subscription.dispose();
  });
  return working;
}

function quietTime(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(false);
    }, quietMs);
  });
}

/** Bytes done and time left, a few times a second. */
export function followed(tell: ShownProgress['tell']): (progress: Progress) => void {
  const time = new TimeLeft();
  let [toldAt, toldShare] = [0, 0];
  return ({ path, steps, totalSteps, bytes, totalBytes }) => {
    const now = Date.now();
    if (now - toldAt < toldEveryMs && steps < totalSteps) return;
    toldAt = now;
    time.note(bytes, now);
    const share = totalBytes > 0 ? bytes / totalBytes : steps / Math.max(totalSteps, 1);
    const left = time.until(totalBytes);
    const amount = vscode.l10n.t(
      '{0} of {1}, {2} of {3}',
      steps,
      totalSteps,
      formatBytes(bytes),
      formatBytes(totalBytes),
    );
    const rest = left === undefined ? '' : ` – ${vscode.l10n.t('{0} left', formatSpan(left))}`;
    tell(`${amount}${rest} – ${path}`, 100 * (share - toldShare));
    toldShare = share;
  };
}
