import * as vscode from 'vscode';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type TraceEvent } from '../../ftp/index.js';
import { type Connection } from '../../remote/connection.js';
import { type Credentials, prepareLogin } from '../../remote/login-options.js';
import { accountOf } from '../../remote/profile.js';

const scheme = 'ftp-report';

/** Tests connections and shows what was found as a document. */
export class ConnectionTests implements vscode.Disposable {
  readonly #credentials: Credentials;
  readonly #trace: (name: string, event: TraceEvent) => void;
  readonly #reports = new Map<string, string>();
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  constructor(credentials: Credentials, trace: (name: string, event: TraceEvent) => void) {
    this.#credentials = credentials;
    this.#trace = trace;
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#change.event,
        provideTextDocumentContent: ({ path }) => this.#reports.get(path) ?? '',
      }),
    );
  }

  /** Tests a connection as it is set, apart from the sessions that it has. */
  async test(connection: Connection): Promise<void> {
    try {
      const report = await this.#reportOf(connection);
      await this.#show(connection.name, report);
    } catch (error) {
      // Who cancels wants to see no report.
      if (!isRemoteError(error, 'aborted')) throw error;
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #reportOf(connection: Connection): Thenable<string> {
    const { name, profile } = connection;
    const title = vscode.l10n.t('Testing {0}…', name);
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress(
      { location, title, cancellable: true },
      async (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => {
          stop.abort(new RemoteError('aborted', vscode.l10n.t('The test was cancelled')));
        });
        const { options } = await prepareLogin(connection, this.#credentials, stop.signal);
        const trace = (event: TraceEvent): void => {
          this.#trace(name, event);
        };
        const subject = {
          account: accountOf(profile),
          options: { ...options, trace },
          root: profile.root,
        };
        const { diagnose } = await import('../../diagnosis/diagnose.js');
        const { reportText } = await import('../../diagnosis/report-text.js');
        const found = await diagnose(
          subject,
          ({ what }) => {
            progress.report({ message: what });
          },
          stop.signal,
        );
        return reportText(name, found);
      },
    );
  }

  async #show(name: string, report: string): Promise<void> {
    const path = `/${name}.md`;
    this.#reports.set(path, report);
    const uri = vscode.Uri.from({ scheme, path });
    this.#change.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  }
}
