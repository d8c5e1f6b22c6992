/** The tools whose files can be read. */
export type ImportFormat =
  | 'vscode-sftp'
  | 'ftp-kr'
  | 'ftp-simple'
  | 'ftp-sync'
  | 'remote-fs'
  | 'remote-workspace'
  | 'atom'
  | 'deploy-reloaded'
  | 'filezilla'
  | 'winscp'
  | 'netrc';
