import { type ConnectionProfile } from '../remote/profile.js';

/** Where a value stands in a JSON text: keys and indices from the top. */
export type JsonPath = readonly (string | number)[];

/** What is known about a file besides its text. */
export interface ImportContext {
  /** As people know it; stands in errors. */
  fileName: string;
  /** The connections that the settings have already. */
  existing: Readonly<Record<string, unknown>>;
  /** The workspace folder that the file lies in. */
  folder?: string | undefined;
  /** All local workspace folders; absolute paths, as the system writes them. */
  folders: readonly string[];
  /** The value of the setting `remotefs.remote`, which vscode-sftp's files may point at. */
  remotes?: unknown;
  /** The file's permission bits, where the system has them. */
  mode?: number | undefined;
}

/** A local folder that the old tool took to the server. */
export interface ImportedMapping {
  /** The workspace folder in whose settings it belongs. */
  folder: string;
  /** Relative to that folder. */
  local: string;
  /** Absolute, below the connection's root. */
  remote: string;
  uploadOnSave: boolean;
  /** Left out where the old tool had none of its own. */
  ignore?: readonly string[];
}

/** A folder of a `.code-workspace` file that can be reached by the new connection. */
export interface ImportedFolder {
  /** Its place in the file's list of folders. */
  index: number;
  /** Absolute, below the connection's root. */
  path: string;
}

/** A connection as another tool had it. Its password stands in the field for it and nowhere else. */
export interface ImportedConnection {
  /** Free and valid. */
  name: string;
  profile: ConnectionProfile;
  password?: string;
  mappings: readonly ImportedMapping[];
  /** Sentences about what is different from now on. */
  notes: readonly string[];
  /** False where it may be no FTP server at all, or is there already. */
  isSuggested: boolean;
  /** Where its secrets stand in the file, if that is JSON. */
  secrets: readonly JsonPath[];
  folders: readonly ImportedFolder[];
}

/** Something in the file that was not taken over, and why. */
export interface Ignored {
  /** The entry of the file, as the file calls it. */
  where: string;
  key: string;
  reason: string;
}

export interface ImportedConnections {
  connections: readonly ImportedConnection[];
  ignored: readonly Ignored[];
  /** Secrets that entries which were not imported still need. */
  neededSecrets: readonly JsonPath[];
}
