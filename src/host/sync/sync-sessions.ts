import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { OpenedOnce } from '../../base/opened-once.js';
import { accountOf } from '../../remote/profile.js';
import { AppendLog } from '../../sync/append-log.js';
import { baseLimits, CommonBases } from '../../sync/common-bases.js';
import { Journal, journalVersion } from '../../sync/journal.js';
import { type KeptPlace, KeptVersions } from '../../sync/kept-versions.js';
import { foldersOfOthers } from '../../sync/mapped-path.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { contentOf } from '../../sync/merge-inputs.js';
import { pairKey } from '../../sync/pair-key.js';
import { storageError } from '../../sync/storage-error.js';
import { SyncSession } from '../../sync/sync-session.js';
import { type SyncTarget } from '../../sync/sync-target.js';
import { type Connections } from '../connections/connections.js';

/** Where sessions find their servers, mappings and storage. */
export interface SessionPlaces {
  connections: Connections;
  mappings: () => readonly SyncMapping[];
  /** The target of a mapping that counts now. */
  targetOf: (mapping: SyncMapping) => Promise<SyncTarget>;
  /** The folder on this machine for what must outlive the window. */
  storage: string;
  onCrowdedOut: KeptPlace['onCrowdedOut'];
  /** Tells that a batch was carried out, and could not be closed in the store of earlier versions. */
  onBatchFailure: (error: unknown) => void;
}

const keptLimits = { bytes: 1024 ** 3, ageMs: 30 * 24 * 60 * 60_000 };

/** What it takes to sync a mapping; journals and kept versions are opened on first need. */
export class SyncSessions {
  readonly #places: SessionPlaces;
  readonly #journals = new OpenedOnce<Journal>();
  readonly #kept = new OpenedOnce<KeptVersions>();
  readonly #bases: CommonBases;

  constructor(places: SessionPlaces) {
    this.#places = places;
    this.#bases = new CommonBases(path.join(places.storage, 'bases'), baseLimits);
  }

  /** The mapping with its active target; a RemoteError says why there is none. */
  async of(mapping: SyncMapping, signal: AbortSignal): Promise<SyncSession> {
    return this.open(mapping, await this.#places.targetOf(mapping), signal);
  }

  /** The mapping with one of its targets. */
  async open(mapping: SyncMapping, target: SyncTarget, signal: AbortSignal): Promise<SyncSession> {
    const { connections, mappings } = this.#places;
    const { profile, fresh } = connections.get(target.connection);
    const key = pairKey({
      local: mapping.local,
      account: accountOf(profile),
      root: profile.root,
      remote: target.remote,
    });
    return new SyncSession({
      mapping,
      target,
      others: foldersOfOthers(mapping, mappings()),
      files: fresh,
      journal: await this.#journals.get(key, (stop) => this.#openJournal(key, stop), signal),
      kept: await this.kept(signal),
      bases: this.#bases,
      key,
      now: Date.now,
      onBatchFailure: this.#places.onBatchFailure,
    });
  }

  /** What is kept under a hash, as an earlier version or to merge from. */
  async contentOf(hash: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return contentOf(hash, { bases: this.#bases, kept: await this.kept(signal) }, signal);
  }

  /** Earlier versions of all that was ever overwritten or removed. */
  kept(signal: AbortSignal): Promise<KeptVersions> {
    const { storage, onCrowdedOut } = this.#places;
    const folder = path.join(storage, 'kept');
    const place = { folder, limits: keptLimits, now: Date.now, onCrowdedOut };
    return this.#kept.get(folder, (stop) => KeptVersions.open(place, stop), signal);
  }

  async #openJournal(key: string, signal: AbortSignal): Promise<Journal> {
    const folder = path.join(this.#places.storage, 'journals');
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw storageError('Making', folder, error);
    }
    const log = await AppendLog.open(path.join(folder, key), { version: journalVersion }, signal);
    return Journal.open(log, signal);
  }
}
