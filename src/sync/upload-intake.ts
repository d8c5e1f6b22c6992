// What happens to local files comes from many sides: saves, Explorer, builds, git. Here it is looked up
// where it belongs and what is known of it, the user is asked once for a batch, and the rest is queued in
// the order of its happening. While a question stands, what happens later passes it by.
import { isRemoteError, type RemoteError } from '../base/remote-error.js';
import { Turns } from '../base/turns.js';
import { diskHabitsOf } from './disk-habits.js';
import { GitignoreFiles } from './gitignore-files.js';
import { type Journal } from './journal.js';
import { type FileState } from './file-state.js';
import { type LocalChange, type LocalEvent } from './local-change.js';
import { type LocalFiles } from './local-files.js';
import { mappedPath } from './mapped-path.js';
import { type SyncMapping } from './mapping.js';
import { judgeOutside, type OutsideVerdict } from './outside-change.js';
import { readText } from './read-text.js';
import { type ManyDeletes, UnaskedDeletes } from './unasked-deletes.js';
import {
  type Happening,
  type Place,
  type SaveCause,
  uploadsOn,
  type WantedChange,
  wantedChanges,
} from './wanted-changes.js';
import { isWatched } from './watched-path.js';

/** What is known of a mapping's files: SyncSession has it. */
export interface MappingFacts {
  local: Pick<LocalFiles, 'look' | 'hash'>;
  journal: Pick<Journal, 'get' | 'children' | 'count' | 'intents' | 'refresh'>;
}

/** Whom the intake asks, and whom it tells. */
export interface IntakeSources {
  mappings(): readonly SyncMapping[];
  factsOf(mapping: SyncMapping, signal: AbortSignal): Promise<MappingFacts>;
  stateOf(mapping: SyncMapping, path: string): FileState | undefined;
  /** Keeps changes of one mapping. */
  add(mapping: SyncMapping, events: readonly LocalEvent[], signal: AbortSignal): Promise<void>;
  /** Keeps changes of one mapping that wait for the user. */
  addHeld(mapping: SyncMapping, events: readonly LocalEvent[], signal: AbortSignal): Promise<void>;
  /** Whether these are to be done on the server too; one question for all of them. */
  ask(changes: readonly WantedChange[]): Promise<boolean>;
  /** Whether so much is to be deleted there too, although deletions are wanted unasked. */
  askMany(deletes: ManyDeletes): Promise<boolean>;
  /** What is known of a mapping, or what became of a file, could not be found out; it goes on without. */
  onUnknown(error: RemoteError): void;
  /** Epoch ms. */
  now(): number;
}

/** What the user did to files, by their absolute paths. */
export type Deed =
  | { kind: 'saved'; path: string; cause: SaveCause }
  | { kind: 'created'; path: string; isFolder: boolean }
  | { kind: 'deleted'; path: string }
  | { kind: 'renamed'; from: string; to: string; isFolder: boolean };

/** A place with the absolute path under which it was seen. */
interface SeenPlace extends Place {
  seen: string;
}

/** Brings what happens locally into the queues. */
export class UploadIntake {
  readonly #sources: IntakeSources;
  readonly #turns = new Turns();
  readonly #unasked: UnaskedDeletes;

