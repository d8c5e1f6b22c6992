import * as vscode from 'vscode';
import { onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { formatBytes, type Pace, TransferPace } from '../../remote/transfer-pace.js';

/** Who waits longer wants to know for what, and to be able to stop it. */
const patienceMs = 1_500;
const refreshMs = 250;

/** Work that may take long, and how it is called before the user. */
export interface LongWork<T> {
  title: string;
  /** The engine's steps end much earlier; this one never lets VS Code wait for ever. */
  limitMs: number;
  run: (signal: AbortSignal, tell: Tell) => Promise<T>;
}

/** How such work tells how far it is. */
export interface Tell {
  bytes: (bytes: number, total: number | undefined) => void;
  text: (text: string) => void;
}

/** Runs work that may take long; after a moment it shows how far it is, and lets the user stop it. */
export async function runLong<T>({ title, limitMs, run }: LongWork<T>): Promise<T> {
  const stop = new AbortController();
  const limit = setTimeout(() => {
    stop.abort(new DOMException(title, 'TimeoutError'));
  }, limitMs);
  const ended = new AbortController();
  const shown = new ShownProgress(title, ended.signal, () => {
    stop.abort(new RemoteError('aborted', vscode.l10n.t('{0} was cancelled', title)));
  });
  try {
    return await run(stop.signal, shown);
  } finally {
    clearTimeout(limit);
    ended.abort();
  }
}

/** What is told of the work; it is shown when there is something to tell, and the work goes on. */
class ShownProgress implements Tell {
  readonly #title: string;
  readonly #ended: AbortSignal;
  readonly #cancel: () => void;
  readonly #since = Date.now();
  readonly #pace = new TransferPace();
  #isShown = false;
  #percent = 0;
  #toldAt = 0;
  #report: vscode.Progress<{ message?: string; increment?: number }>['report'] = () => undefined;

  constructor(title: string, ended: AbortSignal, cancel: () => void) {
    this.#title = withoutLinks(title);
    this.#ended = ended;
    this.#cancel = cancel;
  }

  readonly bytes = (bytes: number, total: number | undefined): void => {
    const now = Date.now();
    const pace = this.#pace.note(bytes, total, now);
    if (now - this.#toldAt < refreshMs) return;
    this.#toldAt = now;
    this.#showLate();
    this.#tellPace(pace);
  };

  readonly text = (message: string): void => {
    this.#showLate();
    this.#report({ message });
  };

  #showLate(): void {
    if (this.#isShown || this.#ended.aborted || Date.now() - this.#since < patienceMs) return;
    this.#isShown = true;
    const location = vscode.ProgressLocation.Notification;
    const options = { location, title: this.#title, cancellable: true };
    void vscode.window.withProgress(options, async (progress, token) => {
      this.#report = (step) => {
        progress.report(step);
      };
      token.onCancellationRequested(this.#cancel);
      await new Promise<void>((resolve) => onAbort(this.#ended, resolve));
    });
  }

  #tellPace(pace: Pace): void {
    const percent = pace.total ? Math.min(100, (100 * pace.bytes) / pace.total) : 0;
    // Tried once more, it begins anew; a bar never goes back.
    const increment = Math.max(0, percent - this.#percent);
    this.#percent += increment;
    this.#report({ message: toText(pace), increment });
  }
}

function toText({ bytes, total, bytesPerSecond }: Pace): string {
  const done = formatBytes(bytes);
  const text = total === undefined ? done : vscode.l10n.t('{0} of {1}', done, formatBytes(total));
  if (bytesPerSecond === undefined) return text;
  return vscode.l10n.t('{0}, {1}/s', text, formatBytes(bytesPerSecond));
}
