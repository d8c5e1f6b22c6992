export {
  RemoteError,
  type RemoteErrorKind,
  type UntrustedCertificate,
} from '../base/remote-error.js';
export { type EntryType, type RemoteEntry as FtpEntry } from '../base/remote-entry.js';
export { FtpClient } from './client.js';
export { type FileHash } from './operations/hash.js';
export { type Seen } from './operations/move-in.js';
export { type HashAlgorithm } from './protocol/hash-reply.js';
export {
  type DataCommand,
  type DataMode,
  type FtpOptions,
  type Security,
  type TransferOptions,
} from './options.js';
export { type Proxy } from './net/proxy.js';
export { type HostKnowledge } from './host-knowledge.js';
export { parseListing, type ListingOptions } from './parse-listing.js';
export { FtpPool } from './pool.js';
export { type PoolOptions } from './sessions.js';
export { type Flow, type TraceEvent } from './trace-event.js';
export { formatTraceEvent } from './trace-text.js';