  constructor(sources: IntakeSources) {
    this.#sources = sources;
    this.#unasked = new UnaskedDeletes({
      agreedIn: async (mapping, signal) => (await sources.factsOf(mapping, signal)).journal,
      now: () => sources.now(),
    });
  }

  /** Takes in what was done at one time. */
  async take(deeds: readonly Deed[], signal: AbortSignal): Promise<void> {
    await this.#queue(signal, async (rules) => {
      const wanted: WantedChange[] = [];
      const take = async (deed: Deed): Promise<void> => {
        wanted.push(...wantedChanges(await this.#happening(deed, rules, signal)));
      };
      await this.#each(deeds, take, signal);
      return wanted;
    });
  }

  /**
   * Takes in files that were seen to change, whoever did it; those that no mapping watches, and those
   * that are as both sides have agreed, are none. Answers with those that are to be looked at later.
   */
  async sawOutside(
    paths: readonly string[],
    isGoneByUs: (path: string) => boolean,
    signal: AbortSignal,
  ): Promise<string[]> {
    let later: string[] = [];
    await this.#queue(signal, async () => {
      const places = await this.#watchedPlaces(paths, signal);
      const seen = await this.#outside(places, isGoneByUs, signal);
      later = seen.later;
      return seen.wanted;
    });
    return later;
  }

  /**
   * Takes in watched files that others may have changed while nobody looked; they wait for the user, with
   * what is wanted after a question: it is theirs then. What is on its way already is left to that.
   */
  async changedMeanwhile(paths: readonly string[], signal: AbortSignal): Promise<void> {
    // Not in turn: there may be many to look into, and what is saved now must not wait for that.
    const places = await this.#watchedPlaces(paths, signal);
    const idle = places.filter(({ mapping, path }) => !this.#isOnItsWay(mapping, path));
    const { wanted } = await this.#outside(idle, () => false, signal);
    await this.#addTo(wanted, (mapping, events) => this.#sources.addHeld(mapping, events, signal));
  }

  /** Of changes that were held, those that may go: where they delete too much, that is asked for by name. */
  async mayGo(
    mapping: SyncMapping,
    held: readonly LocalChange[],
    signal: AbortSignal,
  ): Promise<readonly LocalChange[]> {
    const wanted = held.map((event) => ({ mapping, event, isAsked: false }));
    const many = await this.#turns.take('Looking at what would be deleted', signal, () =>
      this.#unasked.tooMany(wanted, signal),
    );
    const refused = new Set<LocalEvent>();
    for (const deletes of many) {
      if (await this.#sources.askMany(deletes)) continue;
      for (const { event } of deletes.changes) refused.add(event);
    }
    return held.filter((change) => !refused.has(change));
  }

  /** Takes in files that may have been saved when nobody listened: those that were synced once, and changed. */
  async missed(paths: readonly string[], cause: SaveCause, signal: AbortSignal): Promise<void> {
    await this.#queue(signal, async (rules) => {
      const wanted: WantedChange[] = [];
      const look = async (path: string): Promise<void> => {
        const place = await this.#place(path, { isFolder: false, rules }, signal);
        if (place === undefined || !uploadsOn(place.mapping, cause)) return;
        const facts = await this.#tryFacts(place.mapping, signal);
        if (facts?.journal.get(place.path) === undefined) return;
        if ((await this.#judge(place, signal)) !== 'save') return;
        wanted.push(...wantedChanges({ kind: 'saved', at: place, cause }));
      };
      await this.#each(paths, look, signal);
      return wanted;
    });
  }

  async #queue(
    signal: AbortSignal,
    find: (rules: Rules) => Promise<readonly WantedChange[]>,
  ): Promise<void> {
    const { asked, many } = await this.#turns.take(
      'Looking at what was changed',
      signal,
      async () => {
        const wanted = await find(new Rules());
        const deletes = await this.#unasked.tooMany(wanted, signal);
        const held = new Set(deletes.flatMap(({ changes }) => changes));
        await this.#add(
          wanted.filter((change) => !change.isAsked && !held.has(change)),
          signal,
        );
        return { asked: wanted.filter(({ isAsked }) => isAsked), many: deletes };
      },
    );
    if (asked.length > 0 && (await this.#sources.ask(asked))) await this.#add(asked, signal);
    for (const deletes of many) {
      if (await this.#sources.askMany(deletes)) await this.#add(deletes.changes, signal);
    }
  }

  async #add(changes: readonly WantedChange[], signal: AbortSignal): Promise<void> {
    await this.#addTo(changes, (mapping, events) => this.#sources.add(mapping, events, signal));
  }

  async #addTo(
    changes: readonly WantedChange[],
    add: (mapping: SyncMapping, events: readonly LocalEvent[]) => Promise<void>,
  ): Promise<void> {
    for (const mapping of new Set(changes.map((change) => change.mapping))) {
      const own = changes.filter((change) => change.mapping === mapping);
      await add(
        mapping,
        own.map(({ event }) => event),
      );
    }
  }

  async #watchedPlaces(paths: readonly string[], signal: AbortSignal): Promise<SeenPlace[]> {
    const rules = new Rules();
    const places: SeenPlace[] = [];
    const look = async (seen: string): Promise<void> => {
      const place = await this.#place(seen, { isFolder: false, rules }, signal);
      if (place !== undefined && isWatched(place.mapping, place.path)) {
        places.push({ ...place, seen });
      }
    };
    await this.#each(paths, look, signal);
    return places;
  }

  /** What others did to these, as far as it is wanted, and those that are to be looked at later. */
  async #outside(
    places: readonly SeenPlace[],
    isGoneByUs: (path: string) => boolean,
    signal: AbortSignal,
  ): Promise<{ wanted: WantedChange[]; later: string[] }> {
    const wanted: WantedChange[] = [];
    const later: string[] = [];
    const look = async ({ seen, mapping, path }: SeenPlace): Promise<void> => {
      const at = { mapping, path };
      const verdict = await this.#judge(at, signal);
      if (verdict === 'later') later.push(seen);
      if (verdict === 'save') wanted.push(...wantedChanges(outsideSave(at)));
      if (verdict === 'delete' && !isGoneByUs(seen)) {
        wanted.push(...wantedChanges({ kind: 'deleted', at, isFolder: false }));
      }
    };
    await this.#each(places, look, signal);
    return { wanted: wanted.map(byOthers), later };
  }

  #isOnItsWay(mapping: SyncMapping, path: string): boolean {
    const { state } = this.#sources.stateOf(mapping, path) ?? { state: 'in-sync' };
    return state !== 'in-sync';
  }

  async #happening(deed: Deed, rules: Rules, signal: AbortSignal): Promise<Happening> {
    if (deed.kind === 'saved') {
      const at = await this.#place(deed.path, { isFolder: false, rules }, signal);
      return { kind: 'saved', at, cause: deed.cause };
    }
    if (deed.kind === 'created') {
      const { isFolder } = deed;
      const at = await this.#place(deed.path, { isFolder, rules }, signal);
      const standing = await this.#standing(deed.path, rules, signal);
      return { kind: 'created', at, isFolder, isNew: standing === 'nothing' };
    }
    if (deed.kind === 'deleted') {
      const isFolder = (await this.#standing(deed.path, rules, signal)) === 'directory';
      const at = await this.#place(deed.path, { isFolder, rules }, signal);
      return { kind: 'deleted', at, isFolder };
    }
    const { isFolder } = deed;
    const from = await this.#place(deed.from, { isFolder, rules }, signal);
    const to = await this.#place(deed.to, { isFolder, rules }, signal);
    const standing = await this.#standing(deed.to, rules, signal);
    const isNew = standing === 'nothing';
    const replaces = !isNew && standing !== 'unknown';
    return { kind: 'renamed', from, to, isFolder, replaces, isNew };
  }

  async #place(
    path: string,
    { isFolder, rules }: { isFolder: boolean; rules: Rules },
    signal: AbortSignal,
  ): Promise<Place | undefined> {
    const place = mappedPath(this.#sources.mappings(), path);
    // A mapping's own folder is not a thing of the mapping.
    if (place === undefined || place.path === '') return undefined;
    const files = await rules.of(place.mapping);
    const { ignored } = await files.verdict(place.path, isFolder, signal);
    return ignored ? undefined : place;
  }

  /** What both sides have agreed on at a path, whichever window it was. */
  async #standing(
    path: string,
    rules: Rules,
    signal: AbortSignal,
  ): Promise<'file' | 'directory' | 'nothing' | 'unknown'> {
    const place = mappedPath(this.#sources.mappings(), path);
    if (place === undefined) return 'nothing';
    const journal = (await this.#tryFacts(place.mapping, signal))?.journal;
    if (journal === undefined) return 'unknown';
    if (journal.get(place.path) === undefined && rules.isFirstLook(place.mapping)) {
      await journal.refresh(signal);
    }
    return journal.get(place.path)?.type ?? 'nothing';
  }

  /** What cannot be found out of one path keeps none of the others back. */
  async #each<T>(
    items: readonly T[],
    look: (item: T) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const item of items) {
      try {
        await look(item);
      } catch (error) {
        if (!isRemoteError(error) || signal.aborted) throw error;
        this.#sources.onUnknown(error);
      }
    }
  }

  async #judge({ mapping, path }: Place, signal: AbortSignal): Promise<OutsideVerdict> {
    const facts = await this.#tryFacts(mapping, signal);
    if (facts === undefined) return 'nothing';
    const { local, journal } = facts;
    const seen = {
      path,
      local: await local.look(path, signal),
      agreed: journal.get(path),
      intents: journal.intents,
      state: this.#sources.stateOf(mapping, path),
    };
    const verdict = judgeOutside(seen);
    if (verdict !== 'want-hash') return verdict;
    return judgeOutside({ ...seen, hash: await local.hash(path, signal) });
  }

  async #tryFacts(mapping: SyncMapping, signal: AbortSignal): Promise<MappingFacts | undefined> {
    try {
      return await this.#sources.factsOf(mapping, signal);
    } catch (error) {
      if (!isRemoteError(error) || signal.aborted) throw error;
      this.#sources.onUnknown(error);
      return undefined;
    }
  }
}

/** The ignore rules as they stand while one batch is taken in. */
class Rules {
  readonly #files = new Map<SyncMapping, GitignoreFiles>();
  readonly #looked = new Set<SyncMapping>();

  /** Whether the batch has not looked yet what other windows have agreed on. */
  isFirstLook(mapping: SyncMapping): boolean {
    const isFirst = !this.#looked.has(mapping);
    this.#looked.add(mapping);
    return isFirst;
  }

  async of(mapping: SyncMapping): Promise<GitignoreFiles> {
    const known = this.#files.get(mapping);
    if (known !== undefined) return known;
    const { ignoresCase } = await diskHabitsOf(mapping.local);
    const files = new GitignoreFiles({ ...mapping, ignoresCase }, readText);
    this.#files.set(mapping, files);
    return files;
  }
}

function byOthers(change: WantedChange): WantedChange {
  return { ...change, event: { ...change.event, byOthers: true } };
}

function outsideSave(at: Place): Happening {
  return { kind: 'saved', at, cause: 'outside' };
}
