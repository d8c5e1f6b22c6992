/** The commands about connections, remote files, transfers and searches, as the manifest names them behind `ftpWorkspaces.`. */
export const windowCommandNames = {
  connection: [
    'openFolder',
    'connectToUrl',
    'connect',
    'disconnect',
    'reconnect',
    'refresh',
    'addConnection',
    'editConnection',
    'duplicateConnection',
    'removeConnection',
    'editConnections',
    'exportConnections',
    'forgetPassword',
    'moveSecrets',
    'removeSecrets',
    'showCertificate',
    'testConnection',
  ],
  row: ['retryFolder', 'sendCommand'],
  file: [
    'openFile',
    'newFile',
    'newFolder',
    'rename',
    'delete',
    'copyUrl',
    'copyPath',
    'changePermissions',
  ],
  transfer: [
    'download',
    'downloadTo',
    'upload',
    'uploadFolder',
    'cancelTransfer',
    'retryTransfer',
    'cancelTransfers',
    'retryFailed',
    'clearTransfers',
  ],
  search: [
    'goToFile',
    'findInFiles',
    'findInFolder',
    'searchAgain',
    'cancelSearch',
    'clearSearch',
    'copySearchResults',
  ],
  other: ['importConnections', 'showTraffic'],
} as const;

type Area = keyof typeof windowCommandNames;

/** What a command is called with: the row or file it was called on, and all that are selected. */
export type Command = (argument?: unknown, selected?: unknown) => unknown;

/** The commands of an area, by their names: none is left out. */
export type Commands<A extends Area = Area> = Record<
  (typeof windowCommandNames)[A][number],
  Command
>;
