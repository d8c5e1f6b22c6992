import { randomUUID } from 'node:crypto';
import { withLimit } from '../base/abort.js';
import { isRemoteError } from '../base/remote-error.js';
import { DiskQueueStore } from './queue-store.js';

interface WindowPlace {
  folder: string;
  /** The same whenever the window is opened again, so that it waits for the end of its former life. */
  windowId: string;
}

/** The former life of a window is over by then, or it is another window on the same folder. */
const formerLifeMs = 8_000;

/** The queue of a window on the disk. */
export async function openWindowStore(
  { folder, windowId }: WindowPlace,
  signal: AbortSignal,
  waitMs: number = formerLifeMs,
): Promise<DiskQueueStore> {
  try {
    return await withLimit(
      (limited) => DiskQueueStore.open({ folder, windowId }, limited),
      waitMs,
      signal,
    );
  } catch (error) {
    if (!isRemoteError(error, 'timeout') || signal.aborted) throw error;
    return DiskQueueStore.open({ folder, windowId: `${windowId}-${randomUUID()}` }, signal);
  }
}
