import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';
import { type ConnectionProfile } from './profile.js';
import { type RemoteFiles } from './remote-files.js';

/** What of `files` the profile lets through: no change where it is read-only, no dot files where hidden. */
export function asAllowed(files: RemoteFiles, profile: ConnectionProfile): RemoteFiles {
  const shown = over(files, asAllowedLooks(files, profile));
  return profile.readOnly === true ? readOnly(shown) : shown;
}

type Looks = Pick<RemoteFiles, 'list' | 'stat'>;

/** The same of looks alone. */
export function asAllowedLooks(files: Looks, profile: ConnectionProfile): Looks {
  const shown = profile.hiddenFiles === false ? withoutDotFiles(files) : files;
  return profile.readOnly === true ? readOnlyLooks(shown) : shown;
}

/** Names with a leading dot are left out of listings; who names one gets it. */
function withoutDotFiles(files: Looks): Looks {
  return {
    stat: (path, signal) => files.stat(path, signal),
    list: async (path, signal) =>
      (await files.list(path, signal)).filter(({ name }) => !name.startsWith('.')),
  };
}

function readOnlyLooks(files: Looks): Looks {
  return {
    list: async (path, signal) => (await files.list(path, signal)).map(asReadOnly),
    stat: async (path, signal) => asReadOnly(await files.stat(path, signal)),
  };
}

function readOnly(files: RemoteFiles): RemoteFiles {
  return over(files, {
    readWithState: async (path, signal) => {
      const { entry, content } = await files.readWithState(path, signal);
      return { entry: asReadOnly(entry), content };
    },
    write: ({ path }) => refuse(`write ${path}`),
    remove: (path) => refuse(`remove ${path}`),
    rename: ({ from }) => refuse(`rename ${from}`),
    mkdir: (path) => refuse(`make ${path}`),
    copy: ({ to }) => refuse(`write ${to}`),
    chmod: (path) => refuse(`change the permissions of ${path}`),
    setModified: (path) => refuse(`change the time of ${path}`),
  });
}

/** `files`, but for what `changes` does another way. */
function over(files: RemoteFiles, changes: Partial<RemoteFiles>): RemoteFiles {
  return {
    list: (path, signal) => files.list(path, signal),
    stat: (path, signal) => files.stat(path, signal),
    read: (path, signal) => files.read(path, signal),
    readWithState: (path, signal) => files.readWithState(path, signal),
    stream: (read, signal) => files.stream(read, signal),
    write: (write, signal) => files.write(write, signal),
    remove: (path, options, signal) => files.remove(path, options, signal),
    rename: (move, signal) => files.rename(move, signal),
    mkdir: (path, signal) => files.mkdir(path, signal),
    copy: (copy, signal) => files.copy(copy, signal),
    chmod: (path, mode, signal) => files.chmod(path, mode, signal),
    setModified: (path, epochMs, signal) => files.setModified(path, epochMs, signal),
    ...changes,
  };
}

/** As a server would tell of a file that this user may read, and a folder that may be listed. */
function asReadOnly(entry: RemoteEntry): RemoteEntry {
  return { ...entry, perm: entry.type === 'directory' ? 'el' : 'r' };
}

function refuse(what: string): Promise<never> {
  return Promise.reject(readOnlyError(what));
}

/** A change that the profile does not let through. */
export function readOnlyError(what: string): RemoteError {
  return new RemoteError('permission', `Refused to ${what}: the connection is read-only`, {
    hint: 'It is set so by "readOnly" in the setting ftpWorkspaces.connections.',
  });
}
