/** The setting that connections stand in. */
export const connectionsSetting = 'ftpWorkspaces.connections';

/** The state of ours that those stand in that were made for a while. */
export const temporaryKey = 'temporaryConnections';
