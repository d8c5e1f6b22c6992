import { type DataConnection } from './net/data-connection.js';

/** The command by which a data connection is agreed on. */
export type DataWay = 'EPSV' | 'PASV' | 'EPRT' | 'PORT';

/** A data connection that stands, or is about to be made by the server. */
export interface DataOpening {
  accept(signal: AbortSignal): Promise<DataConnection>;
  destroy(): void;
}
