import { type ConnectionProfile } from '../remote/profile.js';
import { type ImportedFolder, type ImportedMapping, type JsonPath } from './imported.js';

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** A connection as it was read, before anybody has looked whether it makes sense. */
export interface Draft {
  /** The entry of the file, as the file calls it. */
  where: string;
  /** The name that the file gives it, if any. */
  name?: string | undefined;
  profile: Loose<ConnectionProfile>;
  password?: string | undefined;
  mappings?: readonly ImportedMapping[];
  notes?: readonly string[];
  isSuggested?: boolean;
  secrets?: readonly JsonPath[];
  folders?: readonly ImportedFolder[];
}
