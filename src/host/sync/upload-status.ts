import path from 'node:path';
import * as vscode from 'vscode';
import { type UploadSummary } from '../../sync/upload-summary.js';
import { type Activity, type ActivityStatus } from '../activity-status.js';

/** What went up last. */
export interface Uploaded {
  name: string;
  /** Where to. */
  place: string;
}

/** What the uploads on save are doing, as it is told in the status bar. */
export class UploadStatus {
  readonly #status: ActivityStatus;

  constructor(status: ActivityStatus) {
    this.#status = status;
  }

  show(summary: UploadSummary, last: Uploaded | undefined): void {
    const activity = activityOf(summary, last);
    this.#status.show('uploads', activity && { ...activity, command: 'ftpWorkspaces.showUploads' });
  }
}

type Told = Omit<Activity, 'command'>;

function activityOf(summary: UploadSummary, last: Uploaded | undefined): Told | undefined {
  const { phase, pending, failed, conflicts, reason } = summary;
  switch (phase) {
    case 'off':
      return { icon: 'circle-slash', text: vscode.l10n.t('Upload on save is off') };
    case 'paused':
      return { icon: 'debug-pause', text: vscode.l10n.t('Uploads paused ({0})', pending) };
    case 'uploading':
      return { icon: 'sync~spin', text: uploadingText(summary), isBusy: true };
    case 'waiting':
      return {
        icon: 'cloud-upload',
        text: vscode.l10n.t('Uploads waiting: {0}', pending),
        ...(reason !== undefined && { tooltip: reason }),
      };
    case 'problems':
      return {
        icon: 'error',
        text: vscode.l10n.t('Not uploaded: {0}', failed + conflicts),
        tooltip: vscode.l10n.t('Failed: {0}, changed on the server: {1}', failed, conflicts),
        isError: true,
      };
    case 'idle':
      return last && uploadedText(last);
  }
}

function uploadingText({ uploading, pending, first = '' }: UploadSummary): string {
  const all = uploading + pending;
  if (all === 1) return vscode.l10n.t('Uploading {0}', path.posix.basename(first));
  return vscode.l10n.t('Uploading {0} files', all);
}

function uploadedText({ name, place }: Uploaded): Told {
  return { icon: 'check', text: vscode.l10n.t('{0} uploaded', name), tooltip: place };
}
