import { type RemoteError } from '../base/remote-error.js';
import { type Sample } from './rate.js';
import { type Place } from './side.js';

/** How a transfer stands. */
export type TransferState = 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'cancelled';

/** What the user asked for: one file, or one folder with all that is in it. */
export interface Order {
  from: Place;
  to: Place;
  /** Why it cannot be done: it fails with that. */
  refusal?: RemoteError;
}

/** A file or folder on its way, as it is shown. */
export interface Moved {
  readonly id: string;
  readonly from: Place;
  readonly to: Place;
  readonly state: TransferState;
  /** Undefined until it has been looked at. */
  readonly isFolder: boolean | undefined;
  /** Bytes moved so far. */
  readonly bytes: number;
  /** Bytes in all, as far as they are known. */
  readonly total: number | undefined;
  /** Why it failed. */
  readonly error: RemoteError | undefined;
  /** Why it was left out. */
  readonly reason: string | undefined;
}

/** How many files of an order stand where. */
export interface FileCounts {
  done: number;
  skipped: number;
  failed: number;
  cancelled: number;
  /** Waiting and running. */
  left: number;
}

/** An order with its progress. */
export interface Transfer extends Moved {
  readonly files: Readonly<FileCounts>;
  /** Folders are still to be listed: the total may grow. */
  readonly isCounting: boolean;
  readonly samples: readonly Sample[];
  /** Of a folder: what runs, waits, failed or was left out, in this order; not what is done. */
  readonly parts: readonly Moved[];
}

/** Whether nothing more will happen by itself. */
export function hasEnded({ state }: Pick<Moved, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}
