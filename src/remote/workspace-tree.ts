import { type RemoteEntry } from '../base/remote-entry.js';
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { LinkFollower, type SeenEntry } from './follow-links.js';
import { type RemoteFiles, type RemoteMove, type RemoteWrite } from './remote-files.js';
import { ServedStates } from './served-states.js';

/** Asks the user whether to overwrite a file that changed on the server behind the editor's back. */
export type ConfirmOverwrite = (path: string) => Promise<boolean>;

export interface TreeWrite extends Omit<RemoteWrite, 'expected'> {
  overwrite: boolean;
  create: boolean;
}

/** A remote tree as an editor works on it: links are followed, no foreign change is lost unasked. */
export class WorkspaceTree {
  readonly #files: RemoteFiles;
  readonly #confirm: ConfirmOverwrite;
  readonly #links: LinkFollower;
  readonly #served = new ServedStates();

  constructor(files: RemoteFiles, confirm: ConfirmOverwrite) {
    this.#files = files;
    this.#confirm = confirm;
    this.#links = new LinkFollower(files);
  }

  async stat(path: string, signal: AbortSignal): Promise<SeenEntry> {
    return this.#links.see(path, await this.#files.stat(path, signal), signal);
  }

  async list(path: string, signal: AbortSignal): Promise<SeenEntry[]> {
    return this.#links.seeAll(path, await this.#files.list(path, signal), signal);
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    // First the state, then the content: a change in between is then seen as a change.
    const entry = await this.#files.stat(path, signal);
    if (entry.type === 'directory') throw new RemoteError('is-a-directory', `${path} is a folder`);
    const content = await this.#files.read(path, signal);
    this.#served.remember(path, entry);
    return content;
  }

  /** Writes the whole file; `created` says that nothing stood there before. */
  async write(write: TreeWrite, signal: AbortSignal): Promise<{ created: boolean }> {
    const current = await this.#find(write.path, signal);
    // Who was told that nothing is there means to make a file, not to replace one.
    const expected =
      current === undefined ? 'nothing' : this.#served.expectedFor(write.path, current);
    const entry =
      expected === undefined
        ? await this.#files.write(write, signal)
        : await this.#writeOver(expected, write, signal);
    this.#served.remember(write.path, entry);
    return { created: current === undefined };
  }

  async remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    await this.#files.remove(path, options, signal);
    this.#served.forget(path);
  }

  async rename(move: RemoteMove, signal: AbortSignal): Promise<void> {
    await this.#files.rename(move, signal);
    this.#served.forget(move.from);
    this.#served.forget(move.to);
  }

  mkdir(path: string, signal: AbortSignal): Promise<void> {
    return this.#files.mkdir(path, signal);
  }

  async #writeOver(
    expected: RemoteEntry | 'nothing',
    write: TreeWrite,
    signal: AbortSignal,
  ): Promise<RemoteEntry> {
    try {
      return await this.#files.write({ ...write, expected }, signal);
    } catch (error) {
      if (!isRemoteError(error, 'conflict') || !(await this.#confirm(write.path))) throw error;
      return this.#files.write(write, signal);
    }
  }

  async #find(path: string, signal: AbortSignal): Promise<RemoteEntry | undefined> {
    try {
      return await this.#files.stat(path, signal);
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return undefined;
      throw error;
    }
  }
}
