import { type RemoteError, type RemoteErrorKind } from '../base/remote-error.js';

/** What the user can be offered after a failure. */
export type Remedy = 'retry' | 'enter-password' | 'show-certificate' | 'test' | 'show-traffic';

interface Report {
  /** What may help against a failed connection, the likeliest first; none where the user wanted it so. */
  remedies: readonly Remedy[];
  /**
   * Whether a folder that cannot be listed is reported: an editor shows it as an empty one. What is
   * not there is nothing to report, and a failed connection is reported as one.
   */
  reportsListing: boolean;
}

const tryAgain: readonly Remedy[] = ['retry', 'test', 'show-traffic'];

const reports = {
  aborted: { remedies: [], reportsListing: false },
  auth: { remedies: ['enter-password', 'show-traffic'], reportsListing: false },
  connect: { remedies: tryAgain, reportsListing: false },
  tls: { remedies: tryAgain, reportsListing: false },
  'not-found': { remedies: tryAgain, reportsListing: false },
  'not-a-directory': { remedies: tryAgain, reportsListing: false },
  timeout: { remedies: tryAgain, reportsListing: true },
  disconnected: { remedies: tryAgain, reportsListing: true },
  'data-connection': { remedies: tryAgain, reportsListing: true },
  exists: { remedies: tryAgain, reportsListing: true },
  permission: { remedies: tryAgain, reportsListing: true },
  'no-space': { remedies: tryAgain, reportsListing: true },
  'is-a-directory': { remedies: tryAgain, reportsListing: true },
  unsupported: { remedies: tryAgain, reportsListing: true },
  protocol: { remedies: tryAgain, reportsListing: true },
  unsafe: { remedies: tryAgain, reportsListing: true },
  conflict: { remedies: tryAgain, reportsListing: true },
  failed: { remedies: tryAgain, reportsListing: true },
} as const satisfies Record<RemoteErrorKind, Report>;

/** How a failure of that kind is told to the user. */
export function reportOf(kind: RemoteErrorKind): Report {
  return reports[kind];
}

/** What may help against a connection that failed so, the likeliest first. */
export function remediesFor({ kind, certificate }: RemoteError): readonly Remedy[] {
  const { remedies } = reports[kind];
  return certificate === undefined ? remedies : ['show-certificate', ...remedies];
}
