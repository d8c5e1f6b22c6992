import { connectionDialogs, type ConnectionQuestions } from './connections/connection-questions.js';
import { askAboutSync, type SyncQuestions } from './sync/sync-questions.js';
import { askAboutUploads, type UploadQuestions } from './sync/upload-questions.js';
import { askAboutTransfers, type TransferQuestions } from './transfers/transfer-questions.js';
import { askAboutFiles, type FileQuestions } from './workspace/file-questions.js';

/** What must be asked before going on. Tests put their own answers here: VS Code refuses dialogs in tests. */
export type Questions = FileQuestions &
  ConnectionQuestions &
  SyncQuestions &
  UploadQuestions &
  TransferQuestions;

/** Asks in modal dialogs. */
export function askInDialogs(): Questions {
  return {
    ...askAboutFiles(),
    ...connectionDialogs(),
    ...askAboutSync(),
    ...askAboutUploads(),
    ...askAboutTransfers(),
  };
}
