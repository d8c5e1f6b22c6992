import { type CacheAges } from './cached-files.js';
import { type AtomicUpload } from './safe-write.js';

/** How the files of all connections are treated; what is not given has its default. */
export interface FileHabits {
  /** Whether a save goes to a temporary name first. */
  atomicUpload?: AtomicUpload;
  /** How long a listing is believed, in milliseconds. */
  listingMs?: number;
}

/** The ages of the cache that follow from the habits. */
export function agesOf({ listingMs }: FileHabits): Partial<CacheAges> {
  return listingMs === undefined ? {} : { listingMs, nameMs: Math.max(listingMs, 60_000) };
}
