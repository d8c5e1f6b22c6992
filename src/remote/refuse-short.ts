import { type RemoteEntry } from '../base/remote-entry.js';
import { RemoteError } from '../base/remote-error.js';

interface Looks {
  /** The state before the read. */
  before: RemoteEntry;
  /** The state behind it. */
  after: RemoteEntry;
  /** How many bytes came. */
  bytes: number;
}

/** Throws where a read brought fewer bytes than the file has, or the file is just being changed. */
export function refuseShort(path: string, { before, after, bytes }: Looks): void {
  if (after.type !== 'file' || after.size === undefined || after.size === bytes) return;
  // What is made up as it is read has no size of its own, and its transfer has ended in good order.
  if (after.size === before.size && bytes > after.size) return;
  const counted = `${String(bytes)} of ${String(after.size)} bytes`;
  throw new RemoteError('failed', `Only ${counted} of ${path} came, or it is just being changed`);
}
