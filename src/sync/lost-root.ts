import { RemoteError } from '../base/remote-error.js';

/** A whole side is not there: a disk that is not mounted, or a folder that somebody has renamed. */
export function lostRoot(side: 'local' | 'remote'): RemoteError {
  const text =
    side === 'local'
      ? 'The local folder of the mapping is not there'
      : 'The remote folder of the mapping is not there';
  return new RemoteError('not-found', text, {
    hint: 'Nothing was changed on either side. Make the folder, or correct the mapping.',
  });
}
