import { RemoteError } from '../base/remote-error.js';
import { importAtom } from './atom.js';
import { importDeployReloaded } from './deploy-reloaded.js';
import { importFilezilla } from './filezilla.js';
import { importFtpKr } from './ftp-kr.js';
import { importFtpSimple } from './ftp-simple.js';
import { importFtpSync } from './ftp-sync.js';
import { type ImportFormat } from './import-format.js';
import { type ImportContext, type ImportedConnections } from './imported.js';
import { importNetrc } from './netrc.js';
import { importRemoteFs } from './remote-fs.js';
import { importRemoteWorkspace } from './remote-workspace.js';
import { importVscodeSftp } from './vscode-sftp.js';
import { importWinscp } from './winscp.js';

const maxLetters = 5_000_000;

const importers: Readonly<
  Record<ImportFormat, (text: string, context: ImportContext) => ImportedConnections>
> = {
  'vscode-sftp': importVscodeSftp,
  'ftp-kr': importFtpKr,
  'ftp-simple': importFtpSimple,
  'ftp-sync': importFtpSync,
  'remote-fs': importRemoteFs,
  'remote-workspace': importRemoteWorkspace,
  atom: importAtom,
  'deploy-reloaded': importDeployReloaded,
  filezilla: importFilezilla,
  winscp: importWinscp,
  netrc: importNetrc,
};

/** The connections in a file of that format; a RemoteError of kind `failed` names what cannot be read. */
export function importText(
  format: ImportFormat,
  text: string,
  context: ImportContext,
): ImportedConnections {
  if (text.length > maxLetters) {
    throw new RemoteError('failed', `${context.fileName} is too large to be a list of connections`);
  }
  return importers[format](text, context);
}
