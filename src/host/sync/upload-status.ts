import * as vscode from 'vscode';
import { type Activity, type ActivityStatus } from '../activity-status.js';

/** What the uploads on save are doing, as it is told in the status bar. */
export class UploadStatus {
  readonly #status: ActivityStatus;

  constructor(status: ActivityStatus) {
    this.#status = status;
  }

  uploading(file: string): void {
    this.#show({ icon: 'sync~spin', text: vscode.l10n.t('Uploading {0}', file), isBusy: true });
  }

  uploaded(file: string, remote: string): void {
    this.#show({ icon: 'check', text: vscode.l10n.t('{0} uploaded', file), tooltip: remote });
  }

  failed(file: string, reason: string): void {
    const text = vscode.l10n.t('{0} not uploaded', file);
    this.#show({ icon: 'error', text, tooltip: reason, isError: true });
  }

  #show(activity: Omit<Activity, 'command'>): void {
    this.#status.show('uploads', { ...activity, command: 'ftpWorkspaces.showTraffic' });
  }
}
