/** The commands of sync and uploads, as the manifest names them behind `ftpWorkspaces.`. */
export const commandNames = {
  sync: [
    'syncToRemote',
    'syncToLocal',
    'syncBoth',
    'previewSync',
    'whatChangedOnServer',
    'uploadChangedSince',
    'undoLastSync',
    'switchTarget',
    'createSyncMapping',
    'workInLocalCopy',
  ],
  file: [
    'uploadFile',
    'downloadFile',
    'compareWithRemote',
    'mergeWithRemote',
    'showKeptVersions',
    'whyIgnored',
  ],
  plan: [
    'applyPlan',
    'retryPlan',
    'refreshPlan',
    'closePlan',
    'savePlan',
    'selectAllPlan',
    'selectNonePlan',
    'groupPlanByKind',
    'groupPlanByFolder',
    'keepLocal',
    'keepRemote',
    'keepBoth',
    'skipConflict',
    'comparePlanStep',
    'mergePlanStep',
  ],
  serverChange: [
    'refreshServerChanges',
    'closeServerChanges',
    'compareServerChange',
    'downloadServerChange',
    'deleteServerChange',
  ],
  upload: [
    'pauseUploads',
    'resumeUploads',
    'toggleUploadOnSave',
    'retryFailedUploads',
    'showUploads',
  ],
} as const;

type Area = keyof typeof commandNames;

/** What a command is called with: the row or file it was called on, and all that are selected. */
export type Command = (argument: unknown, selected: unknown) => unknown;

/** The commands of an area, by their names: none is left out. */
export type Commands<A extends Area = Area> = Record<(typeof commandNames)[A][number], Command>;

/** Whether a command belongs to an area. */
export function isCommandOf<A extends Area>(area: A, name: string): name is keyof Commands<A> {
  const names: readonly string[] = commandNames[area];
  return names.includes(name);
}
