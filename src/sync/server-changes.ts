// What others did on the server since both sides agreed last. On a web server a file that nobody here
// has put there is how a break-in is found, so folders that are new are looked into as well.
import { RemoteError } from '../base/remote-error.js';
import { ListingsAhead, mostAhead } from './ahead.js';
import { remoteChange, type Agreement, type SideState } from './facts.js';
import { type Agreements } from './plan-sources.js';
import { type ErrorFacts } from './reasons.js';
import {
  bareState,
  baseOf,
  isIgnoredAnywhere,
  joined,
  type SeenState,
  type SideScan,
  type SyncRules,
} from './scan.js';

/** One difference between the server and what was agreed on. */
export interface ServerChange {
  kind: 'added' | 'changed' | 'removed' | 'blocked';
  path: string;
  type: SideState['type'];
  before?: SideState;
  now?: SideState;
  /** Why a folder could not be looked into. */
  error?: ErrorFacts;
}

/** What is compared to find what others did. */
export interface ServerChangeSources {
  remote: SideScan;
  agreed: Agreements;
  rules: SyncRules;
}

/** What was added, changed or removed on the server below each path of `scope`, folder by folder. */
export async function* serverChanges(
  sources: ServerChangeSources,
  scope: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ServerChange[], void> {
  const walk = new ServerWalk(sources, signal);
  for (const path of scope) yield* walk.start(path);
}

interface Spot {
  path: string;
  now: SeenState | undefined;
  agreed: Agreement | undefined;
}

class ServerWalk {
  readonly #sources: ServerChangeSources;
  readonly #listings: ListingsAhead;
  readonly #signal: AbortSignal;

  constructor(sources: ServerChangeSources, signal: AbortSignal) {
    this.#sources = sources;
    this.#signal = signal;
    this.#listings = new ListingsAhead(sources.remote, mostAhead.remote, signal);
  }

  async *start(path: string): AsyncGenerator<ServerChange[], void> {
    const now = await this.#sources.remote.look(path, this.#signal);
    const isFolder = now?.type === 'directory';
    if (path !== '' && isIgnoredAnywhere(this.#sources.rules, path, isFolder)) return;
    if (path !== '') yield* this.#visit([{ path, now, agreed: this.#sources.agreed.get(path) }]);
    else yield* this.#visit(this.#merge(path, (await this.#listings.take(path)).entries));
  }

  async *#visit(spots: readonly Spot[]): AsyncGenerator<ServerChange[], void> {
    this.#signal.throwIfAborted();
    const changes = spots.flatMap(changeOf);
    if (changes.length > 0) yield changes;
    const isThere = ({ now }: Spot): boolean => now?.type === 'directory';
    this.#listings.announce(spots.filter(isThere).map(({ path }) => path));
    for (const spot of spots) {
      if (isThere(spot)) yield* this.#inside(spot);
      else if (spot.agreed?.type === 'directory') yield* this.#visit(this.#merge(spot.path));
    }
  }

  async *#inside({ path }: Spot): AsyncGenerator<ServerChange[], void> {
    try {
      const { entries } = await this.#listings.take(path);
      yield* this.#visit(this.#merge(path, entries));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof RemoteError)) throw error;
      const { kind, message } = error;
      yield [{ kind: 'blocked', path, type: 'directory', error: { kind, message } }];
    }
  }

  #merge(folder: string, entries: ReadonlyMap<string, SeenState> = new Map()): Spot[] {
    const { agreed, rules } = this.#sources;
    const known = new Map(agreed.children(folder).map((one) => [baseOf(one.path), one]));
    const names = new Set([...entries.keys(), ...known.keys()]);
    return [...names]
      .sort()
      .map((name) => ({
        path: joined(folder, name),
        now: entries.get(name),
        agreed: known.get(name),
      }))
      .filter((spot) => spot.now !== undefined || !isIgnoredNow(rules, spot));
  }
}

function isIgnoredNow(rules: SyncRules, { path, agreed }: Spot): boolean {
  return rules.isIgnored(path, agreed?.type === 'directory');
}

function changeOf({ path, now, agreed }: Spot): ServerChange[] {
  const { type } = now ?? agreed ?? { type: 'unknown' };
  if (now === undefined) {
    return agreed === undefined ? [] : [{ kind: 'removed', path, type, before: agreed.remote }];
  }
  const state = bareState(now);
  if (agreed === undefined) return [{ kind: 'added', path, type, now: state }];
  if (now.type === 'directory' && agreed.type === 'directory') return [];
  if (remoteChange(agreed, state) === 'same') return [];
  return [{ kind: 'changed', path, type, before: agreed.remote, now: state }];
}
