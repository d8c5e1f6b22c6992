export { RemoteError, type RemoteErrorKind } from '../base/remote-error.js';
export { type EntryType, type RemoteEntry as FtpEntry } from '../base/remote-entry.js';
export { type DataMode, type FtpOptions, type Security, type TransferOptions } from './options.js';
export { type Flow, type TraceEvent } from './trace-event.js';
export { formatTraceEvent } from './trace-text.js';
