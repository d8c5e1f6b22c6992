import { type DataConnection } from './net/data-connection.js';
import { type DataCommand } from './options.js';

/** The command by which a data connection is agreed on. */
export type DataWay = DataCommand;

/** A data connection that stands, or is about to be made by the server. */
export interface DataOpening {
  readonly way: DataWay;
  /** It was made before it was needed: the server may have given it up since. */
  isAhead?: boolean;
  /** Whether the server still keeps its end open. */
  readonly isOpen: boolean;
  accept(signal: AbortSignal): Promise<DataConnection>;
  destroy(): void;
}
