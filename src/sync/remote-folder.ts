import { isRemoteError } from '../base/remote-error.js';
import { childOf, isInside, normalizePath, parentOf } from '../base/remote-path.js';
import { type RemoteFiles, type RemoteWrite } from '../remote/remote-files.js';
import { type SideState, stateOf } from './facts.js';
import { lostRoot } from './lost-root.js';
import { folderOf } from './scan.js';

/** The server refused it, and would refuse it again. */
const isAnswer = (error: unknown): boolean =>
  isRemoteError(error, 'failed') ||
  isRemoteError(error, 'permission') ||
  isRemoteError(error, 'not-a-directory');

/** The remote folder that is synced: paths are relative to it, as they are on the local side. */
export class RemoteFolder {
  readonly files: RemoteFiles;
  readonly #root: string;
  readonly #isAgreedOn: () => boolean;

  /** `isAgreedOn` tells whether both sides have had something in common: then the folder is not made anew. */
  constructor(files: RemoteFiles, root: string, isAgreedOn: () => boolean = () => false) {
    this.files = files;
    this.#root = normalizePath(root);
    this.#isAgreedOn = isAgreedOn;
  }

  /** The same folder, which is not made anew where it is gone as a whole while `isAgreedOn`. */
  guarded(isAgreedOn: () => boolean): RemoteFolder {
    return new RemoteFolder(this.files, this.#root, isAgreedOn);
  }

  /** The absolute path. */
  at(path: string): string {
    return path === '' ? this.#root : childOf(this.#root, path);
  }

  /** What stands at the path; undefined where the server says that it is nothing. */
  async look(path: string, signal: AbortSignal): Promise<SideState | undefined> {
    try {
      return stateOf(await this.files.stat(this.at(path), signal));
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return undefined;
      if (isAnswer(error) && (await this.#isBelowNothing(path, signal))) return undefined;
      throw error;
    }
  }

  /** Where a file stands in the place of a folder, servers have many words for what is not in it. */
  async #isBelowNothing(path: string, signal: AbortSignal): Promise<boolean> {
    if (path === '') return false;
    const folder = await this.look(folderOf(path), signal);
    return folder === undefined || folder.type === 'file';
  }

  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.files.stream({ path: this.at(path) }, signal);
  }

  /** Writes a file, and makes the folders above it where they are missing. */
  async write(write: RemoteWrite, signal: AbortSignal): Promise<SideState> {
    const absolute = { ...write, path: this.at(write.path) };
    try {
      return stateOf(await this.files.write(absolute, signal));
    } catch (error) {
      if (!isRemoteError(error, 'not-found')) throw error;
      await this.makeFolder(parentOf(absolute.path), signal);
      return stateOf(await this.files.write(absolute, signal));
    }
  }

  /** Makes a folder, by its absolute path, and those above it that are missing; false: the name is taken. */
  async makeFolder(path: string, signal: AbortSignal): Promise<boolean> {
    if (isInside(this.#root, path) && this.#isAgreedOn()) {
      // What else both sides had would look like deleted there.
      if ((await this.look('', signal)) === undefined) throw lostRoot('remote');
      return false;
    }
    try {
      await this.files.mkdir(path, signal);
      return true;
    } catch (error) {
      if (isRemoteError(error, 'exists')) return false;
      if (!isRemoteError(error, 'not-found') || path === '/') throw error;
      await this.makeFolder(parentOf(path), signal);
    }
    // Not as often as it takes: above it may stand a link to nothing, which is there and holds nothing.
    return this.#makeInside(path, signal);
  }

  async #makeInside(path: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.files.mkdir(path, signal);
      return true;
    } catch (error) {
      if (isRemoteError(error, 'exists')) return false;
      throw error;
    }
  }
}
