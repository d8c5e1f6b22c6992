import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { childOf, parentOf } from '../base/remote-path.js';
import { type RemoteFiles } from '../remote/remote-files.js';
import { IgnoreRules } from './ignore-rules.js';
import { relativePathOf, type SyncMapping } from './mapping.js';
import { activeTarget, type SyncTarget } from './sync-target.js';

export interface SyncSources {
  /** The mappings that hold now. */
  mappings(): readonly SyncMapping[];
  /** The tree of the connection called `name`; a RemoteError says why there is none. */
  filesOf(name: string): RemoteFiles;
  /** A local file's content; undefined where the file is gone. */
  readLocal(path: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Announces that an upload begins. */
  onUpload(path: string): void;
  /** Ends the uploads that go on. */
  signal: AbortSignal;
}

type SkipReason = 'unmapped' | 'ignored' | 'switched-off' | 'gone';

export type SaveResult =
  | { outcome: 'uploaded'; connection: string; remote: string; bytes: number }
  | { outcome: 'skipped'; reason: SkipReason }
  | { outcome: 'failed'; error: RemoteError };

/** What is to be done about one saved file. */
type Decision =
  { kind: 'skip'; reason: SkipReason } | { kind: 'upload'; target: SyncTarget; remote: string };

/** Keeps the remote side of mapped folders as the local one is saved. */
export class Sync {
  readonly #sources: SyncSources;
  readonly #running = new Map<string, Promise<SaveResult>>();
  readonly #waiting = new Map<string, Promise<SaveResult>>();

  constructor(sources: SyncSources) {
    this.#sources = sources;
  }

  /**
   * A local file was saved. Saves of one file go up in their order, and those that wait while one is
   * under way are one: the content is read when its turn has come. Never rejects for what a server does.
   */
  saved(path: string): Promise<SaveResult> {
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) return waiting;
    const running = this.#running.get(path);
    if (running === undefined) return this.#start(path);
    const next = this.#startAfter(running, path);
    this.#waiting.set(path, next);
    return next;
  }

  async #startAfter(running: Promise<SaveResult>, path: string): Promise<SaveResult> {
    // What became of it is told to those who wait for it.
    await running.catch(() => undefined);
    this.#waiting.delete(path);
    return this.#start(path);
  }

  #start(path: string): Promise<SaveResult> {
    const running = this.#carryOut(path).finally(() => this.#running.delete(path));
    this.#running.set(path, running);
    return running;
  }

  async #carryOut(path: string): Promise<SaveResult> {
    try {
      const decision = decideSave(this.#sources.mappings(), path);
      if (decision.kind === 'skip') return { outcome: 'skipped', reason: decision.reason };
      const { signal } = this.#sources;
      const content = await this.#sources.readLocal(path, signal);
      if (content === undefined) return { outcome: 'skipped', reason: 'gone' };
      this.#sources.onUpload(path);
      const { connection } = decision.target;
      const { remote } = decision;
      await upload(this.#sources.filesOf(connection), { path: remote, content }, signal);
      return { outcome: 'uploaded', connection, remote, bytes: content.length };
    } catch (error) {
      if (error instanceof RemoteError) return { outcome: 'failed', error };
      throw error;
    }
  }
}

/** Decides what one save means: the mapping whose folder is nearest to the file counts. */
function decideSave(mappings: readonly SyncMapping[], path: string): Decision {
  const [mapping] = mappings
    .filter((one) => relativePathOf(one, path) !== undefined)
    .sort((a, b) => b.local.length - a.local.length);
  const relative = mapping && relativePathOf(mapping, path);
  if (mapping === undefined || relative === undefined) return { kind: 'skip', reason: 'unmapped' };
  if (mapping.uploadOn === 'manual') return { kind: 'skip', reason: 'switched-off' };
  if (IgnoreRules.of(mapping.ignore).verdict(relative, false).ignored)
    return { kind: 'skip', reason: 'ignored' };
  const target = activeTarget(mapping);
  return { kind: 'upload', target, remote: childOf(target.remote, relative) };
}

interface Upload {
  path: string;
  content: Uint8Array;
}

async function upload(files: RemoteFiles, write: Upload, signal: AbortSignal): Promise<void> {
  try {
    await files.write(write, signal);
  } catch (error) {
    if (!isRemoteError(error, 'not-found')) throw error;
    await makeFolder(files, parentOf(write.path), signal);
    await files.write(write, signal);
  }
}

/** Makes a folder and those above it that are missing. */
async function makeFolder(files: RemoteFiles, path: string, signal: AbortSignal): Promise<void> {
  try {
    await files.mkdir(path, signal);
  } catch (error) {
    if (isRemoteError(error, 'exists')) return;
    if (!isRemoteError(error, 'not-found') || path === '/') throw error;
    await makeFolder(files, parentOf(path), signal);
    await files.mkdir(path, signal);
  }
}
