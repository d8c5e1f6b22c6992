import { type ConnectionProfile } from '../remote/profile.js';

type Timeouts = NonNullable<ConnectionProfile['timeouts']>;

/** The timeouts that are set; undefined where none is. */
export function toTimeouts(given: { [K in keyof Timeouts]: number | undefined }):
  Timeouts | undefined {
  const set = Object.entries(given).filter(([, ms]) => ms !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
